"""Which rules gaps are searched for: the window's own, and those that came to X since it began."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Protocol

from collector.settings import Rule
from collector.timing import Timing
from collector.x.errors import XRefusedError
from shared.clock import Clock
from shared.snowflake import first_id_at


class RulesApi(Protocol):
    """What is asked of X's rules."""

    def rules_of(self, prefix: str) -> list[Rule]:
        """Return the rules whose tags have a prefix, without it; raises XRefusedError."""

    def cut(self) -> None:
        """End a call that is under way, from any thread."""


class WantedRules:
    """Asks X which rules of ours it has, at most once for what was posted before it answered.

    `pulumi up` puts a keyword on X while a window with the rules of before runs: the stream brings
    its posts from then on, and so must search. A rule that X has no more is searched for as well,
    as it may have been there when the gap began. What a person must be told is in `warnings`.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        api: RulesApi,
        prefix: str,
        clock: Clock,
        timing: Timing,
    ) -> None:
        """`rules` are the window's; `prefix` tells which of X's are ours."""
        self._values = {rule.value.strip() for rule in rules}
        self._rules = tuple(rules)
        self._api = api
        self._prefix = prefix
        self._clock = clock
        self._timing = timing
        self._complete_to = 0
        self._ask_again_at = -math.inf
        self.warnings: list[str] = []

    def for_gaps_until(self, last: int) -> tuple[Rule, ...]:
        """Return the rules for gaps that end by an id, in the order in which they came.

        While X does not tell, those that are known are all: gaps are filled nevertheless.
        """
        if last > self._complete_to and self._clock.monotonic() >= self._ask_again_at:
            asked_at = self._clock.now()
            try:
                self._add(self._api.rules_of(self._prefix))
                self._complete_to = first_id_at(asked_at)
            except XRefusedError as error:
                self._ask_again_at = self._clock.monotonic() + self._timing.search_rate_pause
                self._warn(f"Gaps were searched without asking X for new keywords: {error}")
        return self._rules

    def cut(self) -> None:
        """End a call that is under way, from any thread."""
        self._api.cut()

    def _add(self, rules: Iterable[Rule]) -> None:
        for rule in rules:
            if rule.value.strip() not in self._values:
                self._values.add(rule.value.strip())
                self._rules += (rule,)

    def _warn(self, words: str) -> None:
        if words not in self.warnings:
            self.warnings.append(words)
