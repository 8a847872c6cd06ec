"""What goes wrong with the transform and on the way to the search domain."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.simulation.aws import Refused
from tests.infra.alarms.causes.cause import Cause
from tests.infra.answers import name_of
from tests.infra.deployed_stack.stack import SENTIMENT, Stack


def the_transform_may_not_call_comprehend(stack: Stack) -> Iterator[None]:
    stack.setting.aws.intervention = lambda call: (
        Refused("AccessDeniedException") if call.service == "comprehend" else None
    )
    stack.put(1)
    stack.wait(minutes=3)
    yield
    stack.setting.aws.intervention = None
    stack.wait(minutes=20)
    assert "comprehend-denied" in stack.rings(), "nothing was tried since, so nothing is known"
    stack.put(2)
    stack.wait(minutes=7)
    yield


def comprehend_is_away_for_forty_minutes(stack: Stack) -> Iterator[None]:
    stack.comprehend.order({"comprehend.internal": 1.0})
    stack.put_every(60.0)
    stack.wait(minutes=40)
    yield
    stack.comprehend.heal()
    stack.wait(minutes=40)
    yield


def the_transform_hangs_three_times(stack: Stack) -> Iterator[None]:
    stack.functions.frozen[name_of("Function", SENTIMENT)] = 10**6
    stack.put_every(60.0)
    stack.wait(minutes=16)
    stack.functions.frozen.clear()
    stack.wait(minutes=10)
    yield
    stack.wait(minutes=30)
    yield


def the_transform_has_no_concurrency_left(stack: Stack) -> Iterator[None]:
    stack.limit(0)
    stack.put(1)
    stack.wait(minutes=3)
    yield
    stack.limit(None)
    stack.wait(hours=2)
    yield


def the_transform_hangs_each_time(stack: Stack) -> Iterator[None]:
    stack.functions.frozen[name_of("Function", SENTIMENT)] = 4
    stack.put(1)
    stack.wait(minutes=23)
    yield
    stack.put_every(600.0)
    stack.wait(hours=2)
    yield


def the_domain_is_away_for_ten_minutes(stack: Stack) -> Iterator[None]:
    stack.faults.order({"search.unavailable": 1.0})
    stack.put_every(30.0)
    stack.wait(minutes=10)
    yield
    stack.faults.heal()
    stack.wait(minutes=20)
    yield


CAUSES: dict[str, Cause] = {
    "comprehend-denied": the_transform_may_not_call_comprehend,
    "posts-not-analysed": comprehend_is_away_for_forty_minutes,
    "delivery-late": the_transform_hangs_three_times,
    "transform-throttled": the_transform_has_no_concurrency_left,
    "transform-errors": the_transform_hangs_each_time,
    "delivery-failing": the_domain_is_away_for_ten_minutes,
}
