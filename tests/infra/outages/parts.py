"""The parts that can be away, each as the switch that turns it off and on."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.cloud.faults import Faults
from sandbox.simulation.aws import Refused
from tests.infra.deployed_stack.stack import Stack

Switch = Callable[[Stack, bool], None]


def by_fault(faults_of: Callable[[Stack], Faults], fault: str) -> Switch:
    """A stand-in that meets every request with a fault."""

    def switch(stack: Stack, is_away: bool) -> None:
        if is_away:
            faults_of(stack).order({fault: 1.0})
        else:
            faults_of(stack).heal()

    return switch


def x(stack: Stack, is_away: bool) -> None:
    """Nobody can connect to X, and connections break."""
    stack.setting.road.is_closed = is_away
    stack.setting.road.break_all()


def dynamodb(stack: Stack, is_away: bool) -> None:
    """The state table answers 500."""
    refused = Refused("InternalServerError", 500)
    stack.setting.aws.intervention = (
        (lambda call: refused if call.service == "dynamodb" else None) if is_away else None
    )


PARTS: dict[str, Switch] = {
    "the search domain": by_fault(lambda stack: stack.faults, "search.unavailable"),
    "Comprehend": by_fault(lambda stack: stack.comprehend, "comprehend.internal"),
    "Firehose": by_fault(lambda stack: stack.firehose, "firehose.unavailable"),
    "X": x,
    "DynamoDB": dynamodb,
}
