"""A part is away for hours or for days: nothing is lost or given up, and all of it catches up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redrive.decisions import LONGEST_PAUSE_SECONDS
from tests.infra.deployed_stack.stack import COLLECTOR, HOUR, REDRIVE, Stack
from tests.infra.outages.author import Author
from tests.infra.outages.parts import PARTS

LONGEST_CATCHING_UP_HOURS = LONGEST_PAUSE_SECONDS / HOUR + 1.5
"""The longest pause of a record that failed again and again, the redrive's hour, and delivery."""
LOOK_MINUTES = 5
Record = Callable[[str, object], None]
"""Writes a name and a value into JUnit's report, where `make bench` finds it."""
DAYS = [pytest.mark.days, pytest.mark.timeout(3_600)]


def shown(stack: Stack) -> dict[str, str]:
    """Return the version that the index shows of each post that has its sentiment."""
    documents = stack.documents().items()
    return {name: found["revision"] for name, found in documents if found.get("sentiment")}


@pytest.mark.parametrize("hours", [3, pytest.param(48, marks=DAYS)])
@pytest.mark.parametrize("part", PARTS)
def test_an_outage_loses_nothing_and_buries_nothing(
    stack: Stack, part: str, hours: int, record_property: Record
) -> None:
    author = Author(stack)
    stack.run(COLLECTOR, REDRIVE)
    stack.wait(hours=1)
    PARTS[part](stack, True)
    stack.wait(hours=hours)
    before = len(shown(stack))
    assert before < len(author.newest)
    author.stop()
    stack.wait(hours=1)
    PARTS[part](stack, False)
    minutes = minutes_to_catch_up(stack, author)
    newest_shown = shown(stack).items()
    lost = author.newest.items() - newest_shown
    dead = stack.failed("dead/")
    counted = {
        "part": part,
        "hours": hours + 1,
        "posts": len(author.newest),
        "shown": before,
        "lost": len(lost),
        "dead": len(dead),
        "minutes": minutes,
    }
    for name, value in counted.items():
        record_property(name, value)
    assert not lost
    assert dead == []
    assert stack.failed("failed/") == []
    assert newest_shown == author.newest.items()


def minutes_to_catch_up(stack: Stack, author: Author) -> int:
    """Wait until all is shown and nothing waits, or for as long as that may take."""
    for minutes in range(0, int(LONGEST_CATCHING_UP_HOURS * 60), LOOK_MINUTES):
        if shown(stack) == author.newest and not stack.failed("failed/"):
            return minutes
        stack.wait(minutes=LOOK_MINUTES)
    return minutes
