"""What must change so that X's rules become the wanted ones, and in which steps: pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from collector.settings import Rule

RULES_A_CALL = 100
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class XRule:
    """A rule as X holds it."""

    rule_id: str
    value: str
    tag: str


@dataclass(frozen=True, slots=True)
class Change:
    """`serving`: the rules on X that do as they are, by id, with our tag.

    A rule is known by its value: X takes each once, whatever its tag. So a rule of another program
    serves us as it is, and so does one of ours whose keyword was only renamed.
    """

    add: tuple[Rule, ...]
    drop: tuple[XRule, ...]
    serving: dict[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One call: rules to add, or ids to delete."""

    add: tuple[Rule, ...] = ()
    delete: tuple[str, ...] = ()


def difference(held: Iterable[XRule], wanted: Iterable[Rule], prefix: str) -> Change:
    """Compare what X holds with what is wanted; ours are told by the prefix of their tags.

    X keeps values without the spaces around them.
    """
    tags: dict[str, str] = {}
    for rule in wanted:
        tags.setdefault(rule.value.strip(), rule.tag)
    serving: dict[str, str] = {}
    drop: list[XRule] = []
    served: set[str] = set()
    ours: set[str] = set()
    for found in held:
        is_ours = found.tag.startswith(prefix)
        if is_ours and (found.value not in tags or found.value in ours):
            drop.append(found)
        elif found.value in tags:
            serving[found.rule_id] = tags[found.value]
            served.add(found.value)
            if is_ours:
                ours.add(found.value)
    add = tuple(Rule(tag, value) for value, tag in tags.items() if value not in served)
    return Change(add, tuple(drop), serving)


def steps(change: Change, room: int | None) -> list[Step]:
    """Return the calls in their order; `room` is how many rules X takes more, None when unknown.

    New rules come before the old ones go. Where X has no room for that, no more go at once than
    must, and the last one stays until another is there: no moment is without a rule, unless X has
    room for a single one. The wanted rules must fit once the old ones are gone.
    """
    to_add, to_drop = list(change.add), [rule.rule_id for rule in change.drop]
    there = len(change.serving) + len(to_drop)
    room = len(to_add) if room is None else room
    calls: list[Step] = []
    while to_add:
        if room > 0:
            count = min(len(to_add), RULES_A_CALL, room)
            calls.append(Step(add=tuple(to_add[:count])))
            del to_add[:count]
            room, there = room - count, there + count
        else:
            count = min(len(to_drop), RULES_A_CALL, max(len(to_add), 1 - room))
            if count == there > 1:
                count -= 1
            calls.append(Step(delete=tuple(to_drop[:count])))
            del to_drop[:count]
            room, there = room + count, there - count
    calls.extend(Step(delete=part) for part in in_calls(to_drop))
    return calls


def in_calls(items: Sequence[Item]) -> list[tuple[Item, ...]]:
    """Split into as many as X takes in one call."""
    starts = range(0, len(items), RULES_A_CALL)
    return [tuple(items[start : start + RULES_A_CALL]) for start in starts]
