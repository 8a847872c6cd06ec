"""What is put aside is told at once: a run that is killed afterwards was not silent."""

from __future__ import annotations

import json

import pytest

from sandbox.simulation.aws import Call, NoAnswer
from tests.unit.redrive import failures
from tests.unit.redrive.setting import DEAD, KEY, Setting, unfit

BODIES = {
    "RecordsDead": failures.lines(unfit(1), unfit(2)),
    "ObjectsUnreadable": b"damaged text",
}
COUNTS = {"RecordsDead": 2, "ObjectsUnreadable": 1}


def told(capsys: pytest.CaptureFixture[str], name: str) -> float:
    lines = [each for each in capsys.readouterr().out.splitlines() if '"_aws"' in each]
    for line in map(json.loads, lines):
        assert (line["stack"], line["service"]) == ("dev", "redrive")
        assert line["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "TweetSentiment"
    return sum(sum(line.get(name, [])) for line in map(json.loads, lines))


@pytest.mark.parametrize("name", BODIES)
def test_what_is_put_aside_is_told_before_the_original_goes(
    setting: Setting, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    setting.put(KEY, BODIES[name])
    told_before: list[float] = []

    def see(call: Call) -> None:
        if call.operation == "DeleteObject":
            assert DEAD in setting.objects()
            told_before.append(told(capsys, name))

    setting.verdict = see
    setting.run()
    assert told_before == [COUNTS[name]]
    assert told(capsys, name) == 0, "and once alone"


@pytest.mark.parametrize("name", BODIES)
def test_what_cannot_be_deleted_is_told(
    setting: Setting, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    setting.put(KEY, BODIES[name])
    setting.refuse("DeleteObject", "AccessDenied", 403)
    setting.run()
    assert told(capsys, name) == COUNTS[name]


@pytest.mark.parametrize(
    ("name", "write"), [("RecordsDead", "PutObject"), ("ObjectsUnreadable", "CopyObject")]
)
def test_what_a_run_put_aside_and_did_not_live_to_tell_the_next_one_tells(
    setting: Setting, capsys: pytest.CaptureFixture[str], name: str, write: str
) -> None:
    """It dies once the copy is there: S3's answer does not reach it any more."""
    setting.put(KEY, BODIES[name])
    setting.verdict = lambda call: NoAnswer(done=True) if call.operation == write else None
    setting.run()
    assert {KEY, DEAD} <= setting.objects().keys()
    assert told(capsys, name) == 0
    setting.verdict = lambda _: None
    setting.run()
    assert setting.objects().keys() == {DEAD}
    assert told(capsys, name) == COUNTS[name]


def test_objects_that_are_put_aside_at_once_are_told_once_each(
    setting: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(40):
        setting.put(f"{KEY}-{number}", failures.lines(unfit(number)))
    assert setting.run()["dead"] == told(capsys, "RecordsDead") == 40


@pytest.mark.parametrize("name", BODIES)
def test_what_lies_under_dead_is_not_told_again_when_a_person_sends_it(
    setting: Setting, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    setting.put(DEAD, BODIES[name])
    setting.run(dead=True)
    assert told(capsys, name) == 0
