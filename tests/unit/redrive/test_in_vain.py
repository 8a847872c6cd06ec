"""A run looks first whether the domain takes anything; while it does not, all waits."""

from __future__ import annotations

import pytest

from sandbox.simulation.aws import Refused
from tests.unit.redrive.setting import DEAD, KEY, Setting, waiting


def test_while_the_domain_takes_nothing_all_is_left_to_a_later_run(
    setting: Setting, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    setting.put(KEY, waiting(1))
    setting.put(KEY + "2", waiting(2))
    setting.clock.advance(60)
    for seconds_ago in (800, 300, 60):
        setting.tell_success(0.0, seconds_ago=seconds_ago)
    answer = setting.run()
    assert (answer["postponed"], answer["objects"], answer["left"]) == (2, 0, 0)
    assert setting.calls == ["ListObjectsV2"]
    written = capsys.readouterr().out
    assert '"OldestWaitingSeconds":[60.0]' in written
    assert '"ObjectsWaiting":[2.0]' in written
    assert '"ObjectsLeft":[0.0]' in written
    told = [each.getMessage() for each in caplog.records if each.levelname == "WARNING"]
    assert told == ["The domain takes nothing; all is left to a later run"]


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
