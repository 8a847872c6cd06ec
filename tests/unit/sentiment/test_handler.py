"""Firehose's event is answered in its form, in time, at Comprehend's rate and place."""

from __future__ import annotations

from itertools import pairwise
from types import ModuleType
from typing import Any

import pytest

from tests.unit.sentiment import events
from tests.unit.sentiment.function import Context, load
from tests.unit.sentiment.opinions import analysis
from tests.unit.sentiment.setting import Setting


def outcomes(answer: dict[str, Any]) -> list[str]:
    return [result["result"] for result in answer["records"]]


def test_an_event_of_firehose_is_answered_in_its_form(
    function: ModuleType, setting: Setting
) -> None:
    event = {
        "invocationId": "1",
        "deliveryStreamArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/tweets",
        "region": "us-east-1",
        "records": [events.record(events.post(), "one"), events.raw(b"no post", "two")],
    }
    answer = function.handler(event, Context())
    first, second = answer["records"]
    assert set(answer) == {"records"}
    assert set(first) == {"recordId", "result", "data"}
    assert (first["recordId"], first["result"]) == ("one", "Ok")
    assert second == {"recordId": "two", "result": "ProcessingFailed"}
    document = events.document(first)
    assert document["sentiment"] == analysis("en", str(events.POST["text"])).sentiment
    assert document["analysed_at"] == "2026-11-18T11:06:40.000Z"


def test_comprehend_is_asked_in_its_region_and_at_its_rate(
    function: ModuleType, setting: Setting
) -> None:
    posts = [events.post(text=str(number)) for number in range(25 * 8)]
    function.handler({"records": events.records(*posts)}, Context())
    urls = {call.url for call in setting.aws.calls}
    assert urls == {"https://comprehend.eu-west-1.amazonaws.com/"}
    pauses = [after - before for before, after in pairwise(setting.times)]
    assert pauses == pytest.approx([0.2] * 7)


def test_one_call_a_second_is_a_rate(
    setting: Setting, function: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPREHEND_CALLS_PER_SECOND", "1")
    posts = [events.post(text=str(number)) for number in range(25 * 3)]
    load().handler({"records": events.records(*posts)}, Context())
    assert setting.times == pytest.approx([0.0, 1.0, 2.0])


@pytest.mark.parametrize("calls_per_second", ["0", "-1", "fast", ""])
def test_a_rate_that_is_none_is_told_at_once(
    function: ModuleType, monkeypatch: pytest.MonkeyPatch, calls_per_second: str
) -> None:
    monkeypatch.setenv("COMPREHEND_CALLS_PER_SECOND", calls_per_second)
    with pytest.raises(RuntimeError, match="COMPREHEND_CALLS_PER_SECOND"):
        load()


def test_a_text_is_remembered_by_the_next_invocation(
    function: ModuleType, setting: Setting
) -> None:
    for _ in range(2):
        function.handler({"records": events.records(events.post())}, Context())
    assert len(setting.calls) == 1


def test_without_time_left_every_record_is_failed_and_answered_at_once(
    function: ModuleType, setting: Setting
) -> None:
    event = {"records": events.records(events.post())}
    assert outcomes(function.handler(event, Context(seconds_left=5.0))) == ["ProcessingFailed"]
    assert (setting.calls, setting.clock.monotonic()) == ([], 0.0)


def test_five_seconds_are_kept_to_hand_the_answer_back(
    function: ModuleType, setting: Setting
) -> None:
    setting.take(1000.0)
    event = {"records": events.records(events.post())}
    assert outcomes(function.handler(event, Context(seconds_left=30.0))) == ["ProcessingFailed"]
    assert setting.clock.monotonic() == pytest.approx(25.0)


def test_the_time_left_is_counted_in_nominal_seconds(
    function: ModuleType, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setting.clock, "nominal", lambda real_seconds: real_seconds * 10)
    setting.take(1000.0)
    function.handler({"records": events.records(events.post())}, Context(seconds_left=3.0))
    assert setting.clock.monotonic() == pytest.approx(25.0)
