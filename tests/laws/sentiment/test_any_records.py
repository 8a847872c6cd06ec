"""Whatever records come: the same as a slow and obvious reference makes of them."""

from __future__ import annotations

import json
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.sentiment import events
from tests.unit.sentiment.reference import Reference
from tests.unit.sentiment.service import NOW, Service, outcome_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
PIECES = st.sampled_from(
    [
        "love", "hate", "refuse", "later", " ", "\n", "@ann", " @bob", "#tag", "https://t.co/Ab1",
        "http://example.org/x?y=1", "https://t.c…", "HTTPS://T.CO/x", "語", "😀", "&amp;", "&lt;",
        "\x00", "\u200b", "\u2028", "\ud83d", "\udc00", "x" * 300, "é" * 2_000,
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=20)
LANGUAGES = st.sampled_from(
    ["en", "ja", "zh", "zh-TW", "zh-Hant", "pt-BR", "in", "iw", "und", "qme", "zxx", "tr", ""]
)
POSTS = st.fixed_dictionaries(
    {"id": st.integers(0, 2**64).map(str) | st.text(max_size=5) | JSON},
    optional={
        "text": TEXTS | JSON,
        "lang": LANGUAGES | JSON,
        "kind": st.sampled_from(["original", "reply", "quote", "repost"]) | JSON,
        "created_at": st.sampled_from(["2026-11-23T14:58:31.000Z", "soon"]) | JSON,
        "revision": st.integers(0, 2**63).map(str) | JSON,
        "sentiment": st.sampled_from(["POSITIVE", "HAPPY"]) | JSON,
        "sentiment_score": st.just({"positive": 1.0}) | JSON,
        "sentiment_skipped": st.sampled_from(["no_text", ""]) | JSON,
        "attempts": st.integers(0, 3),
        "_id": JSON,
        "author": JSON,
    },
)
GOOD_POSTS = st.builds(
    lambda text, lang, kind: events.post(text=text, lang=lang, kind=kind),
    TEXTS,
    LANGUAGES,
    st.sampled_from(["original", "reply"]),
)
DATA = st.one_of(
    GOOD_POSTS.map(lambda post: events.record(post)["data"]),
    POSTS.map(lambda post: events.record(post)["data"]),
    JSON.map(lambda value: events.record(value)["data"]),
    st.binary().map(lambda content: events.raw(content)["data"]),
    st.text(),
)
RECORDS = st.lists(DATA, max_size=10).map(
    lambda data: [{"recordId": str(number), "data": each} for number, each in enumerate(data)]
)


def same(found: dict[str, Any] | None, expected: dict[str, Any] | None) -> bool:
    return json.dumps(found, sort_keys=True) == json.dumps(expected, sort_keys=True)


@settings(max_examples=150)
@given(RECORDS)
def test_it_does_what_the_slow_and_obvious_reference_does(records: list[dict[str, Any]]) -> None:
    results, report = Service().transform(records)
    reference = Reference(outcome_of, NOW)
    assert [result["recordId"] for result in results] == [each["recordId"] for each in records]
    for record, result in zip(records, results, strict=True):
        expected = reference.transform(record)
        assert result["result"] == ("ProcessingFailed" if expected is None else "Ok")
        found = events.document(result) if result["result"] == "Ok" else None
        assert same(found, expected)
    counted = report.analysed + report.analysed_before + report.skipped.total() + report.failed
    assert counted == len(records)


@settings(max_examples=50)
@given(RECORDS, st.randoms(use_true_random=False))
def test_neighbours_never_change_a_record(
    records: list[dict[str, Any]], shuffler: random.Random
) -> None:
    together, _ = Service().transform(records)
    mixed = list(records)
    shuffler.shuffle(mixed)
    apart = [Service().transform([record])[0][0] for record in mixed]
    key = "recordId"
    assert sorted(together, key=lambda each: each[key]) == sorted(apart, key=lambda each: each[key])


@settings(max_examples=50)
@given(RECORDS)
def test_every_delivered_document_is_one_line_with_a_sentiment_or_a_reason(
    records: list[dict[str, Any]],
) -> None:
    results, _ = Service().transform(records)
    for result in results:
        assert set(result) <= {"recordId", "result", "data"}
        if result["result"] == "Ok":
            document = events.document(result)
            assert ("sentiment" in document) or document["sentiment_skipped"]
            assert "\n" not in json.dumps(document)
            assert not {"_id", "_index"} & set(document)


@settings(max_examples=50)
@given(RECORDS)
def test_a_document_that_comes_back_passes_unchanged_without_a_call(
    records: list[dict[str, Any]],
) -> None:
    first, _ = Service().transform(records)
    delivered = [result for result in first if result["result"] == "Ok"]
    again = Service()
    second, report = again.transform(delivered)
    assert again.asked == []
    assert [events.document(each) for each in second] == [events.document(e) for e in delivered]
    assert report.analysed_before == len(delivered)
