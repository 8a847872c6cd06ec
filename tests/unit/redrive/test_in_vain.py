"""A run looks first whether the domain takes anything; while it does not, nothing is sent."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.simulation.aws import Call, Refused
from tests.unit.redrive import failures
from tests.unit.redrive.setting import DEAD, KEY, Setting, unfit, waiting

HOUR = 3600.0


def test_while_the_domain_takes_nothing_all_is_left_to_a_later_run(
    setting: Setting, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    setting.put(KEY, waiting(1))
    setting.put(KEY + "2", waiting(2))
    setting.clock.advance(60)
    for seconds_ago in (800, 300, 60):
        setting.tell_success(0.0, seconds_ago=seconds_ago)
    answer = setting.run()
    assert (answer["postponed"], answer["resent"], answer["left"]) == (2, 0, 0)
    assert setting.calls == ["ListObjectsV2", "GetObject", "GetObject"]
    assert setting.objects() == {KEY: waiting(1), KEY + "2": waiting(2)}
    written = capsys.readouterr().out
    assert '"OldestWaitingSeconds":[60.0]' in written
    assert '"ObjectsWaiting":[2.0]' in written
    assert '"ObjectsLeft":[0.0]' in written
    told = [each.getMessage() for each in caplog.records if each.levelname == "WARNING"]
    assert told == ["The domain takes nothing; nothing is sent before a later run"]


def test_the_age_of_the_oldest_post_is_told_all_the_same(
    setting: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    """What failed once more lies in an object of now."""
    for number, hours in ((1, 3), (2, 20), (3, 5)):
        written = failures.iso(setting.clock.now() - hours * HOUR)
        post = failures.post(number, attempts=4, created_at=written)
        setting.put(f"{KEY}{number}", failures.lines(failures.index_failure(post)))
    setting.tell_success(0.0, seconds_ago=60)
    setting.run()
    assert f'"OldestWaitingSeconds":[{20 * HOUR}]' in capsys.readouterr().out


def test_what_has_a_cause_of_its_own_or_is_too_old_is_given_up_all_the_same(
    setting: Setting,
) -> None:
    """Else the bucket would forget it, and tell nobody."""
    written = failures.iso(setting.clock.now() - 30.1 * 24 * HOUR)
    old = failures.lines(failures.index_failure(failures.post(2, created_at=written)))
    setting.put(KEY, failures.lines(unfit(1)))
    setting.put(KEY + "2", old)
    setting.put(KEY + "3", failures.lines(unfit(3)) + waiting(4))
    setting.tell_success(0.0, seconds_ago=60)
    answer = setting.run()
    assert (answer["dead"], answer["resent"], answer["postponed"]) == (2, 0, 1)
    assert setting.unpacked() == {
        DEAD: failures.lines(unfit(1)),
        DEAD + "2": old,
        KEY + "3": failures.lines(unfit(3)) + waiting(4),
    }


@pytest.mark.parametrize(
    ("body", "operation"),
    [
        (failures.lines(unfit(1)), "PutObject"),
        (failures.lines(unfit(1)), "DeleteObject"),
        (b"damaged", "CopyObject"),
        (waiting(1), "GetObject"),
    ],
)
def test_what_s3_refuses_is_left_undone(setting: Setting, body: bytes, operation: str) -> None:
    setting.put(KEY, body)
    setting.tell_success(0.0, seconds_ago=60)
    setting.refuse(operation, "AccessDenied", 403)
    answer = setting.run()
    assert (answer["left"], answer["postponed"]) == (1, 0)


def test_a_quiet_hour_in_an_outage_does_not_call_the_alarm_off(
    setting: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing was tried, so that all is: nothing says that it arrives."""
    written = failures.iso(setting.clock.now())
    setting.put(KEY, failures.lines(failed_now(setting, created_at=written)))
    for hour in range(1, 10):
        setting.clock.advance(HOUR)
        if hour < 9:
            setting.tell_success(0.0, seconds_ago=60)
        setting.run()
        assert f'"OldestWaitingSeconds":[{hour * HOUR}]' in capsys.readouterr().out
    assert len(setting.sent) == 1


def test_a_post_that_was_found_late_has_not_waited_since_it_was_written(
    setting: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    times = {"created_at": -30 * HOUR, "collected_at": -HOUR}
    written = {name: failures.iso(setting.clock.now() + at) for name, at in times.items()}
    setting.put(KEY, failures.lines(failed_now(setting, **written)))
    setting.tell_success(0.0, seconds_ago=60)
    setting.run()
    assert f'"OldestWaitingSeconds":[{HOUR}]' in capsys.readouterr().out


def failed_now(setting: Setting, **times: str) -> dict[str, Any]:
    at = {"attemptEndingTimestamp": int(setting.clock.now() * 1000)}
    return failures.index_failure(failures.post(1, **times)) | at


def test_what_a_run_in_vain_has_no_time_to_look_at_is_not_left_undone(setting: Setting) -> None:
    """`redrive-behind` is for what was due."""
    for number in range(4):
        setting.put(f"failed/{number}", waiting(number))
    setting.tell_success(0.0, seconds_ago=60)

    def slow(call: Call) -> None:
        setting.clock.advance(50.0 * (call.operation == "GetObject"))

    setting.verdict = slow
    answer = setting.run(seconds_left=120)
    assert (answer["objects"], answer["postponed"], answer["left"]) == (2, 4, 0)


@pytest.mark.parametrize("share", [1.0, 0.001])
def test_once_the_domain_took_something_all_is_sent(setting: Setting, share: float) -> None:
    setting.put(KEY, waiting(1))
    for seconds_ago in (700, 500, 30):
        setting.tell_success(0.0, seconds_ago=seconds_ago)
    setting.tell_success(share, seconds_ago=600)
    assert setting.run()["resent"] == 1


def test_where_nothing_was_delivered_lately_it_is_tried(setting: Setting) -> None:
    setting.put(KEY, waiting(1))
    setting.tell_success(0.0, seconds_ago=1000)
    setting.tell_success(0.0, seconds_ago=60, stream="another")
    assert setting.run()["resent"] == 1


def test_lately_is_the_last_quarter_of_an_hour_of_nominal_time(setting: Setting) -> None:
    """The sandbox runs hours in minutes: what failed before then is over."""
    setting.clock = type(setting.clock)(scale=0.5)
    setting.function = setting.load()
    setting.put(KEY, waiting(1))
    setting.tell_success(0.0, seconds_ago=600)
    assert setting.run()["resent"] == 1
    setting.put(KEY, waiting(1))
    setting.tell_success(0.0, seconds_ago=300)
    assert setting.run()["resent"] == 0


@pytest.mark.parametrize(("event", "key"), [({"all": True}, KEY), ({"dead": True}, DEAD)])
def test_a_person_need_not_wait(setting: Setting, event: dict[str, bool], key: str) -> None:
    setting.put(key, waiting(1))
    setting.tell_success(0.0, seconds_ago=60)
    assert setting.run(**event)["resent"] == 1


def test_what_cloudwatch_does_not_tell_stops_nobody(
    setting: Setting, caplog: pytest.LogCaptureFixture
) -> None:
    setting.put(KEY, waiting(1))
    setting.verdict = lambda call: (
        Refused("AccessDenied", 403) if call.service == "cloudwatch" else None
    )
    assert setting.run()["resent"] == 1
    (told,) = [vars(each) for each in caplog.records if each.levelname == "ERROR"]
    assert told["error"].startswith("Whether the domain takes records is not known: An error")
