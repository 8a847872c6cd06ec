"""The filtered stream as docs.x.com describes it, read by tweepy."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
import tweepy  # type: ignore[import-untyped]

from sandbox.x_api import XApi
from tests.contract.x_api.clients import PATIENCE_SECONDS, TOKEN, Reader

Connect = Callable[..., Reader]


def test_a_post_that_matches_arrives_with_its_rule(api: XApi, rule: str, connect: Connect) -> None:
    reader = connect()
    post_id = api.publish({"text": "The turbine spins again"})
    assert reader.next() == {
        "data": {
            "id": post_id,
            "text": "The turbine spins again",
            "edit_history_tweet_ids": [post_id],
        },
        "matching_rules": [{"id": rule, "tag": "wind"}],
    }


def test_a_post_that_matches_two_rules_arrives_once(api: XApi, connect: Connect) -> None:
    reader = connect()
    Reader(api).add_rules(tweepy.StreamRule("spins"))
    api.publish({"text": "The turbine spins"})
    api.publish({"text": "turbine, the end"})
    assert len(reader.next()["matching_rules"]) == 2
    assert len(reader.next()["matching_rules"]) == 1


def test_a_rule_without_tag_matches_without_one(api: XApi, connect: Connect) -> None:
    reader = connect()
    untagged = Reader(api).add_rules(tweepy.StreamRule("spins")).data[0].id
    api.publish({"text": "it spins"})
    assert reader.next()["matching_rules"] == [{"id": untagged}]


def test_posts_that_match_nothing_do_not_arrive(api: XApi, connect: Connect) -> None:
    reader = connect()
    api.publish({"text": "soup"})
    wanted = api.publish({"text": "turbine soup"})
    assert reader.next()["data"]["id"] == wanted
    assert [bool(account["tags"]) for account in api.published()] == [False, True]


def test_only_the_fields_asked_for_arrive(api: XApi, connect: Connect) -> None:
    reader = connect(
        tweet_fields=["created_at", "lang", "author_id"],
        expansions=["author_id"],
        user_fields=["verified"],
    )
    api.publish({"text": "turbine", "username": "mara", "verified": True, "name": "Mara"})
    line = reader.next()
    assert set(line["data"]) == {
        "id",
        "text",
        "edit_history_tweet_ids",
        "created_at",
        "lang",
        "author_id",
    }
    assert line["includes"] == {
        "users": [
            {
                "id": line["data"]["author_id"],
                "name": "Mara",
                "username": "mara",
                "verified": True,
            }
        ]
    }


def test_tweepy_reads_a_repost_with_its_original(api: XApi, rule: str, connect: Connect) -> None:
    reader = connect(
        tweet_fields=["referenced_tweets", "author_id"],
        expansions=["referenced_tweets.id", "referenced_tweets.id.author_id"],
    )
    original = api.publish({"text": "turbine " * 30, "username": "mara"})
    api.publish({"repost_of": original, "username": "joe"})
    reader.next()
    line = reader.next()
    post = tweepy.Tweet(line["data"])
    assert post.text.startswith("RT @mara: turbine")
    assert len(post.text) == 140
    assert post.referenced_tweets[0].id == int(original)
    assert line["includes"]["tweets"][0]["text"] == "turbine " * 30
    assert line["includes"]["users"][0]["username"] == "mara"


def test_an_unknown_field_is_refused(api: XApi, rule: str) -> None:
    reader = Reader(api).begin(tweet_fields=["note_post"])
    assert reader.ended() == ["refused"]
    assert reader.status == 400


@pytest.mark.parametrize("vocabulary", ["old", "new"])
def test_the_stream_can_speak_either_vocabulary(
    api: XApi, connect: Connect, vocabulary: str
) -> None:
    api.settings.stream_vocabulary = vocabulary
    reader = connect(tweet_fields=["public_metrics"])
    api.publish({"text": "turbine"})
    data = reader.next()["data"]
    assert ("edit_history_post_ids" in data) == (vocabulary == "new")
    assert ("repost_count" in data["public_metrics"]) == (vocabulary == "new")


def test_texts_may_come_html_escaped(api: XApi, connect: Connect) -> None:
    api.settings.html_escaped = True
    reader = connect(tweet_fields=["note_tweet", "entities"])
    api.publish({"text": "turbine > sail & #sea" + " x" * 200})
    data = reader.next()["data"]
    assert data["text"].startswith("turbine &gt; sail &amp; #sea x")
    assert data["note_tweet"]["text"].startswith("turbine &gt; sail &amp; #sea x")
    (tag,) = data["entities"]["hashtags"]
    assert data["text"][tag["start"] : tag["end"]] == "#sea"


def test_a_quiet_stream_is_kept_alive(connect: Connect) -> None:
    assert connect().kept_alive.wait(PATIENCE_SECONDS)


def test_lines_are_chunks_that_end_in_crlf(api: XApi, rule: str) -> None:
    with _raw_stream(api) as client:
        api.publish({"text": "turbine 気候"})
        head, chunk = _read_until(client, b"}\r\n\r\n").split(b"\r\n\r\n", 1)
        assert b"transfer-encoding: chunked" in head.lower()
        assert b"content-type: application/json; charset=utf-8" in head.lower()
        size, line = chunk.removeprefix(b"2\r\n\r\n\r\n").split(b"\r\n", 1)
        assert len(line.removesuffix(b"\r\n")) == int(size, 16)
        assert line.endswith(b"}\r\n\r\n")


def test_a_keep_alive_is_a_bare_crlf(api: XApi, rule: str) -> None:
    with _raw_stream(api) as client:
        assert b"2\r\n\r\n\r\n" in _read_until(client, b"2\r\n\r\n\r\n")


def test_a_compressed_stream_arrives_without_delay(api: XApi, connect: Connect) -> None:
    api.settings.gzip = True
    reader = connect()
    post_id = api.publish({"text": "turbine"})
    assert reader.next()["data"]["id"] == post_id
    assert reader.transport.last is not None
    assert reader.transport.last.headers["content-encoding"] == "gzip"


def test_an_edit_is_a_new_match_of_the_same_post(api: XApi, connect: Connect) -> None:
    reader = connect(tweet_fields=["edit_controls"])
    first = api.publish({"text": "turbnie", "key": "typo"})
    second = api.publish({"edit_of": "typo", "text": "turbine"})
    data = reader.next()["data"]
    assert (data["id"], data["edit_history_tweet_ids"]) == (second, [first, second])
    assert data["edit_controls"]["edits_remaining"] == 4
    (account,) = api.published()
    assert (account["id"], account["versions"], account["tags"]) == (
        first,
        [first, second],
        ["wind"],
    )


def test_rules_that_change_apply_to_the_open_stream(api: XApi, connect: Connect) -> None:
    reader = connect()
    Reader(api).add_rules(tweepy.StreamRule("ferry", "boats"))
    post_id = api.publish({"text": "ferry"})
    assert reader.next()["data"]["id"] == post_id


def test_posts_published_without_rules_match_nothing(api: XApi) -> None:
    api.publish({"text": "turbine"})
    assert api.published()[0]["tags"] == []


def test_what_was_delivered_is_counted_as_read(api: XApi, connect: Connect) -> None:
    reader = connect()
    for number in range(3):
        api.publish({"text": f"turbine {number}"})
        reader.next()
    assert api.wait_until(lambda state: state["deliveries"] == 3, PATIENCE_SECONDS)
    assert (api.state()["reads"], api.state()["billed"]) == (3, 3)


def test_a_thousand_posts_a_second_arrive_in_order(api: XApi, connect: Connect) -> None:
    reader = connect()
    sent = api.publish_all({"text": f"turbine {number}"} for number in range(2000))
    assert [reader.next()["data"]["id"] for _ in sent] == sent


def test_stopping_ends_an_open_stream(api: XApi, connect: Connect) -> None:
    reader = connect()
    api.stop()
    assert reader.ended()


def test_a_reader_that_falls_behind_is_cut_off(api: XApi, rule: str) -> None:
    api.settings.buffer_posts = 50
    with _raw_stream(api, "?tweet.fields=note_tweet"):
        api.publish_all({"text": "turbine " + "x" * 20_000} for _ in range(200))
        assert api.wait_until(lambda state: not state["open"], PATIENCE_SECONDS)
    assert api.state()["deliveries"] < 200


def _raw_stream(api: XApi, query: str = "") -> socket.socket:
    address = urlsplit(api.url)
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(PATIENCE_SECONDS)
    client.connect((address.hostname, address.port))
    head = f"GET /2/tweets/search/stream{query} HTTP/1.1\r\nHost: {address.netloc}"
    client.sendall(f"{head}\r\nAuthorization: Bearer {TOKEN}\r\n\r\n".encode())
    assert api.wait_until(lambda state: bool(state["open"]), PATIENCE_SECONDS)
    return client


def _read_until(client: socket.socket, end: bytes) -> bytes:
    received = b""
    while not received.endswith(end):
        more: Any = client.recv(1)
        assert more, received
        received += more
    return received
