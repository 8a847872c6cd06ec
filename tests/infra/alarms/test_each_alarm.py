"""Every alarm rings for a real cause, and stops when that is mended."""

from __future__ import annotations

import pytest

from tests.infra.alarms.causes import CAUSES
from tests.infra.alarms.expected import NO_TROUBLE
from tests.infra.deployed_stack import resources
from tests.infra.deployed_stack.stack import Stack
from tests.infra.program import Program


@pytest.mark.parametrize("name", CAUSES)
def test_an_alarm_rings_for_its_cause_and_stops_when_that_is_mended(
    watched_stack: Stack, name: str
) -> None:
    cause = CAUSES[name](watched_stack)
    next(cause)
    assert name in watched_stack.rings(), watched_stack.watch.changes
    is_well = watched_stack.rings() <= NO_TROUBLE
    assert ("not-well" in watched_stack.rings()) != is_well
    next(cause)
    assert name not in watched_stack.rings(), watched_stack.watch.changes


def test_there_is_no_alarm_without_a_cause(with_every_alarm: Program) -> None:
    assert {alarm.name for alarm in resources.metric_alarms(with_every_alarm)} == set(CAUSES)
