"""An outage of hours or days costs delay, never a record: pauses grow, and only age ends them."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from redrive.decisions import LONGEST_PAUSE_SECONDS, pause_seconds
from sandbox.simulation.aws import Call
from shared.environment import EnvironmentVariableError
from tests.unit.redrive import failures
from tests.unit.redrive.setting import DEAD, KEY, Setting, unfit

HOUR = 3600.0
DAY = 24 * HOUR
AWAY: list[dict[str, Any]] = [
    {"errorCode": "503", "errorMessage": "Service Unavailable"},
    {"errorCode": "429", "errorMessage": json.dumps({"type": "es_rejected_execution_exception"})},
    {"errorCode": "403", "errorMessage": json.dumps({"type": "cluster_block_exception"})},
    {"errorCode": "401", "errorMessage": "Unauthorized"},
    {"errorCode": "OS.ServiceException", "errorMessage": "no connection"},
    {"errorCode": "404", "errorMessage": json.dumps({"type": "index_not_found_exception"})},
    {"errorCode": "400", "errorMessage": json.dumps({"type": "illegal_argument_exception"})},
]
THROTTLED = {"errorCode": "Lambda.ProcessingFailedStatus", "errorMessage": "ProcessingFailed"}


class Outage:
    """Whatever is sent before its end comes back as a failure, an hour of retries later."""

    def __init__(self, setting: Setting, cause: dict[str, Any], *, hours: float) -> None:
        self._setting = setting
        self._cause = cause
        self._ends_at = setting.clock.now() + hours * HOUR
        self._objects = 0
        setting.verdict = self._fail

    @property
    def is_over(self) -> bool:
        return self._setting.clock.now() >= self._ends_at

    def leave(self, records: list[dict[str, Any]], failed_at: float) -> None:
        self._objects += 1
        make = failures.transform_failure if "Lambda" in self._cause["errorCode"] else None
        lines = [
            (make or failures.index_failure)(record)
            | self._cause
            | {"attemptEndingTimestamp": int(failed_at * 1000)}
            for record in records
        ]
        self._setting.put(f"failed/outage/{self._objects}", failures.lines(*lines))

    def _fail(self, call: Call) -> None:
        if call.operation == "PutRecordBatch" and not self.is_over:
            now = self._setting.clock.now()
            taken = [failures.decoded(each["Data"]) for each in call.body["Records"]]
            self._setting.later(lambda: self.leave(taken, now))


@pytest.mark.parametrize(
    ("cause", "hours"),
    [*((cause, 3) for cause in AWAY), (AWAY[0], 48), (THROTTLED, 48)],
    ids=lambda value: value["errorCode"] if isinstance(value, dict) else f"{value} h",
)
def test_nothing_dies_of_an_outage_however_long(
    setting: Setting, cause: dict[str, Any], hours: float
) -> None:
    outage = Outage(setting, cause, hours=hours)
    outage.leave([failures.post(each) for each in range(3)], setting.clock.now())
    caught_up = 0
    while setting.objects() or not outage.is_over:
        answer = setting.run()
        assert (answer["dead"], answer["left"]) == (0, 0)
        setting.happen()
        setting.clock.advance(HOUR)
        caught_up += outage.is_over
    assert caught_up <= LONGEST_PAUSE_SECONDS / HOUR + 1
    attempts = max(record["attempts"] for record in setting.sent)
    assert {record["id"] for record in setting.sent} == {"0", "1", "2"}
    assert attempts <= 4 + hours * HOUR / LONGEST_PAUSE_SECONDS


def test_pauses_grow_and_stay_bounded() -> None:
    assert [pause_seconds(each) / HOUR for each in range(7)] == [0, 0.5, 1, 2, 4, 4, 4]
    assert pause_seconds(10**9) == LONGEST_PAUSE_SECONDS


def failed(number: int, attempts: int, ago: float, setting: Setting, **more: object) -> bytes:
    post = failures.post(number, attempts=attempts, **more)
    at = int((setting.clock.now() - ago) * 1000)
    return failures.lines(failures.index_failure(post) | {"attemptEndingTimestamp": at})


@pytest.mark.parametrize(("attempts", "pause"), [(1, 1800), (2, 3600), (4, 4 * HOUR), (99, 14_400)])
def test_a_record_rests_longer_the_more_often_it_failed(
    setting: Setting, attempts: int, pause: float
) -> None:
    for number in (1, 2):
        setting.put(f"failed/{number}", failed(number, attempts, pause - 1, setting))
    answer = setting.run()
    assert (answer["postponed"], answer["resent"], answer["left"]) == (2, 0, 0)
    assert "PutRecordBatch" not in setting.calls
    setting.clock.advance(1)
    assert setting.run()["resent"] == 2


def test_what_is_not_due_rests_longer_than_what_failed_beside_it(setting: Setting) -> None:
    resting, dead = failed(1, 9, 0, setting), failures.lines(unfit(3))
    newer = failures.lines(failures.conflict(failures.post(4)))
    setting.put(KEY, gzip.compress(resting + failed(2, 0, 0, setting) + newer + dead))
    answer = setting.run()
    assert (answer["resent"], answer["postponed"], answer["dead"], answer["left"]) == (1, 1, 0, 0)
    assert setting.unpacked() == {KEY: resting + newer + dead}
    setting.clock.advance(LONGEST_PAUSE_SECONDS - 1)
    assert setting.run()["resent"] == 0
    setting.clock.advance(1)
    answer = setting.run()
    assert (answer["resent"], answer["postponed"], answer["dead"]) == (1, 0, 1)
    assert answer["superseded"] == 1
    assert setting.unpacked() == {DEAD: dead}


def test_pauses_grow_for_what_fails_in_one_object_with_new_posts(setting: Setting) -> None:
    """As all do that are sent again while posts come: Firehose writes both to one object."""
    hours, times = 48, 0
    for hour in range(hours):
        again = setting.sent
        setting.kept.data.clear()
        times += any(record["id"] == "0" for record in again)
        failed_now = [failures.index_failure(each) for each in (*again, failures.post(hour))]
        at = {"attemptEndingTimestamp": int(setting.clock.now() * 1000)}
        setting.put(f"failed/{hour}", failures.lines(*(each | at for each in failed_now)))
        setting.clock.advance(HOUR)
        setting.run()
    assert 8 <= times <= 4 + hours * HOUR / LONGEST_PAUSE_SECONDS


def test_a_time_that_is_still_to_come_keeps_nothing_back_that_was_sent_again(
    setting: Setting,
) -> None:
    setting.put(KEY, failed(1, 1, -(10**9), setting))
    setting.clock.advance(1799)
    assert setting.run()["resent"] == 0
    setting.clock.advance(1)
    assert setting.run()["resent"] == 1


@pytest.mark.parametrize(
    ("attempts", "dead"), [(180, 0), (181, 1), (10**400, 1)], ids=["180", "181", "endless"]
)
@pytest.mark.parametrize("created_at", [None, "2999-12-31T00:00:00Z"])
def test_a_post_without_a_time_is_given_up_after_pauses_as_long_as_retention(
    setting: Setting, attempts: int, dead: int, created_at: str | None
) -> None:
    """`RETENTION_DAYS` is 30 here. A time that is still to come is none."""
    setting.put(KEY, failed(1, attempts, DAY, setting, created_at=created_at))
    answer = setting.run()
    assert (answer["dead"], answer["resent"]) == (dead, 1 - dead)


def test_how_old_a_post_is_that_failed_again_is_told_by_the_run_that_sends_it(
    setting: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing says that it arrives this time; one that failed since the last run is likely to."""
    written = setting.clock.now() - 20 * HOUR
    for attempts, hours, told in ((3, 5, 20 * HOUR), (0, 5, 20 * HOUR), (0, 1, 0.0)):
        post = {"created_at": failures.iso(written)}
        setting.put(KEY, failed(1, attempts, hours * HOUR, setting, **post))
        assert setting.run()["resent"] == 1
        assert f'"OldestWaitingSeconds":[{told}]' in capsys.readouterr().out


