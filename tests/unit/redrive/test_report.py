"""What a run did is told: by its answer, its metrics and its log."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.redrive import failures
from tests.unit.redrive.setting import KEY, Setting, unfit, waiting


@pytest.fixture
def prepared(setting: Setting) -> Setting:
    """Five runs' worth of distinct numbers: each count of the report is another one."""
    for number in range(7):
        setting.put(f"failed/good/{number}", waiting(number))
    for number in range(3):
        setting.put(f"failed/damaged/{number}", b"damaged text")
    setting.put("failed/unfit", failures.lines(unfit(90), unfit(91)))
    setting.put("failed/old", failures.lines(*(failures.conflict(failures.post(1)),) * 5))
    setting.put("failed/refused", waiting(99))
    setting.refuse("GetObject", "AccessDenied", 403, key="failed/refused")
    return setting


def test_the_answer_counts_objects_and_records(prepared: Setting) -> None:
    assert prepared.run() == {
        "objects": 13,
        "resent": 7,
        "superseded": 5,
        "dead": 2,
        "unreadable": 3,
        "postponed": 0,
        "left": 1,
    }


def test_the_metrics_say_the_same(prepared: Setting, capsys: pytest.CaptureFixture[str]) -> None:
    """What was put aside in lines of its own, told at once, and a zero at the end."""
    prepared.run()
    lines = [each for each in capsys.readouterr().out.splitlines() if '"_aws"' in each]
    *at_once, told = map(json.loads, lines)
    (directive,) = told["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "TweetSentiment"
    assert (told["stack"], told["service"]) == ("dev", "redrive")
    units = {each["Name"]: each["Unit"] for each in directive["Metrics"]}
    names = list(units)
    assert units.pop("OldestWaitingSeconds") == "Seconds"
    assert set(units.values()) == {"Count"}
    sums = {name: sum(sum(each.get(name, [])) for each in (*at_once, told)) for name in names}
    assert sums == {
        "RecordsResent": 7,
        "PostsSuperseded": 5,
        "RecordsDead": 2,
        "ObjectsUnreadable": 3,
        "ObjectsLeft": 1,
        "ObjectsWaiting": 1,
        "OldestWaitingSeconds": 0,
    }
    assert told["RecordsDead"] == told["ObjectsUnreadable"] == [0.0]
    assert told["ObjectsRead"] == 13, "in the line, though nobody watches it"


def test_a_run_with_nothing_to_do_measures_zeros(
    setting: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    setting.run()
    (line,) = [each for each in capsys.readouterr().out.splitlines() if '"_aws"' in each]
    told = json.loads(line)
    names = ("RecordsDead", "PostsSuperseded", "ObjectsLeft")
    assert [told[name] for name in names] == [[0.0]] * 3


def logged(caplog: pytest.LogCaptureFixture, message: str) -> list[dict[str, Any]]:
    return [vars(each) for each in caplog.records if each.getMessage() == message]


def test_each_object_that_stays_is_told_with_its_cause(
    prepared: Setting, caplog: pytest.LogCaptureFixture
) -> None:
    prepared.run()
    errors = logged(caplog, "Something could not be redriven")
    assert {each["levelname"] for each in errors} == {"ERROR"}
    causes = sorted(each["error"] for each in errors)
    assert causes[0] == "failed/damaged/0: none of its lines is a failed record"
    words = "failed/refused: An error occurred (AccessDenied) when calling the GetObject"
    assert causes[3].startswith(words)
    assert len(causes) == 4


def test_the_causes_of_failures_are_counted_in_the_log(
    setting: Setting, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    setting.put(KEY, failures.lines(failures.transform_failure(failures.post(1))) + waiting(2) * 2)
    setting.put(KEY + "2", failures.lines(failures.conflict(failures.post(3))))
    setting.run()
    (told,) = logged(caplog, "Redriven")
    assert told["failures"] == {
        "transform: Lambda.FunctionError": 1,
        "index: 429": 2,
        "index: 409": 1,
    }
    assert (told["objects"], told["resent"], told["superseded"]) == (2, 3, 1)


def test_a_stream_that_may_not_be_used_is_told(
    setting: Setting, caplog: pytest.LogCaptureFixture
) -> None:
    setting.put(KEY, waiting(1))
    setting.put(KEY + "2", waiting(2))
    setting.refuse("PutRecordBatch", "AccessDeniedException")
    answer = setting.run()
    assert set(setting.objects()) == {KEY, KEY + "2"}
    assert (answer["resent"], answer["left"]) == (0, 2)
    assert setting.calls.count("PutRecordBatch") == 2
    for each in logged(caplog, "Something could not be redriven"):
        assert "(AccessDeniedException) when calling the PutRecordBatch" in each["error"]


def test_no_text_of_a_post_is_ever_logged(
    setting: Setting, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    post = failures.post(1, text="a secret text")
    setting.put(KEY, failures.lines(failures.index_failure(post)))
    setting.put(KEY + "2", failures.lines(failures.unfit(post | {"attempts": 3, "refused": 1})))
    setting.put(KEY + "3", failures.encoded(post))
    setting.put(KEY + "4", failures.lines(failures.index_failure(b'{"text": "a secret text')))
    answer = setting.run()
    assert (answer["resent"], answer["dead"], answer["unreadable"]) == (1, 2, 1)
    everything = [vars(record) for record in caplog.records]
    printed = capsys.readouterr()
    assert "secret" not in f"{everything} {printed.out} {printed.err}"


@pytest.mark.parametrize("name", ["FAILURES_BUCKET", "DELIVERY_STREAM", "STACK"])
def test_a_setting_that_is_missing_is_told_at_once(
    setting: Setting, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(RuntimeError, match=f"{name} is missing or empty"):
        setting.load()
