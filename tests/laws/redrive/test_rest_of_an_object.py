"""What rests of an object, is dead or was refused stays in it, and nothing else does."""

from __future__ import annotations

import gzip

import pytest

from redrive import bucket
from tests.laws.redrive.test_outage import HOUR, failed
from tests.unit.redrive.setting import KEY, Setting


def test_what_rests_or_is_dead_of_an_object_takes_no_more_room_than_it_did(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the next run would find it too large."""
    resting = b"".join(failed(each, 1, 0, setting, text="x" * 10_000) for each in range(75))
    body = gzip.compress(failed(99, 0, 0, setting) + resting)
    monkeypatch.setattr(bucket, "MOST_PACKED_BYTES", len(body))
    setting.put(KEY, body)
    assert setting.run()["postponed"] == 1
    setting.clock.advance(HOUR)
    answer = setting.run()
    assert (answer["unreadable"], answer["resent"]) == (0, 75)


def test_what_rests_or_was_refused_stays_in_an_object_and_what_was_taken_goes(
    setting: Setting,
) -> None:
    rests, due, refused = (failed(each, 9 * (each == 1), 0, setting) for each in (1, 2, 3))
    setting.put(KEY, rests + due + refused)
    setting.refuse_posts(3)
    assert setting.run()["left"] == 1
    assert setting.unpacked() == {KEY: rests + refused}


def test_beside_a_record_that_is_refused_for_a_day_nothing_is_sent_twice(setting: Setting) -> None:
    setting.put(KEY, b"".join(failed(each, 0, 0, setting) for each in range(300)))
    setting.refuse_posts(7)
    for _ in range(24):
        setting.run()
        setting.clock.advance(HOUR)
    setting.faults.heal()
    setting.run()
    assert len(setting.sent) == 300
    assert setting.objects() == {}
