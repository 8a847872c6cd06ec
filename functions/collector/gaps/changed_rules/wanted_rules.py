"""Which rules gaps are searched for: the window's own, and those that came to X since it began."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from collector.gaps.changed_rules.seen_rules import SeenRules
from collector.settings import Rule
from collector.state.table import StateUnavailableError
from collector.timing import Timing
from collector.x.errors import XRefusedError
from shared.clock import Clock
from shared.snowflake import first_id_at

ANSWERS_TO_BE_SURE = 2


class HeldRule(Protocol):
    """A rule as X has it."""

    @property
    def rule_id(self) -> str:
        """X's id of it."""

    @property
    def value(self) -> str:
        """The rule in X's language."""

    @property
    def tag(self) -> str:
        """Its tag at X, with our prefix if it is ours."""


class RulesApi(Protocol):
    """What is asked of X's rules."""

    def list_rules(self) -> Sequence[HeldRule]:
        """Return every rule of the app as X has it; raises XRefusedError."""

    def cut(self) -> None:
        """End a call that is under way, from any thread."""


class WantedRules:
    """Asks X which rules it has: once a minute, and once for what was posted before it answered.

    `pulumi up` puts a keyword on X while a window with the rules of before runs: the stream brings
    its posts from then on, and so must search. A rule that X has no more is searched for as well,
    as it may have been there when the gap began. `are_gone`: X had none of them the last two times
    that it answered, for it may leave out what it has once. What a person must be told is in
    `warnings`.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        api: RulesApi,
        prefix: str,
        tags: dict[str, str],
        seen: SeenRules,
        clock: Clock,
        timing: Timing,
    ) -> None:
        """`rules` are the window's; `prefix` tells which of X's are ours.

        `tags`: of the rules that X has of the window's, by id there; what it lacks is added.
        """
        self._rules = tuple(rules)
        self._own_tags = {rule.value.strip(): rule.tag for rule in rules}
        self._values = set(self._own_tags)
        self._tags = tags
        self._api = api
        self._prefix = prefix
        self._seen = seen
        self._clock = clock
        self._timing = timing
        self._complete_to = 0
        self._look_at = clock.monotonic() + (timing.rules_look if tags else timing.rules_look_again)
        self._failure = ""
        self._answers_without = 0
        self.warnings: list[str] = []

    @property
    def are_gone(self) -> bool:
        """Whether X had none of the rules, twice in a row."""
        return self._answers_without >= ANSWERS_TO_BE_SURE

    def look(self) -> None:
        """Ask X when it is time to: so it is known since when a rule may be missing there."""
        if self._clock.monotonic() >= self._look_at:
            self._ask()

    def for_gaps_until(self, last: int) -> tuple[Rule, ...]:
        """Return the rules for gaps that end by an id, in the order in which they came.

        While X does not tell, those that are known are all: gaps are filled nevertheless.
        """
        if last > self._complete_to and not self._failed_lately():
            self._ask()
        if last > self._complete_to:
            self._warn(f"Gaps were searched without asking X for new keywords: {self._failure}")
        return self._rules

    def cut(self) -> None:
        """End a call that is under way, from any thread."""
        self._api.cut()

    def _failed_lately(self) -> bool:
        return bool(self._failure) and self._clock.monotonic() < self._look_at

    def _ask(self) -> None:
        asked_at = self._clock.now()
        try:
            held, self._failure = self._api.list_rules(), ""
        except XRefusedError as error:
            self._failure = str(error)
            return
        finally:
            self._look_at = self._clock.monotonic() + self._timing.rules_look
        self._complete_to = first_id_at(asked_at)
        for rule in held:
            if rule.value in self._own_tags:
                self._tags.setdefault(rule.rule_id, self._own_tags[rule.value])
        ours = [rule for rule in held if rule.tag.startswith(self._prefix)]
        values = {rule.value for rule in held}
        self._count(has_none=not ours and values.isdisjoint(self._values))
        self._add(ours)
        with suppress(StateUnavailableError):  # then more is searched than must be
            self._seen.confirm(values, (rule.value for rule in ours), asked_at)

    def _count(self, *, has_none: bool) -> None:
        """Ask soon again what one answer alone says, so that a window which ends soon knows."""
        self._answers_without = self._answers_without + 1 if has_none else 0
        if 0 < self._answers_without < ANSWERS_TO_BE_SURE:
            self._look_at = self._clock.monotonic() + self._timing.rules_look_again

    def _add(self, ours: Sequence[HeldRule]) -> None:
        new = [rule for rule in ours if rule.value not in self._values]
        self._values.update(rule.value for rule in new)
        self._rules += tuple(Rule(rule.tag.removeprefix(self._prefix), rule.value) for rule in new)

    def _warn(self, words: str) -> None:
        if words not in self.warnings:
            self.warnings.append(words)
