"""Posts in, documents out: what is asked, paid, remembered, delivered and told."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sentiment.comprehend.analysis import Question
from sentiment.comprehend.asking import Answers
from sentiment.transform import transform
from shared.iso_time import iso_time
from tests.unit.sentiment import events
from tests.unit.sentiment.opinions import analysis
from tests.unit.sentiment.service import NOW, Service


def test_the_text_of_a_post_is_kept_as_it_was() -> None:
    text = "@ann  so   good https://t.co/Ab1 &amp; more\n@bob @cy"
    service = Service()
    results, _ = service.transform(events.records(events.post(text=text, kind="reply")))
    assert service.asked == [("en", "so good &amp; more")]
    assert events.document(results[0])["text"] == text


def test_a_post_is_analysed_when_its_answer_is_there() -> None:
    service = Service()

    def answer_late(questions: Iterable[Question], deadline: float) -> Answers:
        service.clock.sleep(7.0)
        return service.answer(questions, deadline)

    (result,), _ = transform(
        events.records(events.post(text="So good")),
        answer=answer_late,
        memory=service.memory,
        clock=service.clock,
        deadline=1e9,
    )
    assert events.document(result)["analysed_at"] == iso_time(NOW + 7.0)


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
    assert document["sentiment"] == analysis("en", "love").sentiment
    assert document["bucket"] == "2026-w47"
    assert document["url"] == "https://x.com/i/web/status/1"


def test_a_post_that_can_not_be_written_is_failed_alone_and_counted_once() -> None:
    records = events.records(events.post(text="good"), events.post(text="good"))
    content = events.POST | {"text": "good", "author": {"followers": 0}}
    beyond = json.dumps(content).replace('"followers": 0', '"followers": 1e999').encode()
    results, report = Service().transform([*records, events.raw(beyond, "beyond")])
    assert [result["result"] for result in results] == ["Ok", "Ok", "ProcessingFailed"]
    assert dict(report.bad_records) == {"it cannot be written: ValueError": 1}
    assert (report.failed, report.analysed, report.codes["ResponseFull"]) == (1, 2, 0)


def test_a_text_that_was_asked_alone_saves_nothing() -> None:
    _, report = Service().transform(events.records(events.post(text="good")))
    assert (report.units_billed, report.units_saved) == (3, 0)


def test_what_comprehend_would_not_take_of_a_long_text_is_not_saved() -> None:
    _, report = Service().transform(events.records(events.post(text="x" * 25_000)))
    assert (report.units_billed, report.units_saved) == (50, 0)


def test_an_odd_time_of_a_post_fails_no_other_record_nor_its_own() -> None:
    odd = ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59.999999")
    posts = [events.post(id="1", revision="1", created_at=created_at) for created_at in odd]
    results, report = Service().transform(events.records(events.post(), *posts))
    assert [result["result"] for result in results] == ["Ok"] * 4
    assert report.analysed == 4
