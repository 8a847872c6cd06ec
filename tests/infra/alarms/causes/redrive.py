"""What goes wrong with what is sent again."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.simulation.aws import Refused
from tests.infra.alarms.causes.cause import Cause
from tests.infra.deployed_stack.stack import REDRIVE, Stack
from tests.unit.redrive import failures


def the_schedule_of_redrive_is_gone(stack: Stack) -> Iterator[None]:
    stack.start(REDRIVE)
    stack.wait(hours=5)
    yield
    stack.run(REDRIVE)
    stack.wait(minutes=3)
    yield


def redrive_may_not_list_the_bucket(stack: Stack) -> Iterator[None]:
    stack.setting.aws.intervention = lambda call: (
        Refused("AccessDenied", 403) if call.operation == "ListObjectsV2" else None
    )
    stack.run(REDRIVE)
    stack.wait(minutes=2)
    yield
    stack.setting.aws.intervention = None
    stack.wait(hours=2)
    yield


def firehose_takes_nothing_of_what_is_sent_again(stack: Stack) -> Iterator[None]:
    stack.leave("failed/one", failures.lines(failures.index_failure(failures.post(1))))
    stack.firehose.order({"firehose.unavailable": 1.0})
    stack.run(REDRIVE)
    stack.wait(hours=1.2)
    yield
    stack.firehose.heal()
    stack.wait(hours=3)
    yield


def the_domain_finds_no_place_for_a_document(stack: Stack) -> Iterator[None]:
    stack.faults.order({"search.item_rejected": 1.0})
    stack.put(1)
    stack.wait(minutes=5)
    stack.run(REDRIVE)
    stack.wait(hours=2.1)
    yield
    stack.faults.heal()
    stack.wait(hours=2)
    yield


def the_domain_is_away_for_a_night(stack: Stack) -> Iterator[None]:
    stack.faults.order({"search.unavailable": 1.0})
    stack.run(REDRIVE)
    stack.put(1)
    stack.wait(hours=7)
    yield
    stack.faults.heal()
    stack.wait(hours=6)
    yield


def an_object_is_damaged(stack: Stack) -> Iterator[None]:
    stack.leave("failed/damaged", b"\x1f\x8b not gzip")
    stack.run(REDRIVE)
    stack.wait(minutes=2)
    yield
    stack.wait(hours=2)
    yield


CAUSES: dict[str, Cause] = {
    "no-redrive": the_schedule_of_redrive_is_gone,
    "redrive-errors": redrive_may_not_list_the_bucket,
    "redrive-behind": firehose_takes_nothing_of_what_is_sent_again,
    "dead-records": the_domain_finds_no_place_for_a_document,
    "records-waiting": the_domain_is_away_for_a_night,
    "objects-unreadable": an_object_is_damaged,
}
