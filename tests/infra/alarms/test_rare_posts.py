"""On a stream with rare posts an outage is told once, and its end once: each change is a mail."""

from __future__ import annotations

import pytest

from sandbox.simulation.aws import Refused
from tests.infra.answers import name_of
from tests.infra.deployed_stack.stack import REDRIVE, SENTIMENT, Stack
from tests.infra.outages.parts import PARTS, Switch

EVERY_MINUTES = [20, 30, 40]
NOT_MEANT = {"no-window", "not-well"}
"""No collector runs here, and `not-well` mails nothing."""


def comprehends_permission(stack: Stack, is_away: bool) -> None:
    refused = Refused("AccessDeniedException")
    stack.setting.aws.intervention = (
        (lambda call: refused if call.service == "comprehend" else None) if is_away else None
    )


def transform(stack: Stack, is_away: bool) -> None:
    """Each invocation hangs until its time is up."""
    stack.functions.frozen[name_of("Function", SENTIMENT)] = 10**6 if is_away else 0


def concurrency(stack: Stack, is_away: bool) -> None:
    stack.functions.limit(name_of("Function", SENTIMENT), 0 if is_away else None)


OUTAGES: dict[str, tuple[Switch, set[str]]] = {
    "the search domain": (PARTS["the search domain"], {"delivery-failing"}),
    "Comprehend": (PARTS["Comprehend"], {"posts-not-analysed"}),
    "its permission": (comprehends_permission, {"comprehend-denied", "posts-not-analysed"}),
    "the transform": (transform, {"transform-errors"}),
    "its concurrency": (concurrency, {"transform-throttled"}),
}


@pytest.mark.parametrize("minutes", EVERY_MINUTES)
@pytest.mark.parametrize("part", OUTAGES)
def test_an_outage_with_rare_posts_is_told_once_and_its_end_once(
    stack: Stack, part: str, minutes: int
) -> None:
    switch, told = OUTAGES[part]
    stack.run(REDRIVE)
    stack.put_every(60.0 * minutes)
    stack.wait(hours=1.5)
    switch(stack, True)
    stack.wait(hours=12)
    switch(stack, False)
    stack.wait(hours=6)
    assert changes(stack) == {name: ["ALARM", "OK"] for name in told | {"records-waiting"}}


@pytest.mark.parametrize("minutes", EVERY_MINUTES)
def test_a_good_day_with_rare_posts_rings_nothing(stack: Stack, minutes: int) -> None:
    stack.run(REDRIVE)
    stack.put_every(60.0 * minutes)
    stack.wait(hours=24)
    assert changes(stack) == {}


@pytest.mark.parametrize("part", ["the search domain", "Comprehend", "its permission"])
def test_when_nothing_more_is_posted_what_is_sent_again_ends_the_alarm(
    stack: Stack, part: str
) -> None:
    switch, told = OUTAGES[part]
    stack.run(REDRIVE)
    switch(stack, True)
    for number in range(4):
        stack.put(number)
        stack.wait(minutes=12)
    assert told <= stack.rings()
    stack.wait(hours=2)
    assert told <= stack.rings(), "it is not over"
    switch(stack, False)
    stack.wait(hours=4.5)
    assert changes(stack) == {name: ["ALARM", "OK"] for name in told}


def changes(stack: Stack) -> dict[str, list[str]]:
    """Return the states that each alarm went into, from when it first rang."""
    found: dict[str, list[str]] = {}
    for change in stack.watch.changes:
        is_meant = change.alarm not in NOT_MEANT
        if is_meant and (change.alarm in found or change.state == "ALARM"):
            found.setdefault(change.alarm, []).append(change.state)
    return found
