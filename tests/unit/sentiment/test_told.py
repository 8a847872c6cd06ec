"""What the transform function did is told by metrics and logs, and never a text."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import pytest

from sandbox.simulation.aws import Refused
from tests.unit.sentiment import events
from tests.unit.sentiment.function import Context
from tests.unit.sentiment.setting import DENIED, Setting


def test_the_metrics_say_what_was_done(
    function: ModuleType, setting: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    setting.refuse([Refused("ThrottlingException")] * 6)
    posts = [
        *[events.post()] * 3,
        *[events.post(lang="tr")] * 3,
        *[events.post(lang="und")] * 4,
        *[events.post(text="")] * 5,
        *[events.post(sentiment_skipped="refused")] * 6,
        *[{"no": "id"}] * 8,
    ]
    function.handler({"records": events.records(*posts)}, Context())
    (line,) = [each for each in capsys.readouterr().out.splitlines() if '"_aws"' in each]
    told = json.loads(line)
    (directive,) = told["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "TweetSentiment"
    assert (told["stack"], told["service"]) == ("dev", "sentiment")
    units = {each["Name"]: each["Unit"] for each in directive["Metrics"]}
    assert units.pop("PostsFailedShare") == "Percent"
    assert set(units.values()) == {"Count"}
    assert {each["Name"]: told[each["Name"]] for each in directive["Metrics"]} == {
        "PostsAnalysed": [3.0],
        "PostsSkipped": [12.0],
        "PostsFailed": [8.0],
        "PostsFailedShare": [pytest.approx(100 * 8 / 29)],
        "ComprehendDenied": [0.0],
        "ComprehendThrottles": [6.0],
        "ComprehendUnitsBilled": [3.0],
        "ComprehendUnitsSaved": [6.0],
    }
    in_the_line = {
        "PostsAnalysedBefore": 6,
        "PostsSkippedNoText": 5,
        "PostsSkippedUnknownLanguage": 4,
        "PostsSkippedUnsupportedLanguage": 3,
        "PostsSkippedRefused": 0,
        "ComprehendCalls": 7,
    }
    assert {name: told[name] for name in in_the_line} == in_the_line


def test_refused_posts_are_a_figure_of_their_own(
    function: ModuleType, setting: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    setting.verdict = lambda _: Refused("InvalidRequestException")
    function.handler({"records": events.records(events.post())}, Context())
    (line,) = [each for each in capsys.readouterr().out.splitlines() if '"_aws"' in each]
    assert json.loads(line)["PostsSkippedRefused"] == 1
    assert json.loads(line)["PostsSkipped"] == [1.0]


def test_failures_are_told_by_their_reasons(
    function: ModuleType, setting: Setting, caplog: pytest.LogCaptureFixture
) -> None:
    setting.service.faults.order({"comprehend.item_error": 1})
    posts = [events.post(), events.post(text="other"), {"no": "id"}]
    function.handler({"records": events.records(*posts)}, Context())
    (told,) = [vars(each) for each in caplog.records if each.message == "Records failed"]
    assert told["levelname"] == "WARNING"
    assert told["failed"] == 3
    assert told["reasons"] == {"INTERNAL_SERVER_ERROR": 2, "it has no id": 1}


def test_nothing_is_told_when_nothing_failed(
    function: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    function.handler({"records": events.records(events.post())}, Context())
    assert caplog.messages == []


def test_no_text_of_a_post_is_ever_logged(
    function: ModuleType,
    setting: Setting,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    refused = Refused("ValidationException", message="not valid: 'a secret text'")
    broken = Refused("InternalServerException", 500, "not now: 'a secret text'")
    setting.refuse([refused, broken, refused])
    posts = [events.post(text="a secret text"), {"text": "a secret text"}]
    bad = events.raw(b'{"id": "5", "text": "a secret text"', "bad")
    function.handler({"records": [*events.records(*posts), bad]}, Context())
    assert "Records failed" in caplog.messages
    logged = [vars(record) for record in caplog.records]
    printed = capsys.readouterr()
    assert "secret" not in f"{logged} {printed.out} {printed.err}"


def test_a_missing_permission_is_told_with_its_action(
    function: ModuleType, setting: Setting, caplog: pytest.LogCaptureFixture
) -> None:
    setting.verdict = lambda _: Refused("AccessDeniedException", message=DENIED)
    answer = function.handler({"records": events.records(events.post())}, Context())
    (result,) = answer["records"]
    assert result["result"] == "ProcessingFailed"
    (told,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert told.message == "Comprehend may not be called"
    assert DENIED in vars(told)["answer"]


@pytest.mark.parametrize(("is_denied", "told"), [(True, (1.0, 100.0)), (False, (0.0, 0.0))])
def test_that_comprehend_may_not_be_called_is_a_metric(
    function: ModuleType,
    setting: Setting,
    capsys: pytest.CaptureFixture[str],
    is_denied: bool,
    told: tuple[float, float],
) -> None:
    refused = Refused("AccessDeniedException", message=DENIED)
    setting.verdict = lambda _: refused if is_denied else None
    function.handler({"records": events.records(events.post())}, Context())
    (line,) = [each for each in capsys.readouterr().out.splitlines() if '"_aws"' in each]
    metrics = json.loads(line)
    assert (metrics["ComprehendDenied"], metrics["PostsFailedShare"]) == ([told[0]], [told[1]])


@pytest.mark.parametrize("posts", [[], [events.post(lang="tr"), events.post(lang="und")]])
def test_what_needs_no_analysis_tells_nothing_of_whether_it_works(
    function: ModuleType, capsys: pytest.CaptureFixture[str], posts: list[Any]
) -> None:
    """Between posts that can't be analysed an alarm would stop at each of them."""
    function.handler({"records": events.records(*posts)}, Context())
    (line,) = [each for each in capsys.readouterr().out.splitlines() if '"_aws"' in each]
    assert not {"PostsFailedShare", "ComprehendDenied"} & json.loads(line).keys()
    assert json.loads(line)["PostsFailed"] == [0.0]
