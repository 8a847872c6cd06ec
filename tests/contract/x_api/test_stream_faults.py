"""How faults of an open stream are ordered, drawn and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import tweepy  # type: ignore[import-untyped]

from sandbox.x_api import XApi
from sandbox.x_api.faults import BETWEEN_POSTS, ON_A_POST, Fault
from tests.contract.x_api.clients import PATIENCE_SECONDS, Reader
from tests.contract.x_api.conftest import SetClock

Connect = Callable[..., Reader]


def attempts(state: dict[str, Any]) -> int:
    return int(state["connects_accepted"] + sum(state["connects_refused"].values()))


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
