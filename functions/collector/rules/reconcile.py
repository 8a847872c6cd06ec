"""Our rules on X become the wanted ones: by difference, wholly or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from collector.rules.change import Change, Step, XRule, difference, in_calls, steps
from collector.rules.problems import is_duplicate, refusals
from collector.settings import Rule
from collector.x.errors import XRefusedError
from collector.x.refusals import Cure

ATTEMPTS_TO_UNDO = 3
NOT_UNDONE = (
    "What was changed on X before could not be taken back; the next `pulumi up` mends it, and "
    "`pulumi destroy` removes it."
)


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


def reconcile(
    api: RulesApi, wanted: Sequence[Rule], prefix: str, *, all_or_nothing: bool = True
) -> RulesOnX:
    """Make our rules on X the wanted ones. What X refuses is told in `refused`, in X's words.

    Nothing is touched when they don't fit under X's cap. After any other refusal, and after an
    XRefusedError, X's rules are as they were; without `all_or_nothing`, which a window must do
    without, those that X took stay, and so do the old ones.
    """
    held = api.list_rules()
    change = difference(held, wanted, prefix)
    outcome = RulesOnX(tags=dict(change.serving), foreign=_foreign(held, prefix))
    cap = api.cap() if change.add else None
    if cap is not None and (left := len(held) - len(change.drop)) + len(change.add) > cap:
        outcome.refused.append(_too_many(change, left, cap))
        return outcome
    calls = steps(change, None if cap is None else cap - len(held))
    work = _Work(api, change, prefix, outcome)
    try:
        for step in calls:
            work.do(step)
            if outcome.refused and all_or_nothing:
                break
    except XRefusedError as error:
        is_passing = error.refusal.cure is not Cure.PERSON
        if not all_or_nothing and outcome.changed and is_passing:
            outcome.refused.append(f"The rest of the rules waits for X: {error}")
            return outcome
        # What X did not answer it may have done.
        if all_or_nothing and (outcome.changed or is_passing) and not work.undo(held):
            words = f"{error.refusal.words} {NOT_UNDONE}"
            raise XRefusedError(replace(error.refusal, words=words)) from None
        raise
    if outcome.refused and all_or_nothing:
        if outcome.changed and not work.undo(held):
            outcome.refused.append(NOT_UNDONE)
        outcome.tags, outcome.added, outcome.removed = dict(change.serving), 0, 0
    return outcome


def remove_all(api: RulesApi, prefix: str) -> RulesOnX:
    """Remove our rules and leave all others."""
    return reconcile(api, [], prefix, all_or_nothing=False)


class _Work:
    """The calls of one change, and the way back."""

    def __init__(self, api: RulesApi, change: Change, prefix: str, outcome: RulesOnX) -> None:
        self._api = api
        self._prefix = prefix
        self._outcome = outcome
        self._tags = {rule.value: rule.tag for rule in change.add}
        self._needed: set[str] = set()
        self._made: set[str] = set()

    def do(self, step: Step) -> None:
        """Add, or delete; old rules stay where a new one was refused."""
        if step.add:
            self._add(step.add)
        elif not self._outcome.refused:
            gone = [rule_id for rule_id in step.delete if rule_id not in self._needed]
            if gone:
                self._api.delete(gone)
            self._outcome.removed += len(gone)

    def _add(self, rules: Sequence[Rule]) -> None:
        outcome = self._outcome
        tagged = [Rule(self._prefix + rule.tag, rule.value) for rule in rules]
        made, problems = self._api.add(tagged)
        for rule in made:
            self._made.add(rule.rule_id)
            outcome.tags[rule.rule_id] = rule.tag.removeprefix(self._prefix)
        for problem in filter(is_duplicate, problems):
            rule_id, tag = str(problem.get("id")), self._tags.get(str(problem.get("value")))
            self._needed.add(rule_id)
            if tag is not None:
                outcome.tags[rule_id] = tag
        outcome.added += len(made)
        outcome.refused.extend(refusals(problems, self._tags))
        untold = len(rules) - len(made) - len(problems)
        if untold > 0:
            outcome.refused.append(f"X did not make {untold} of {len(rules)} rules, nor say why.")

    def undo(self, before: Sequence[XRule]) -> bool:
        """Make our rules those of before, also where X did something and its answer was lost."""
        for _ in range(ATTEMPTS_TO_UNDO):
            try:
                self._restore(before)
            except XRefusedError as error:
                if error.refusal.cure is not Cure.RETRY:
                    return False
            else:
                return True
        return False

    def _restore(self, before: Sequence[XRule]) -> None:
        ours = {rule.rule_id: rule for rule in before if rule.tag.startswith(self._prefix)}
        now = {rule.rule_id: rule for rule in self._api.list_rules()}
        new = {rule_id for rule_id, rule in now.items() if rule.tag.startswith(self._prefix)}
        for ids in in_calls(sorted((new | self._made) - ours.keys())):
            self._api.delete(ids)
        gone = [rule for rule_id, rule in ours.items() if rule_id not in now]
        for rules in in_calls([Rule(rule.tag, rule.value) for rule in gone]):
            self._api.add(rules)


def _foreign(held: Iterable[XRule], prefix: str) -> list[str]:
    return [
        f"{rule.value} (tag {rule.tag or 'none'})"
        for rule in held
        if not rule.tag.startswith(prefix)
    ]


def _too_many(change: Change, left: int, cap: int) -> str:
    beside = left - len(change.serving)
    wanted = len(change.serving) + len(change.add)
    return (
        f"X allows this app {cap} rules, but {wanted} are wanted beside {beside} of other programs:"
        f" follow at most {max(0, cap - beside)} keywords, join some in one rule with OR (the key "
        "rules), or remove other rules at X. Nothing was changed."
    )
