"""Ways to be a stranger to a door of the local cloud, and what each is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from tests.contract.trust.targets import Prepared, Target
from tests.contract.trust.wire import Answer

NAMES = ("aws", "x api", "x control", "cloud control", "index", "domain", "page")
WITHOUT_PAGE = tuple(name for name in NAMES if name != "page")


@dataclass(frozen=True)
class Case:
    """One way to be a stranger, and how the right request is bent to be it."""

    name: str
    send: Callable[[Target], Answer]
    statuses: tuple[int, ...] = (403,)


def right(target: Target, host: str | None = None) -> Prepared:
    return target.asked.right(host or target.host)


def assert_refused(target: Target, case: Case) -> None:
    """See that the door said no, in words, and that nothing was read or done behind it."""
    before = target.trace()
    answer = case.send(target)
    assert answer.status in case.statuses, answer
    assert target.reads not in answer.text
    assert "access-control-" not in answer.head.lower()
    if answer.status != 400:  # Hypercorn's own has no words
        assert "Unauthorized" in answer.text or len(sentence_of(answer).split()) > 3, answer
    assert target.trace() == before


def sentence_of(answer: Answer) -> str:
    """Give what the guard said; X and the search domain refuse a wrong secret in their own way."""
    said = json.loads(answer.text)
    return str(said.get("message") or said.get("error"))
