"""What may come in an open stream beside a post, with it or instead of it, and in which order."""

from __future__ import annotations

from collections.abc import Callable

import tweepy  # type: ignore[import-untyped]

from sandbox.x_api import XApi
from tests.contract.x_api.clients import Reader

Connect = Callable[..., Reader]


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
