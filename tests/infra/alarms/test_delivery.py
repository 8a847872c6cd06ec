"""The share that the domain takes tells of an outage on a quiet stream too, and of nothing else."""

from __future__ import annotations

from tests.infra.deployed_stack.stack import COLLECTOR, Stack


def test_an_outage_is_told_when_a_single_post_meets_it(stack: Stack) -> None:
    stack.faults.order({"search.unavailable": 1.0})
    stack.put(1)
    stack.wait(minutes=10)
    assert "delivery-failing" in stack.rings()
    stack.wait(minutes=20)
    assert "delivery-failing" in stack.rings(), "nothing is tried, so nothing is known"
    stack.faults.heal()
    stack.wait(hours=3)
    assert "delivery-failing" in stack.rings(), "nothing is tried still"
    stack.put(2)
    stack.wait(minutes=5)
    assert "delivery-failing" not in stack.rings()


def test_a_trouble_that_passes_while_firehose_tries_again_is_not_told(stack: Stack) -> None:
    stack.faults.order({"search.too_many_requests": 1.0})
    stack.put(1)
    stack.wait(minutes=2)
    stack.faults.heal()
    stack.wait(minutes=30)
    assert stack.rang() == set()


def test_a_single_document_that_is_refused_is_not_told(stack: Stack) -> None:
    """As an older version of an edited post is, that comes late."""
    stack.faults.order({"search.item_rejected": 1.0})
    stack.put(1)
    stack.wait(minutes=1)
    stack.faults.heal()
    stack.wait(minutes=30)
    assert stack.rang() == set()


def test_freshness_says_nothing_of_an_outage(stack: Stack) -> None:
    stack.faults.order({"search.unavailable": 1.0})
    stack.put_every(60.0)
    stack.wait(hours=1)
    assert "delivery-failing" in stack.rings()
    assert "delivery-late" not in stack.rang()


def test_a_start_that_the_scheduler_may_not_hand_over_is_told(stack: Stack) -> None:
    stack.scheduler_is_refused = True
    stack.start(COLLECTOR)
    stack.wait(minutes=17)
    assert stack.rings() == {"windows-missed", "not-well"}
