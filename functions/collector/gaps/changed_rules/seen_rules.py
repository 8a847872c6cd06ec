"""Which rules X had when a window last looked, and when that was: what goes is missed from there.

Item `rules/seen`: `rules` (digests of their values), `at` in milliseconds since 1970, `fence`, and
`taken_off` (JSON: by digest when a window took it off X, in seconds since 1970).
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from collector.gaps.changed_rules.asked_rules import value_digest
from collector.settings import Rule
from collector.state.table import StateTable

KEY = ("rules", "seen")
OVERTAKEN_SECONDS = 3 * 3_600
"""As long may `pulumi up` take from its new rules to the schedule that knows of them, as when it
changes the domain in between: windows that start meanwhile take the new rules off."""


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
        self._taken_off: dict[str, float] = json.loads(str(item["taken_off"])) if item else {}
        self.at = int(item["at"]) / 1000 if item else None

    def of(self, rules: Iterable[Rule]) -> list[Rule]:
        """Return those of the rules that X had."""
        known = self._digests | self._taken_off.keys()
        return [rule for rule in rules if value_digest(rule.value) in known]

    @property
    def since(self) -> float | None:
        """From when on a rule may be missing, in seconds since 1970."""
        return None if self.at is None else min([self.at, *self._taken_off.values()])

    def begin(self, values: Iterable[str], taken_off: Iterable[str], at: float) -> None:
        """Tell which rules X has, and which the window took off; all by their values."""
        self._digests = set(map(value_digest, values))
        lately = {
            digest: time
            for digest, time in self._taken_off.items()
            if digest not in self._digests and at - time < OVERTAKEN_SECONDS
        }
        self._taken_off = lately | dict.fromkeys(map(value_digest, taken_off), at)
        self._save(at)

    def confirm(self, values: Iterable[str], ours: Iterable[str], at: float) -> None:
        """Tell all that X had later, and what of it is ours: time moves on when no rule is missing.

        A rule of ours may have come meanwhile.
        """
        missing = self._digests - set(map(value_digest, values))
        self._digests.update(map(value_digest, ours))
        for digest in self._digests & self._taken_off.keys():
            del self._taken_off[digest]
        if self.at is not None:
            self._save(self.at if missing else at)

    def _save(self, at: float) -> None:
        self.at = at
        self._state.update(
            *KEY,
            "SET #rules = :rules, #taken_off = :taken_off, #at = :at, #fence = :fence",
            {
                "rules": " ".join(sorted(self._digests)),
                "taken_off": json.dumps(self._taken_off),
                "at": int(at * 1000),
                "fence": self._fence,
            },
            condition="attribute_not_exists(#fence) OR #fence <= :fence",
        )
