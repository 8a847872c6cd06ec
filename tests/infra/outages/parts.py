"""The parts that can be away, each as the switch that turns it off and on."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.simulation.aws import Refused
from tests.infra.deployed_stack.stack import Stack

Switch = Callable[[Stack, bool], None]


def domain(stack: Stack, is_away: bool) -> None:
    """The search domain answers 503, to Firehose and to everybody."""
    if is_away:
        stack.faults.order({"search.unavailable": 1.0})
    else:
        stack.faults.heal()


def comprehend(stack: Stack, is_away: bool) -> None:
    """Comprehend answers 500."""
    if is_away:
        stack.comprehend.order({"comprehend.internal": 1.0})
    else:
        stack.comprehend.heal()


def firehose(stack: Stack, is_away: bool) -> None:
    """Firehose takes nothing."""
    if is_away:
        stack.firehose.order({"firehose.unavailable": 1.0})
    else:
        stack.firehose.heal()


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
    "the search domain": domain,
    "Comprehend": comprehend,
    "Firehose": firehose,
    "X": x,
    "DynamoDB": dynamodb,
}
