"""Our rules on X: told from others by the prefix of their tags, and reconciled by difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from collector.settings import Rule
from collector.x.refusals import words_of

RULES_A_CALL = 100


@dataclass(frozen=True, slots=True)
class XRule:
    """A rule as X holds it."""

    rule_id: str
    value: str
    tag: str


class RulesApi(Protocol):
    """The calls that reconciling needs."""

    def list_rules(self) -> list[XRule]:
        """Return every rule of the app, ours and others'."""

    def add(self, rules: Sequence[Rule]) -> tuple[list[XRule], list[dict[str, Any]]]:
        """Add rules (tags as given) and return those made, and X's problem objects."""

    def delete(self, rule_ids: Sequence[str]) -> None:
        """Remove rules."""

    def cap(self) -> int | None:
        """Return how many rules the app may have, as X says; None when X does not tell."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: some deletions must come first, where X would see a duplicate."""

    delete_first: tuple[str, ...]
    add: tuple[Rule, ...]
    delete_last: tuple[str, ...]


@dataclass(slots=True)
class RulesOnX:
    """`tags`: rule id on X -> our tag without prefix, also where a foreign rule serves us."""

    tags: dict[str, str] = field(default_factory=dict)
    added: int = 0
    removed: int = 0
    foreign: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Say whether X's rules are other than before."""
        return bool(self.added or self.removed)


def plan(held: Iterable[XRule], wanted: Sequence[Rule], prefix: str, cap: int | None) -> Plan:
    """Compare what X holds with what is wanted, and leave foreign rules alone."""
    held = list(held)
    missing = {(prefix + rule.tag, rule.value): rule for rule in wanted}
    unwanted: list[XRule] = []
    for rule in held:
        if rule.tag.startswith(prefix) and not missing.pop((rule.tag, rule.value), None):
            unwanted.append(rule)
    values_to_add = {rule.value for rule in missing.values()}
    blocking = [rule for rule in unwanted if rule.value in values_to_add]
    room = None if cap is None else cap - len(held) + len(blocking)
    if room is not None and room < len(missing):
        blocking = unwanted
    last = [rule for rule in unwanted if rule not in blocking]
    return Plan(
        delete_first=tuple(rule.rule_id for rule in blocking),
        add=tuple(missing.values()),
        delete_last=tuple(rule.rule_id for rule in last),
    )


def reconcile(api: RulesApi, wanted: Sequence[Rule], prefix: str) -> RulesOnX:
    """Make our rules on X the wanted ones. What X refuses is told in `refused`, in X's words."""
    held = api.list_rules()
    steps = plan(held, wanted, prefix, None)
    cap = None
    if steps.add:
        cap = api.cap()
        steps = plan(held, wanted, prefix, cap)
    gone = {*steps.delete_first, *steps.delete_last}
    outcome = RulesOnX(removed=len(gone))
    outcome.foreign = [
        f"{rule.value} (tag {rule.tag or 'none'})"
        for rule in held
        if not rule.tag.startswith(prefix)
    ]
    after = len(held) - len(gone) + len(steps.add)
    if cap is not None and after > cap:
        outcome.refused.append(
            f"X allows this app {cap} rules; with {len(steps.add)} more there would be {after}, "
            f"{len(outcome.foreign)} of them not this stack's. Use fewer keywords, or remove rules."
        )
    _in_parts(steps.delete_first, api.delete)
    made: list[XRule] = []
    problems: list[dict[str, Any]] = []
    for start in range(0, len(steps.add), RULES_A_CALL):
        part = steps.add[start : start + RULES_A_CALL]
        some_made, some_problems = api.add([Rule(prefix + rule.tag, rule.value) for rule in part])
        made.extend(some_made)
        problems.extend(some_problems)
    _in_parts(steps.delete_last, api.delete)
    outcome.added = len(made)
    by_value = {rule.value: rule.tag for rule in wanted}
    outcome.refused.extend(_refusals(problems, by_value))
    now_there = [rule for rule in (*held, *made) if rule.rule_id not in gone]
    for rule in now_there:
        if rule.tag.startswith(prefix):
            outcome.tags[rule.rule_id] = rule.tag.removeprefix(prefix)
        elif rule.value in by_value:
            outcome.tags[rule.rule_id] = by_value[rule.value]
    return outcome


def remove_all(api: RulesApi, prefix: str) -> RulesOnX:
    """Remove our rules and leave all others."""
    return reconcile(api, [], prefix)


def _in_parts(rule_ids: Sequence[str], call: Callable[[Sequence[str]], None]) -> None:
    for start in range(0, len(rule_ids), RULES_A_CALL):
        call(rule_ids[start : start + RULES_A_CALL])


def _refusals(problems: Iterable[dict[str, Any]], tags: dict[str, str]) -> list[str]:
    """Name the keyword and X's words; a duplicate is none, for a rule with that value is there."""
    refused = []
    for problem in problems:
        if problem.get("title") == "DuplicateRule":
            continue
        value = str(problem.get("value", ""))
        details = problem.get("details")
        words = "; ".join(map(str, details)) if isinstance(details, list) else ""
        words = ": ".join(part for part in (words_of(problem), words) if part)
        refused.append(f"keyword {tags.get(value, value)!r} (rule {value!r}): X says: {words}")
    return refused
