"""What an earlier version left in the failures bucket comes into the index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.simulation.clock import START
from tests.earlier.recorded import LAST_FAILURE, LeftInBucket, left_in_bucket
from tests.infra.answers import name_of
from tests.infra.deployed_stack.stack import HOUR, REDRIVE, Stack, running
from tests.infra.program import Program


@pytest.fixture
def stack(program: Program, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    with running(program, monkeypatch, hours_later=(LAST_FAILURE - START) / HOUR) as made:
        yield made


def leave(stack: Stack, scene: str) -> LeftInBucket:
    left = left_in_bucket(scene)
    for key, body in left.objects.items():
        stack.leave(key, body)
    return left


def assert_all_is_indexed(stack: Stack, left: LeftInBucket) -> None:
    documents = stack.documents()
    assert documents.keys() == {record["id"] for record in left.records}
    for record in left.records:
        document = documents[record["id"]]
        assert document["sentiment"]
        assert {**document, **_that_stay(record)} == document
    assert stack.failed("") == []


def _that_stay(record: dict[str, Any]) -> dict[str, Any]:
    """Return its fields but the count of attempts, and the week, which becomes the index's name."""
    return {name: value for name, value in record.items() if name not in ("attempts", "bucket")}


@pytest.mark.parametrize(("scene", "hours"), [("new", 1.2), ("redriven", 3.2)])
def test_what_had_failed_is_sent_again(scene: str, hours: float, stack: Stack) -> None:
    """What was sent again in vain rests for two hours more."""
    left = leave(stack, scene)
    stack.run(REDRIVE)
    stack.wait(hours=hours)
    assert_all_is_indexed(stack, left)


def test_what_was_given_up_comes_back_when_a_person_wants_it(stack: Stack) -> None:
    left = leave(stack, "dead")
    stack.functions.start(name_of("Function", REDRIVE), {"dead": True})
    stack.wait(hours=0.2)
    assert_all_is_indexed(stack, left)
