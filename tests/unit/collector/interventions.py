"""What may happen to a call of AWS in a test: each is an `Intervention` of the simulation."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.simulation.aws import Call, Intervention, NoAnswer, Refused
from shared.clock import Clock

WRITES = ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems")
THROTTLED = Refused("ProvisionedThroughputExceededException")
UNAVAILABLE = Refused("ServiceUnavailableException", 503)
NEVER_SENT = NoAnswer(done=False)
ANSWER_LOST = NoAnswer(done=True)


def kind_of(call: Call) -> str:
    """Return the kind of the item that a call to the state table is about; of a query nothing."""
    changes = call.body.get("TransactItems")
    about = changes[0]["Update"] if changes else call.body
    item = about.get("Item") or about.get("Key") or {}
    return str(item["kind"]["S"]) if item else ""


def always(verdict: Refused | NoAnswer, *operations: str) -> Intervention:
    """Return what meets every call of these operations, or of all when none is named."""
    return lambda call: verdict if not operations or call.operation in operations else None


def between(
    clock: Clock, first: float, last: float, verdict: Refused | NoAnswer, *operations: str
) -> Intervention:
    """Return what meets every call of these operations from one second of a test to another."""
    return lambda call: (
        verdict if call.operation in operations and first < clock.monotonic() < last else None
    )


def at(number: int, verdict: Refused | NoAnswer, *operations: str) -> Intervention:
    """Return what meets one call of these operations only; the first is number 1."""
    seen = 0

    def meet(call: Call) -> Refused | NoAnswer | None:
        nonlocal seen
        if call.operation not in operations:
            return None
        seen += 1
        return verdict if seen == number else None

    return meet


class PowerCut:
    """From the n-th write to the state table on, nothing of this process reaches AWS any more."""

    def __init__(self, at_write: int) -> None:
        self._writes_left = at_write - 1
        self.happened = False

    def __call__(self, call: Call) -> NoAnswer | None:
        if call.operation in WRITES and not self.happened:
            self._writes_left -= 1
            self.happened = self._writes_left < 0
        return NEVER_SENT if self.happened else None


def before(operation: str, call: Callable[[], object], number: int = 1) -> Intervention:
    """Return what does something once, just before the n-th call of an operation is done."""
    left = number

    def step_in(seen: Call) -> None:
        nonlocal left
        if seen.operation != operation:
            return
        left -= 1
        if left == 0:
            call()

    return step_in
