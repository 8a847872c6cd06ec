"""How an open stream ends or falls silent, what tweepy makes of it, and what is left for search."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest
import tweepy  # type: ignore[import-untyped]

from sandbox.x_api import XApi
from sandbox.x_api.answers import DISCONNECT_TYPES
from sandbox.x_api.stream.connection import Connection
from sandbox.x_api.stream.writer import StreamWriter
from tests.contract.x_api.clients import Reader

Connect = Callable[..., Reader]


def in_search(api: XApi, client: tweepy.Client) -> list[str]:
    """Return the ids that recent search finds for the rule, oldest first."""
    found = client.search_recent_tweets("turbine", max_results=100)
    return [str(post.id) for post in reversed(found.data or [])]


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


@pytest.mark.usefixtures("rule")
def test_a_stream_that_x_ended_is_not_open_any_more_whoever_notices_first(api: XApi) -> None:
    """Its client may have read the end and be back before the thread of the old one is done."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        with socket.create_connection(address) as client, listener.accept()[0] as first:
            ended = api.connect(first, {})
            assert isinstance(ended, Connection)
            api.order_faults([{"kind": "clean_end"}])
            assert StreamWriter(first, ended, api, gzip=False).run() == "ended by X"
            assert client.recv(100) == b"0\r\n\r\n"
            with socket.create_connection(address), listener.accept()[0] as second:
                following = api.connect(second, {})
                assert isinstance(following, Connection)
                assert api.state()["overlaps"] == 0
                for connection in (ended, following):
                    api.disconnected(connection, "end of the test")


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
def test_a_damaged_line_is_lost_to_the_stream_which_goes_on_and_kept_for_search(
    api: XApi, rule: str, client: tweepy.Client
) -> None:
    class Lenient(Reader):
        def on_data(self, raw_data: bytes) -> None:
            if raw_data.endswith(b"}"):
                super().on_data(raw_data)

    reader = Lenient(api).begin()
    assert api.wait_until(lambda state: bool(state["open"]), 10)
    api.order_faults([{"kind": "damaged_line", "after_posts": 1}])
    ids = [api.publish({"text": f"turbine {number}"}) for number in range(3)]
    assert [reader.next()["data"]["id"] for _ in range(2)] == [ids[0], ids[2]]
    assert api.wait_until(lambda state: state["deliveries"] == 3, 10)  # counted once it is sent
    assert in_search(api, client) == ids
    reader.hang_up()


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
