"""A part is away for hours or for days: nothing is lost or given up, and all of it catches up."""

from __future__ import annotations

import pytest

from redrive.decisions import LONGEST_PAUSE_SECONDS
from tests.infra.deployed_stack.stack import COLLECTOR, HOUR, REDRIVE, Stack
from tests.infra.outages.author import Author
from tests.infra.outages.parts import PARTS

LONGEST_CATCHING_UP_HOURS = LONGEST_PAUSE_SECONDS / HOUR + 1.5
"""The longest pause of a record that failed again and again, the redrive's hour, and delivery."""
LOOK_MINUTES = 5
DAYS = [pytest.mark.days, pytest.mark.timeout(3_600)]


def shown(stack: Stack) -> dict[str, str]:
    """Return the version that the index shows of each post that has its sentiment."""
    documents = stack.documents().items()
    return {name: found["revision"] for name, found in documents if found.get("sentiment")}


@pytest.mark.parametrize("hours", [3, pytest.param(48, marks=DAYS)])
@pytest.mark.parametrize("part", PARTS)
def test_an_outage_loses_nothing_and_buries_nothing(stack: Stack, part: str, hours: int) -> None:
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
    healed = stack.clock.now()
    while shown(stack) != author.newest or stack.failed("failed/"):
        hours_since = (stack.clock.now() - healed) / HOUR
        assert hours_since < LONGEST_CATCHING_UP_HOURS, set(author.newest) - set(shown(stack))
        stack.wait(minutes=LOOK_MINUTES)
    minutes = (stack.clock.now() - healed) / 60
    print(
        f"{part} was away for {hours + 1} h: {len(author.newest)} posts, {before} of them shown "
        f"before it was back and all of them {minutes:.0f} min after"
    )
    assert stack.failed("dead/") == []
