"""Which ends of a window are taken at their word, and which are told by what went wrong."""

from __future__ import annotations

from typing import Any

import pytest

from collector.judgement import Done, judged
from collector.report import GOOD_OUTCOMES
from collector.stream.endings import Ending, EndKind, WindowEnd
from collector.x.refusals import Cure, Refusal

BROKEN = Ending(EndKind.NETWORK, "broken")
BUSY = Ending(EndKind.REFUSED, "busy", Refusal(Cure.RETRY, "server_error", "busy"))
DEFECT = Ending(EndKind.FAILED, "a defect")
NO_STATE = Ending(EndKind.NO_STATE, "no answer")
NO_ROOM = Ending(EndKind.NO_ROOM, "no room")
LONG = {"trying_seconds": 800.0}
IN_TIME = ["handed_over", "deadline"]


@pytest.mark.parametrize("outcome", IN_TIME)
@pytest.mark.parametrize(
    ("done", "told"),
    [
        ({}, None),
        ({"trying_seconds": 9.9}, None),
        ({"trying_seconds": 10.0}, "unreachable"),
        ({"trying_seconds": 800.0, "heard": 1}, None),
        ({"trying_seconds": 800.0, "is_open": True}, None),
        ({"trying_seconds": 800.0, "is_open": True, "deaf_seconds": 29.9}, None),
        ({"trying_seconds": 800.0, "is_open": True, "deaf_seconds": 30.0}, "unreachable"),
        ({"trying_seconds": 29.9, "is_open": True, "trouble": BROKEN}, None),
        ({"trying_seconds": 30.0, "is_open": True, "trouble": BROKEN}, "unreachable"),
        ({"trying_seconds": 0.1, "trouble": BROKEN}, "unreachable"),
        ({"trying_seconds": 0.1, "trouble": BUSY}, "server_error"),
        ({"heard": 1, "trouble": BUSY}, None),
        ({"trying_seconds": 800.0, "is_open": True, "other_lines": 1}, "unreachable"),
        ({"trying_seconds": 29.9, "is_open": True, "other_lines": 1}, None),
        ({"heard": 9, **LONG, "deaf_seconds": 400.0}, None),
        ({"heard": 9, **LONG, "deaf_seconds": 401.0}, "unreachable"),
        ({"heard": 9, **LONG, "deaf_seconds": 400.0, "trouble": BROKEN}, None),
        ({"heard": 9, **LONG, "deaf_seconds": 401.0, "trouble": BROKEN}, "unreachable"),
        ({"heard": 9, **LONG, "deaf_seconds": 401.0, "trouble": BUSY, "sent": 9}, "server_error"),
        ({"heard": 9, **LONG, "deaf_seconds": 401.0, "trouble": NO_STATE}, "state_unavailable"),
        ({"heard": 9, **LONG, "deaf_seconds": 401.0, "trouble": NO_ROOM}, "delivery_refused"),
        ({"heard": 9, "damaged": 2}, None),
        ({"heard": 9, "damaged": 3}, "lines_damaged"),
        ({"heard": 9, "damaged": 3, "sent": 3}, None),
        ({"heard": 9, "damaged": 3, "sent": 2, "unacknowledged": 1}, None),
        ({"heard": 9, "damaged": 2, "without_state": 2}, "lines_damaged"),
        ({"heard": 9, "damaged": 1, "without_state": 2}, "state_unavailable"),
        ({"heard": 9, "without_state": 3, "failures": 3, "sent": 5}, "state_unavailable"),
        ({"heard": 1, "trouble": BROKEN, "failures": 1}, "line_failed"),
        ({"heard": 1, "trouble": DEFECT, "failures": 1}, "line_failed"),
        ({"heard": 1, "trouble": DEFECT, "failures": 1, "sent": 1}, None),
        ({"heard": 1, "trouble": DEFECT, "failures": 3, "sent": 2}, "line_failed"),
        ({"heard": 1, "sent": 3, "unacknowledged": 9}, None),
        ({"heard": 1, "sent": 2, "unacknowledged": 7}, "delivery_refused"),
        ({"heard": 1, "unacknowledged": 1}, "delivery_refused"),
        ({"heard": 1, "sent": 1, "lacks_rules": True}, "rules_refused"),
        ({"heard": 1, "sent": 1, "lacks_rules": True, "lacks_all_rules": True}, "no_rules"),
        ({"trouble": BUSY, "lacks_rules": True}, "server_error"),
    ],
)
def test_an_end_in_time_is_told_by_what_kept_the_window_from_its_work(
    outcome: str, done: dict[str, Any], told: str | None
) -> None:
    end = WindowEnd(outcome, "a reason")
    found = judged(end, Done(**done))
    if told is None:
        assert found is end
    else:
        assert (found.outcome, bool(found.reason)) == (told, True)
        assert told not in GOOD_OUTCOMES


@pytest.mark.parametrize("outcome", ["lease_lost", "token_refused", "no_rules", "rate_limited"])
def test_an_end_that_is_told_already_stays(outcome: str) -> None:
    end = WindowEnd(outcome, "a reason")
    assert judged(end, Done(trouble=BROKEN, unacknowledged=5, lacks_rules=True)) is end


def test_a_used_up_budget_is_told_unless_firehose_took_nothing() -> None:
    end = WindowEnd("budget_used_up")
    assert judged(end, Done(trouble=BROKEN)) is end
    assert judged(end, Done(heard=1, unacknowledged=1)).outcome == "delivery_refused"


@pytest.mark.parametrize(
    ("done", "reason"),
    [
        ({"problem": "over capacity"}, "X sent a problem in place of posts: over capacity"),
        ({"problem": "over capacity", "trouble": BROKEN}, "X sent a problem in place of posts: "),
        ({"problem": "over capacity", "trouble": BUSY}, "busy"),
        ({"trouble": BROKEN}, "broken"),
        ({"other_lines": 1}, "X sent nothing that can be read."),
        ({}, "X did not answer in time."),
    ],
)
def test_a_person_is_told_what_came_in_place_of_posts(done: dict[str, Any], reason: str) -> None:
    end = judged(WindowEnd("deadline"), Done(trying_seconds=800.0, **done))
    assert end.reason.startswith(reason)


def test_a_person_is_told_how_little_firehose_took() -> None:
    end = judged(WindowEnd("deadline"), Done(heard=1, sent=1, unacknowledged=2999))
    assert end.reason == "Firehose took 1 of the 3000 posts that were handed to it."
