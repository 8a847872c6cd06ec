"""A person can have all that waits sent at once, and bring back what was put aside."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.redrive import failures
from tests.unit.redrive.setting import DEAD, KEY, Setting, unfit, waiting

ALARMED = {"RecordsDead", "ObjectsUnreadable", "ObjectsLeft", "OldestWaitingSeconds"}


def resting(number: int) -> bytes:
    return failures.lines(failures.index_failure(failures.post(number, attempts=9)))


def test_all_means_that_no_pause_is_waited_for_and_nothing_given_up(setting: Setting) -> None:
    old = failures.index_failure(failures.post(3, attempts=2, created_at="2020-01-01T00:00:00Z"))
    setting.put(KEY, resting(1) + failures.lines(unfit(2), old))
    assert setting.run(all=True)["resent"] == 3
    assert setting.objects() == {}


@pytest.mark.parametrize("event", [{}, {"all": False}, {"all": "no"}, {"dead": 0}, {"other": 1}])
def test_nothing_else_means_it(setting: Setting, event: dict[str, Any]) -> None:
    setting.put(KEY, resting(1))
    setting.put(DEAD + "2", waiting(2))
    assert setting.run(**event)["postponed"] == 1
    assert setting.sent == []


def test_what_is_dead_comes_back_whole_and_what_waits_is_left_alone(setting: Setting) -> None:
    setting.put(DEAD, failures.lines(unfit(1)) + resting(2))
    setting.put(KEY + "2", waiting(3))
    answer = setting.run(dead=True)
    assert (answer["objects"], answer["resent"], answer["dead"]) == (1, 2, 0)
    assert set(setting.objects()) == {KEY + "2"}
    assert [each["attempts"] for each in setting.sent] == [2, 10]


def test_what_fails_again_for_a_cause_of_its_own_is_dead_again(setting: Setting) -> None:
    setting.put(DEAD, failures.lines(unfit(1)))
    setting.run(dead=True)
    (sent,) = setting.sent
    setting.put(KEY, failures.lines(failures.unfit(sent)))
    assert setting.run()["dead"] == 1


def test_what_can_never_be_sent_stays_dead_and_the_others_leave(setting: Setting) -> None:
    broken = failures.lines(failures.index_failure(b'{"id": "1", "te'))
    setting.put(DEAD, waiting(2) + broken + waiting(3))
    setting.put(DEAD + "2", b"damaged")
    answer = setting.run(dead=True)
    assert (answer["resent"], answer["dead"], answer["unreadable"]) == (2, 1, 1)
    assert setting.unpacked() == {DEAD: broken, DEAD + "2": b"damaged"}


def test_what_is_refused_stays_dead(setting: Setting) -> None:
    setting.put(DEAD, waiting(1, 2))
    setting.refuse_posts(2)
    assert setting.run(dead=True)["left"] == 1
    assert setting.unpacked() == {DEAD: waiting(2)}


def test_what_comes_back_from_dead_rings_no_alarm(
    setting: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each was told when it was put aside; who sends it again now reads the answer."""
    written = failures.iso(setting.clock.now() - 20 * 86_400)
    old = failures.post(1, attempts=2, refused=1, created_at=written, collected_at=written)
    cut_off = failures.index_failure(b'{"id": "1", "te')
    setting.put(DEAD, failures.lines(failures.unfit(old), cut_off) + waiting(3))
    setting.put(f"{DEAD}4", b"damaged")
    answer = setting.run(dead=True)
    assert (answer["resent"], answer["dead"], answer["unreadable"]) == (2, 1, 1)
    (line,) = (line for line in capsys.readouterr().out.splitlines() if '"_aws"' in line)
    assert ALARMED & json.loads(line).keys() == set()
