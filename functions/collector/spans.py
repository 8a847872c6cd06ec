"""Gaps: spans of post ids that the stream may not have delivered. Plain interval arithmetic."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

LARGEST_ID = 2**63 - 1
"""X's ids are signed numbers of 64 bits, and positive."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Post ids from `first` to `last`, both included."""

    first: int
    last: int

    @property
    def is_empty(self) -> bool:
        """Say whether no id can lie in it."""
        return self.last < self.first


def inside(post_ids: Iterable[int], gaps: Iterable[Span]) -> list[int]:
    """Return those of the ids that lie in any of the gaps."""
    spans = list(gaps)
    return [
        post_id for post_id in post_ids if any(gap.first <= post_id <= gap.last for gap in spans)
    ]


def whole(gaps: Iterable[Span]) -> Span:
    """Return the span from where the first of at least one gap begins to where the last ends."""
    spans = list(gaps)
    return Span(min(gap.first for gap in spans), max(gap.last for gap in spans))


def without(gap: Span, others: Iterable[Span]) -> list[Span]:
    """Return what is left of a gap, in order, when the ids of others are taken out."""
    left: list[Span] = []
    first = gap.first
    for other in sorted(others):
        if other.last < first or other.is_empty:
            continue
        if other.first > gap.last:
            break
        left.append(Span(first, other.first - 1))
        first = other.last + 1
    left.append(Span(first, gap.last))
    return [part for part in left if not part.is_empty]


def within_reach(gap: Span, oldest_id: int) -> tuple[Span, Span]:
    """Cut a gap into the part that search no longer reaches and the part that it does."""
    return (
        Span(gap.first, min(gap.last, oldest_id - 1)),
        Span(max(gap.first, oldest_id), gap.last),
    )


def neighbours(gaps: Iterable[Span]) -> list[list[Span]]:
    """Group gaps so that each group, in order, leaves no id between its members."""
    groups: list[list[Span]] = []
    for gap in sorted(gaps):
        if groups and gap.first <= max(before.last for before in groups[-1]) + 1:
            groups[-1].append(gap)
        else:
            groups.append([gap])
    return groups


def fewer(groups: Iterable[list[Span]], most: int) -> list[list[Span]]:
    """Put the groups that lie closest together into one, until there are at most so many."""
    left = sorted(groups)
    while len(left) > max(1, most):
        spaces = [
            after[0].first - max(gap.last for gap in before)
            for before, after in itertools.pairwise(left)
        ]
        closest = spaces.index(min(spaces))
        left[closest : closest + 2] = [left[closest] + left[closest + 1]]
    return left


def behind(gaps: Iterable[Span], newest_id: int) -> list[Span]:
    """Return the gaps, oldest first, that lie wholly behind what search has indexed."""
    return sorted(gap for gap in gaps if gap.last <= newest_id)
