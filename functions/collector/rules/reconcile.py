"""Our rules on X become the wanted ones: by difference, wholly or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from collector.rules.api import XRulesApi
from collector.rules.change import Change, Step, XRule, difference, in_calls, steps
from collector.rules.limit import limit_reached
from collector.rules.patience import CAP_PATIENCE, FUNCTION_PATIENCE, Patience
from collector.rules.problems import is_duplicate, refusals
from collector.rules.undo import take_back
from collector.settings import Rule
from collector.x.errors import XRefusedError
from collector.x.refusals import Cure

PAUSE_BEFORE_BELIEF = 5.0
"""Seconds until X is asked again whether it has none of our rules."""


@dataclass(slots=True)
class RulesOnX:
    """`tags`: rule id on X -> our tag without prefix, also where a foreign rule serves us.

    `values`: of the rules that X has or had just before, as far as they are ours or serve us.
    """

    tags: dict[str, str] = field(default_factory=dict)
    added: int = 0
    removed: int = 0
    foreign: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    values: set[str] = field(default_factory=set)

    @property
    def changed(self) -> bool:
        """Say whether X's rules are other than before."""
        return bool(self.added or self.removed)


def reconcile(
    api: XRulesApi,
    wanted: Sequence[Rule],
    prefix: str,
    *,
    all_or_nothing: bool = True,
    on_lacking: Callable[[Sequence[Rule]], None] = lambda _: None,
) -> RulesOnX:
    """Make our rules on X the wanted ones. What X refuses is told in `refused`, in X's words.

    Nothing is touched when they don't fit under X's cap. After any other refusal, and after an
    XRefusedError, X's rules are as they were, or it tells what could not be taken back. Without
    `all_or_nothing`, which a window must do without, those that X took stay, and so do the old
    ones, and X's trouble is not waited for. `on_lacking` is told what X does not have of the wanted
    rules, before any is added.
    """
    patience = Patience(api.clock, FUNCTION_PATIENCE if all_or_nothing else 0.0)
    held = patience.call(api.list_rules)
    change = difference(held, wanted, prefix)
    outcome = RulesOnX(tags=dict(change.serving), foreign=_foreign(held, prefix))
    outcome.values = {
        rule.value for rule in held if rule.tag.startswith(prefix) or rule.rule_id in change.serving
    }
    on_lacking(change.add)
    cap = _cap(api, patience) if change.add else None
    if cap is not None and (left := len(held) - len(change.drop)) + len(change.add) > cap:
        outcome.refused.append(_too_many(change, left, cap))
        return outcome
    calls = steps(change, None if cap is None else cap - len(held))
    work = _Work(api, patience, change, prefix, outcome)
    try:
        for done, step in enumerate(calls):
            if all_or_nothing:
                work.plan_for(len(calls) - done + len(calls))
            work.do(step)
            if outcome.refused and all_or_nothing:
                break
    except XRefusedError as error:
        is_passing = error.refusal.cure is not Cure.PERSON
        if not all_or_nothing and outcome.changed and is_passing:
            outcome.refused.append(f"The rest of the rules waits for X: {error}")
            return outcome
        # What X did not answer it may have done.
        if all_or_nothing and (outcome.changed or is_passing) and (rest := work.undo(held)):
            words = f"{error.refusal.words} {rest}"
            raise XRefusedError(replace(error.refusal, words=words)) from None
        raise
    if outcome.refused and all_or_nothing:
        if outcome.changed and (rest := work.undo(held)):
            outcome.refused.append(rest)
        outcome.tags, outcome.added, outcome.removed = dict(change.serving), 0, 0
    return outcome


def remove_all(api: XRulesApi, prefix: str) -> RulesOnX:
    """Remove our rules and leave all others.

    X may leave out what it has once, so that it is asked again when it has none of ours.
    Raises XRefusedError, and tells how many are left, when X's trouble outlasts the function.
    """
    patience = Patience(api.clock, FUNCTION_PATIENCE)
    held = patience.call(api.list_rules)
    if not _of(held, prefix) and patience.rest(PAUSE_BEFORE_BELIEF):
        held = patience.call(api.list_rules)
    ours = _of(held, prefix)
    outcome = RulesOnX(foreign=_foreign(held, prefix))
    for rule_ids in in_calls(ours):
        try:
            patience.call(partial(api.delete, rule_ids))
        except XRefusedError as error:
            left = len(ours) - outcome.removed
            words = f"{left} of {len(ours)} are still there: {error.refusal.words}"
            raise XRefusedError(replace(error.refusal, words=words)) from None
        outcome.removed += len(rule_ids)
    return outcome


def _of(held: Iterable[XRule], prefix: str) -> list[str]:
    return [rule.rule_id for rule in held if rule.tag.startswith(prefix)]


class _Work:
    """The calls of one change, and the way back."""

    def __init__(
        self, api: XRulesApi, patience: Patience, change: Change, prefix: str, outcome: RulesOnX
    ) -> None:
        self._api = api
        self._patience = patience
        self._prefix = prefix
        self._outcome = outcome
        self._tags = {rule.value: rule.tag for rule in change.add}
        self._wanted = len(change.serving) + len(change.add)
        self._needed: set[str] = set()
        self._made: set[str] = set()

    def plan_for(self, calls: int) -> None:
        """See that X takes so many calls more, those to take all back included, or wait for it.

        Raises XRefusedError when it will not while there is time.
        """
        limit = self._api.limit
        if limit is None or limit.remaining >= calls:
            return
        if not self._patience.until_reset(limit.resets_at):
            raise limit_reached(limit, calls)

    def do(self, step: Step) -> None:
        """Add, or delete; old rules stay where a new one was refused."""
        if step.add:
            self._add(step.add)
        elif not self._outcome.refused:
            gone = [rule_id for rule_id in step.delete if rule_id not in self._needed]
            if gone:
                self._patience.call(partial(self._api.delete, gone))
            self._outcome.removed += len(gone)

    def _add(self, rules: Sequence[Rule]) -> None:
        outcome = self._outcome
        tagged = [Rule(self._prefix + rule.tag, rule.value) for rule in rules]
        made, problems = self._api.add(tagged)
        for rule in made:
            self._made.add(rule.rule_id)
            outcome.tags[rule.rule_id] = rule.tag.removeprefix(self._prefix)
            outcome.values.add(rule.value)
        for problem in filter(is_duplicate, problems):
            rule_id, tag = str(problem.get("id")), self._tags.get(str(problem.get("value")))
            self._needed.add(rule_id)
            if tag is not None:
                outcome.tags[rule_id] = tag
                outcome.values.add(str(problem.get("value")))
        outcome.added += len(made)
        outcome.refused.extend(refusals(problems, self._tags, self._wanted))
        untold = len(rules) - len(made) - len(problems)
        if untold > 0:
            outcome.refused.append(f"X did not make {untold} of {len(rules)} rules, nor say why.")

    def undo(self, before: Sequence[XRule]) -> str:
        """Take all back; returns what could not be, in words."""
        return take_back(self._api, self._patience, self._prefix, before, self._made)


def _cap(api: XRulesApi, patience: Patience) -> int | None:
    """Return how many rules X takes; None when it does not tell, and goes on not to."""
    try:
        return patience.part(CAP_PATIENCE).call(api.cap)
    except XRefusedError:
        return None


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
