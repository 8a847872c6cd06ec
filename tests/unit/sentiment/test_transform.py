import json
import random
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sentiment.comprehend.analysis import Analysis, Failed, Outcome, Skip, SkipReason
from sentiment.comprehend.asking import Comprehend
from sentiment.comprehend.memory import Memory
from sentiment.comprehend.pace import Pace
from sentiment.transform import TransformReport, transform
from tests.fake_clock import FakeClock
from tests.unit.sentiment import comprehend_server, events
from tests.unit.sentiment.reference import Reference

NOW = 1_795_000_000.25


def outcome_of(language: str, text: str) -> Outcome:
    """A service that refuses some texts, fails for others and answers the rest."""
    if "refuse" in text:
        return Skip(SkipReason.REFUSED)
    if "later" in text:
        return Failed("INTERNAL_SERVER_ERROR")
    label, scores = comprehend_server.scores_of(language, text)
    return Analysis(label, *(round(score, 4) for score in scores.values()))


class Service:
    """Answers by `outcome_of` and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.clock = FakeClock(now=NOW)
        self.memory = Memory()
        elsewhere = FakeClock()  # calls take no time here: `analysed_at` can be foretold
        pace = Pace(1000, elsewhere)
        self._comprehend = Comprehend(
            self.detect, pace, elsewhere, jitter=random.Random(1), parallel_calls=1
        )

    def detect(self, language: str, texts: Sequence[str]) -> list[Outcome]:
        self.asked += [(language, text) for text in texts]
        return [outcome_of(language, text) for text in texts]

    def transform(
        self, records: list[dict[str, Any]]
    ) -> tuple[list[dict[str, str]], TransformReport]:
        return transform(
            records,
            answer=self._comprehend.answer,
            memory=self.memory,
            clock=self.clock,
            deadline=1e9,
        )


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
RECORDS = st.lists(DATA, max_size=40).map(
    lambda data: [{"recordId": str(number), "data": each} for number, each in enumerate(data)]
)


def same(found: dict[str, Any] | None, expected: dict[str, Any] | None) -> bool:
    return json.dumps(found, sort_keys=True) == json.dumps(expected, sort_keys=True)


@settings(max_examples=300, deadline=None)
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


@settings(deadline=None)
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


@settings(deadline=None)
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


@settings(deadline=None)
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


def test_the_text_of_a_post_is_kept_as_it_was() -> None:
    text = "@ann  so   good https://t.co/Ab1 &amp; more\n@bob @cy"
    service = Service()
    results, _ = service.transform(events.records(events.post(text=text, kind="reply")))
    assert service.asked == [("en", "so good & more")]
    assert events.document(results[0])["text"] == text


def test_texts_that_are_the_same_are_asked_once_and_paid_once() -> None:
    service = Service()
    posts = [events.post(text=f"So  good https://t.co/{number}") for number in range(100)]
    results, report = service.transform(events.records(*posts))
    assert service.asked == [("en", "So good")]
    assert len({events.document(result)["sentiment"] for result in results}) == 1
    assert (report.analysed, report.calls, report.units_billed) == (100, 1, 3)
    assert report.units_saved == 99 * 3


def test_a_text_is_remembered_by_the_next_invocation_in_its_own_language_only() -> None:
    service = Service()
    service.transform(events.records(events.post(text="Gift", lang="en")))
    _, report = service.transform(events.records(events.post(text="Gift", lang="en")))
    assert (report.calls, report.units_billed, report.units_saved) == (0, 0, 3)
    service.transform(events.records(events.post(text="Gift", lang="de")))
    assert service.asked == [("en", "Gift"), ("de", "Gift")]


def test_a_failure_is_not_remembered() -> None:
    service = Service()
    later = events.records(events.post(text="later"))
    results, report = service.transform(later)
    assert results == [{"recordId": "0", "result": "ProcessingFailed"}]
    assert report.codes["INTERNAL_SERVER_ERROR"] == 1
    asked = len(service.asked)
    service.transform(later)
    assert len(service.asked) == 2 * asked


def test_units_are_those_of_what_is_sent_and_saved_against_one_call_a_post() -> None:
    service = Service()
    long = "word " * 80 + "https://t.co/Ab1"
    posts = [events.post(text=long), events.post(text=long), events.post(text="", lang="en")]
    _, report = service.transform(events.records(*posts))
    assert report.units_billed == 4  # 399 characters
    assert report.units_saved == 5 + 5 - 4  # 416 characters each


def test_documents_that_do_not_fit_the_answer_are_failed_and_the_others_delivered() -> None:
    filler = "é" * 440_000
    posts = [events.post(text="good", author={"name": filler}) for _ in range(7)]
    results, report = Service().transform(events.records(*posts, events.post(text="good")))
    outcomes = [result["result"] for result in results]
    assert outcomes == ["Ok"] * 5 + ["ProcessingFailed"] * 2 + ["Ok"]
    assert len(json.dumps({"records": results})) < 6_000_000
    assert report.codes["ResponseFull"] == 2


def test_the_same_record_id_twice_is_answered_once() -> None:
    record = events.record(events.post(), "same")
    results, _ = Service().transform([record, record])
    assert [result["recordId"] for result in results] == ["same"]


def test_no_records_are_no_results() -> None:
    assert Service().transform([])[0] == []


def test_an_older_record_with_the_fields_of_today_missing_is_analysed() -> None:
    results, _ = Service().transform(events.records({"id": "1", "text": "love", "lang": "en"}))
    document = events.document(results[0])
    assert document["sentiment"] == comprehend_server.scores_of("en", "love")[0]
    assert document["bucket"] == "2026-w47"
    assert document["url"] == "https://x.com/i/web/status/1"