def test_a_failure_without_a_time_counts_from_when_its_object_came(setting: Setting) -> None:
    line = failures.index_failure(failures.post(1, attempts=1))
    line.pop("attemptEndingTimestamp")
    setting.put(KEY, failures.lines(line))
    assert setting.run()["postponed"] == 1
    setting.clock.advance(1800)
    assert setting.run()["resent"] == 1


def test_what_is_given_up_does_not_end_the_pause_of_its_neighbours(setting: Setting) -> None:
    setting.put(KEY, failures.lines(unfit(1)) + failed(2, 1, 0, setting))
    assert setting.run()["postponed"] == 1
    assert setting.sent == []
    setting.clock.advance(HOUR)
    answer = setting.run()
    assert (answer["dead"], answer["resent"]) == (1, 1)


def test_a_clock_that_is_ahead_keeps_nothing_back(setting: Setting) -> None:
    setting.put(KEY, failed(1, 0, -DAY, setting))
    assert setting.run()["resent"] == 1


def test_a_post_older_than_retention_is_put_aside(setting: Setting) -> None:
    """`RETENTION_DAYS` is 30 here; the index would forget it as well."""
    now = setting.clock.now()
    old, young = (failures.iso(now - days * DAY) for days in (30.01, 29.99))
    setting.put(
        KEY,
        failed(1, 3, DAY, setting, created_at=old) + failed(2, 3, DAY, setting, created_at=young),
    )
    answer = setting.run()
    assert (answer["dead"], answer["resent"]) == (1, 1)
    assert [each["id"] for each in setting.sent] == ["2"]


def test_posts_are_kept_for_a_day_at_least(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETENTION_DAYS", "1")
    assert setting.load().retention_seconds == 86_400
    monkeypatch.setenv("RETENTION_DAYS", "0")
    with pytest.raises(EnvironmentVariableError, match="from 1 up"):
        setting.load()
