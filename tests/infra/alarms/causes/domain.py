"""What goes wrong with the search domain itself."""

from __future__ import annotations

from collections.abc import Iterator

from tests.infra.alarms.causes.cause import Cause
from tests.infra.deployed_stack.stack import Stack


def domain_fault(fault: str, share: float) -> Cause:
    def cause(stack: Stack) -> Iterator[None]:
        stack.faults.order({fault: share})
        stack.wait(minutes=8)
        yield
        stack.faults.heal()
        stack.wait(minutes=8)
        yield

    return cause


CAUSES: dict[str, Cause] = {
    "domain-red": domain_fault("search.red", 1.0),
    "domain-storage": domain_fault("search.volume_used", 0.76),
    "domain-blocked": domain_fault("search.volume_used", 0.81),
}
