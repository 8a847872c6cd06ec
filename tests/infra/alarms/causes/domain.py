"""What goes wrong with the search domain itself."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

from sandbox.web import Request
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


def wrong_passwords(stack: Stack) -> Iterator[None]:
    """Somebody asks again and again with a password that is not the domain's."""
    guess = {"authorization": f"Basic {b64encode(b'kibana:guess').decode()}"}
    request = Request("GET", "/tweets-*/_search", {}, guess, b"")
    for _ in range(20):
        for _ in range(20):
            assert stack.domain.answer(request).status == 401
        stack.wait(minutes=1)
    yield
    stack.wait(minutes=10)
    yield


CAUSES: dict[str, Cause] = {
    "domain-red": domain_fault("search.red", 1.0),
    "domain-storage": domain_fault("search.volume_used", 0.76),
    "domain-blocked": domain_fault("search.volume_used", 0.81),
    "domain-refuses": wrong_passwords,
}
