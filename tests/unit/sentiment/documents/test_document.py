"""The document that is indexed: the post as it was, its sentiment, a link and its week."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from sentiment.comprehend.analysis import Analysis, Skip, SkipReason
from sentiment.documents.document import add_sentiment, encode_document, is_analysed
from sentiment.documents.record import BadRecordError

NOW = 1_795_000_000.25
ANALYSIS = Analysis("MIXED", 0.4, 0.25, 0.05, 0.3)
SCORE = {"positive": 0.4, "negative": 0.25, "neutral": 0.05, "mixed": 0.3}


def written(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64.b64decode(encode_document(document, NOW)))
    return found


def test_an_analysis_is_told_with_its_four_scores_and_their_net() -> None:
    document: dict[str, Any] = {"id": "demo-1"}
    add_sentiment(document, ANALYSIS, NOW)
    assert document == {
        "id": "demo-1",
        "sentiment": "MIXED",
        "sentiment_score": SCORE,
        "sentiment_net": 0.15,
        "analysed_at": "2026-11-18T11:06:40.250Z",
    }


def test_the_net_sentiment_has_four_digits() -> None:
    document: dict[str, Any] = {"id": "demo-1"}
    add_sentiment(document, Analysis("NEGATIVE", 0.1, 0.3, 0.6, 0.0), NOW)
    assert document["sentiment_net"] == -0.2


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (SkipReason.NO_TEXT, "no_text"),
        (SkipReason.UNKNOWN_LANGUAGE, "unknown_language"),
        (SkipReason.UNSUPPORTED_LANGUAGE, "unsupported_language"),
        (SkipReason.REFUSED, "refused"),
    ],
)
def test_each_reason_without_a_sentiment_is_told_by_its_name(reason: SkipReason, told: str) -> None:
    document: dict[str, Any] = {"id": "demo-1"}
    add_sentiment(document, Skip(reason), NOW)
    assert document["sentiment_skipped"] == told
    assert not {"sentiment", "sentiment_score", "sentiment_net"} & document.keys()
    assert document["analysed_at"] == "2026-11-18T11:06:40.250Z"


@pytest.mark.parametrize(
    "old",
    [
        {"sentiment": "HAPPY"},
        {"sentiment_score": {"positive": 1}},
        {"sentiment_net": 1.0},
        {"sentiment_skipped": ""},
        {"lag_seconds": 5},
    ],
)
def test_nothing_of_an_older_outcome_is_left(old: dict[str, Any]) -> None:
    document = {"id": "demo-1"} | old
    add_sentiment(document, Skip(SkipReason.REFUSED), NOW)
    assert set(document) == {"id", "sentiment_skipped", "analysed_at"}
    analysed = {"id": "demo-1"} | old
    add_sentiment(analysed, ANALYSIS, NOW)
    assert set(analysed) == {
        *("id", "sentiment", "sentiment_score", "sentiment_net", "analysed_at")
    }


@pytest.mark.parametrize("label", ["POSITIVE", "NEGATIVE", "NEUTRAL", "MIXED"])
def test_a_document_with_a_label_and_its_scores_was_analysed_before(label: str) -> None:
    assert is_analysed({"sentiment": label, "sentiment_score": SCORE})


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"sentiment": "HAPPY", "sentiment_score": SCORE},
        {"sentiment": "POSITIVE"},
        {"sentiment": "POSITIVE", "sentiment_score": 0.5},
        {"sentiment": "POSITIVE", "sentiment_skipped": "no_text"},
        {"sentiment_score": SCORE},
        {"sentiment_skipped": ""},
        {"sentiment_skipped": True},
    ],
)
def test_anything_less_was_not(document: dict[str, Any]) -> None:
    assert not is_analysed(document)


def test_a_document_with_a_reason_was_analysed_before() -> None:
    assert is_analysed({"sentiment_skipped": "refused"})
    assert is_analysed({"sentiment": 5, "sentiment_skipped": "refused"})


def test_the_link_shows_the_latest_version() -> None:
    assert written({"id": "7", "revision": "8"})["url"] == "https://x.com/i/web/status/8"


@pytest.mark.parametrize("revision", [None, "", "0", 8, ["8"]])
def test_without_a_revision_the_link_shows_the_post(revision: object) -> None:
    url = written({"id": "7", "revision": revision})["url"]
    assert url == "https://x.com/i/web/status/7"


@pytest.mark.parametrize("name", ["_id", "_index", "_type", "_source", "_routing"])
def test_a_field_that_the_mapper_refuses_is_left_out(name: str) -> None:
    assert written({"id": "demo-1", name: "x", "_other": 1}) == {
        "id": "demo-1",
        "_other": 1,
        "url": "https://x.com/i/web/status/demo-1",
        "bucket": "2026-w47",
    }


def test_it_is_one_line_of_compact_json_in_utf_8() -> None:
    data = base64.b64decode(encode_document({"id": "demo-1", "text": "é\n😀 a, b: c"}, NOW))
    assert (
        data
        == (
            '{"id":"demo-1","text":"é\\n😀 a, b: c",'
            '"url":"https://x.com/i/web/status/demo-1","bucket":"2026-w47"}'
        ).encode()
    )


def test_numbers_that_json_can_not_hold_are_told_without_quoting() -> None:
    with pytest.raises(BadRecordError, match=r"^it cannot be written: ValueError$"):
        encode_document({"id": "demo-1", "text": "secret", "author": {"followers": 1e999}}, NOW)


def test_what_is_nested_too_deeply_is_told() -> None:
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(BadRecordError, match=r"^it cannot be written: RecursionError$"):
        encode_document({"id": "demo-1", "text": nested}, NOW)
    while nested:
        nested = nested.pop()
