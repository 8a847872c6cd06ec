"""What can go wrong in an open stream, and what tweepy makes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import tweepy  # type: ignore[import-untyped]

from sandbox.x_api import XApi
from sandbox.x_api.answers import DISCONNECT_TYPES
from sandbox.x_api.faults import BETWEEN_POSTS, ON_A_POST, Fault
from tests.contract.x_api.clients import PATIENCE_SECONDS, Reader
from tests.contract.x_api.conftest import SetClock

Connect = Callable[..., Reader]


def in_search(api: XApi, client: tweepy.Client) -> list[str]:
    """Return the ids that recent search finds for the rule, oldest first."""
    found = client.search_recent_tweets("turbine", max_results=100)
    return [str(post.id) for post in reversed(found.data or [])]


def attempts(state: dict[str, Any]) -> int:
    return int(state["connects_accepted"] + sum(state["connects_refused"].values()))


@pytest.fixture
def at_once(api: XApi) -> None:
    """Recent search without its lag."""
    api.settings.search_lag_seconds = 0


@pytest.mark.parametrize("disconnect_type", DISCONNECT_TYPES)
def test_x_announces_a_disconnect_and_closes(
    api: XApi, connect: Connect, disconnect_type: str
) -> None:
    reader = connect()
    api.order_faults([{"kind": "operational_disconnect", "disconnect_type": disconnect_type}])
    (problem,) = reader.next()["errors"]
    assert problem["title"] == "operational-disconnect"
    assert problem["disconnect_type"] == disconnect_type
    assert problem["type"].endswith("/problems/operational-disconnect")
    assert reader.ended() == ["closed"]


def test_x_tells_a_slow_reader_to_go(api: XApi, connect: Connect) -> None:
    reader = connect()
    api.order_faults([{"kind": "slow_reader"}])
    assert reader.next()["errors"][0]["disconnect_type"] == "SlowReader"
    assert reader.ended() == ["closed"]


def test_x_ends_the_stream_without_a_word(api: XApi, connect: Connect) -> None:
    reader = connect()
    api.order_faults([{"kind": "clean_end"}])
    assert reader.ended() == ["closed"]


def test_a_reset_is_a_connection_error(api: XApi, connect: Connect) -> None:
    reader = connect()
    api.order_faults([{"kind": "reset"}])
    assert reader.ended() == ["connection error"]


@pytest.mark.usefixtures("at_once")
def test_a_line_cut_by_a_reset_is_lost_to_the_stream_and_kept_for_search(
    api: XApi, connect: Connect, client: tweepy.Client
) -> None:
    reader = connect()
    api.order_faults([{"kind": "reset_mid_line", "after_posts": 1}])
    first, second = api.publish({"text": "turbine 1"}), api.publish({"text": "turbine 2"})
    assert "connection error" in reader.ended()
    assert api.state()["deliveries"] == 1
    assert in_search(api, client) == [first, second]


@pytest.mark.usefixtures("at_once")
def test_half_a_line_before_a_clean_end_breaks_tweepys_reading(
    api: XApi, connect: Connect, client: tweepy.Client
) -> None:
    reader = connect()
    api.order_faults([{"kind": "truncated_line"}])
    post_id = api.publish({"text": "turbine"})
    assert reader.ended() == ["JSONDecodeError"]
    assert reader.lines.empty()
    assert in_search(api, client) == [post_id]
    assert api.published()[0]["tags"] == ["wind"]


@pytest.mark.usefixtures("at_once")
def test_silence_loses_what_would_have_come(
    api: XApi, connect: Connect, client: tweepy.Client
) -> None:
    reader = connect()
    api.order_faults([{"kind": "silence", "seconds": 0.2, "after_posts": 1}])
    ids = [api.publish({"text": f"turbine {number}"}) for number in range(5)]
    assert reader.ended() == ["closed"]
    assert reader.next()["data"]["id"] == ids[0]
    assert reader.lines.qsize() <= 1  # the post at which silence began
    assert in_search(api, client) == ids


def test_silence_beyond_the_read_timeout_is_a_connection_error(
    api: XApi, rule: str, connect: Connect
) -> None:
    class Impatient(Reader):
        def _connect(self, method: str, url: str, **options: Any) -> None:
            super()._connect(method, url, timeout=0.2, **options)

    api.order_faults([{"kind": "silence", "seconds": 30}])
    reader = Impatient(api).begin()
    assert reader.ended() == ["connection error"]


def test_messages_of_an_unknown_kind_pass_by(api: XApi, connect: Connect) -> None:
    reader = connect()
    api.order_faults([{"kind": "unknown_message"}, {"kind": "bare_problem"}])
    assert set(reader.next()) == {"notice"}
    assert {"title", "detail", "type", "status"} == set(reader.next())
    post_id = api.publish({"text": "turbine"})
    assert reader.next()["data"]["id"] == post_id


def test_errors_may_come_without_data(api: XApi, connect: Connect) -> None:
    reader = connect()
    api.order_faults([{"kind": "errors_only"}])
    assert set(reader.next()) == {"errors"}


def test_errors_may_come_with_data(api: XApi, connect: Connect) -> None:
    reader = connect()
    api.order_faults([{"kind": "errors_with_data"}])
    post_id = api.publish({"text": "turbine"})
    line = reader.next()
    assert line["data"]["id"] == post_id
    assert line["errors"][0]["type"].endswith("/problems/resource-not-found")


def test_a_rule_may_come_without_its_tag(api: XApi, rule: str, connect: Connect) -> None:
    reader = connect()
    api.order_faults([{"kind": "no_tag"}])
    api.publish({"text": "turbine"})
    assert reader.next()["matching_rules"] == [{"id": rule}]


def test_tweepy_itself_ends_silently_on_a_rule_without_tag(api: XApi, rule: str) -> None:
    class Plain(Reader):
        def on_data(self, raw_data: bytes) -> None:
            tweepy.StreamingClient.on_data(self, raw_data)

    api.order_faults([{"kind": "no_tag"}])
    reader = Plain(api).begin()
    assert api.wait_until(lambda state: bool(state["open"]), 10)
    api.publish({"text": "turbine"})
    assert reader.ended() == ["KeyError"]


def test_a_crlf_split_between_chunks_is_one_line_and_a_spare_keep_alive(
    api: XApi, connect: Connect
) -> None:
    api.settings.keep_alive_seconds = 60
    reader = connect()
    api.order_faults([{"kind": "split_crlf"}])
    post_id = api.publish({"text": "turbine"})
    assert reader.next()["data"]["id"] == post_id
    assert reader.kept_alive.wait(10)
    assert reader.lines.empty()


def test_a_post_may_come_twice(api: XApi, connect: Connect) -> None:
    reader = connect()
    api.order_faults([{"kind": "duplicate"}])
    post_id = api.publish({"text": "turbine"})
    assert [reader.next()["data"]["id"] for _ in range(2)] == [post_id, post_id]


def test_a_post_may_be_overtaken(api: XApi, connect: Connect) -> None:
    reader = connect()
    api.order_faults([{"kind": "out_of_order", "posts": 2}])
    late, *ids = [api.publish({"text": f"turbine {number}"}) for number in range(4)]
    assert [reader.next()["data"]["id"] for _ in range(4)] == [*ids[:2], late, *ids[2:]]


def test_an_overtaken_post_comes_even_when_none_follows(api: XApi, connect: Connect) -> None:
    api.time_scale = 0.01
    reader = connect()
    api.order_faults([{"kind": "out_of_order"}])
    post_id = api.publish({"text": "turbine"})
    assert reader.next()["data"]["id"] == post_id


def test_a_post_may_be_edited_right_after_it_came(api: XApi, connect: Connect) -> None:
    reader = connect()
    api.order_faults([{"kind": "edit"}])
    post_id = api.publish({"text": "turbine"})
    first, second = reader.next()["data"], reader.next()["data"]
    assert first["id"] == post_id == second["edit_history_tweet_ids"][0]
    assert second["text"] == "turbine (edited)"
    assert len(api.published()) == 1


def test_what_a_post_refers_to_may_be_deleted(api: XApi, connect: Connect) -> None:
    reader = connect(expansions=["referenced_tweets.id"])
    api.order_faults([{"kind": "deleted_referent"}])
    original = api.publish({"text": "turbine"})
    api.publish({"text": "turbine, yes", "quote_of": original})
    assert "errors" not in reader.next()
    line = reader.next()
    assert line["errors"][0]["resource_id"] == original
    assert "includes" not in line


def test_any_bytes_can_be_written_as_a_line(api: XApi, connect: Connect) -> None:
    reader = connect()
    api.order_faults([{"kind": "raw", "line": b'{"data": 1}'.hex()}])
    assert reader.next() == {"data": 1}


def test_faults_wait_for_their_number_of_posts(api: XApi, connect: Connect) -> None:
    reader = connect()
    api.order_faults([{"kind": "clean_end", "after_posts": 3}])
    ids = [api.publish({"text": f"turbine {number}"}) for number in range(3)]
    assert [reader.next()["data"]["id"] for _ in ids] == ids
    assert reader.ended() == ["closed"]


def test_healing_takes_all_faults_back(api: XApi, connect: Connect) -> None:
    api.order_faults([{"kind": "unavailable"}, {"kind": "truncated_line"}, {"kind": "stale_slot"}])
    api.faults.at_random(connect=1, in_stream=1, close=1, rest=1)
    api.heal()
    reader = connect()
    post_id = api.publish({"text": "turbine"})
    assert reader.next()["data"]["id"] == post_id
    reader.hang_up()
    assert api.state()["faults"] == {}


def test_random_faults_come_in_the_same_order_for_the_same_seed(api: XApi) -> None:
    def drawn() -> list[Fault | None]:
        api.faults.at_random(seed=7, in_stream=0.5)
        return [api.faults.at_post(True) for _ in range(400)]

    first = drawn()
    assert first == drawn()
    expected = {*BETWEEN_POSTS, *ON_A_POST} - {"raw"}
    assert {fault.kind for fault in first if fault} == expected


def one_connection(api: XApi, number: int) -> tuple[Reader, set[str]]:
    """Try to connect once, publish three posts, and hang up when they came or the stream ended."""
    tried = attempts(api.state())
    reader = Reader(api).begin()
    assert api.wait_until(lambda state: attempts(state) > tried, PATIENCE_SECONDS)
    due = api.state()["deliveries"] + 3
    ids = {api.publish({"text": f"turbine {number} {part}"}) for part in range(3)}
    assert api.wait_until(
        lambda state: not state["open"] or state["deliveries"] >= due, PATIENCE_SECONDS
    )
    reader.hang_up()
    return reader, ids


@pytest.mark.parametrize("seed", range(4))
def test_no_fault_takes_a_post_out_of_search(
    rule: str, api: XApi, client: tweepy.Client, now: SetClock, seed: int
) -> None:
    api.time_scale = 0.001
    api.settings.connects_per_window = 1000
    api.faults.at_random(seed=seed, connect=0.2, in_stream=0.1, close=0.2)
    seen: set[str] = set()
    published: set[str] = set()
    for number in range(60):
        now.seconds += 1  # beyond any stale slot
        reader, ids = one_connection(api, number)
        published |= ids
        while not reader.lines.empty():
            seen.add(str(reader.next().get("data", {}).get("id")))
    api.heal()
    api.settings.search_lag_seconds = 0
    found: set[str] = set()
    for page in tweepy.Paginator(
        client.search_recent_tweets, "turbine", tweet_fields=["edit_controls"], max_results=100
    ):
        found |= {str(post.edit_history_tweet_ids[0]) for post in page.data}
    assert found == published
    assert seen & published
    assert len(api.state()["faults"]) > 3


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"kind": "bad weather"}, "bad weather"),
        ({}, "kind is None"),
        ({"kind": "silence", "minutes": 3}, "minutes"),
        ({"kind": "unavailable", "where": "everywhere"}, "everywhere"),
        ({"kind": "operational_disconnect", "disconnect_type": "Bored"}, "Bored"),
        ({"kind": "raw", "line": "xyz"}, "non-hexadecimal"),
    ],
)
def test_a_fault_that_is_none_is_refused(api: XApi, fault: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        api.order_faults([fault])
