"""Which rules X had when a window last looked, and when that was: what goes is missed from there.

Item `rules/seen`: `rules` (digests of their values), `at` in milliseconds since 1970, `fence`.
"""

from __future__ import annotations

from collections.abc import Iterable

from collector.gaps.asked_rules import value_digest
from collector.settings import Rule
from collector.state.table import StateTable

KEY = ("rules", "seen")


class SeenRules:
    """Begins with what windows before have seen; `at` is None when there was none.

    Raises StateUnavailableError, and then knows nevertheless.
    """

    def __init__(self, state: StateTable, fence: int) -> None:
        """`fence` is that of the window's lease: one that lost it changes nothing any more."""
        self._state = state
        self._fence = fence
        item = state.get(*KEY)
        self._digests = set(str(item["rules"]).split()) if item else set()
        self.at = int(item["at"]) / 1000 if item else None

    def of(self, rules: Iterable[Rule]) -> list[Rule]:
        """Return those of the rules that X had."""
        return [rule for rule in rules if value_digest(rule.value) in self._digests]

    def begin(self, values: Iterable[str], at: float) -> None:
        """Tell that X had the rules with these values, and no others that matter."""
        self._digests = set(map(value_digest, values))
        self._save(at)

    def confirm(self, values: Iterable[str], ours: Iterable[str], at: float) -> None:
        """Tell all that X had later, and what of it is ours: time moves on when no rule is missing.

        A rule of ours may have come meanwhile.
        """
        missing = self._digests - set(map(value_digest, values))
        self._digests.update(map(value_digest, ours))
        if self.at is not None:
            self._save(self.at if missing else at)

    def _save(self, at: float) -> None:
        self.at = at
        self._state.update(
            *KEY,
            "SET #rules = :rules, #at = :at, #fence = :fence",
            {
                "rules": " ".join(sorted(self._digests)),
                "at": int(at * 1000),
                "fence": self._fence,
            },
            condition="attribute_not_exists(#fence) OR #fence <= :fence",
        )
