"""What X's refusals of searches have taught, kept for a day: longer queries, rules it never takes.

Item `search/lessons`: `longest_query` in X's weighted characters, `refused` (JSON: X's words by a
digest of the rule), `expires_at` in seconds since 1970.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256

from collector.settings import Rule
from collector.state.items import Value
from collector.state.table import StateTable
from shared.clock import Clock

KEY = ("search", "lessons")
KEPT_SECONDS = 86_400
# docs.x.com, "Search Posts": a query has up to 512 characters, 4,096 with Enterprise access.
ENTERPRISE_QUERY = 4096
# With X's longest words, in four bytes a character, they stay below the 400 KB of an item.
MOST_REFUSED = 250


class Lessons:
    """Begins with what an earlier window learned less than a day ago."""

    def __init__(self, state: StateTable, clock: Clock) -> None:
        self._state = state
        self._clock = clock
        item = state.get(*KEY) or {}
        is_fresh = bool(item) and int(item["expires_at"]) > clock.now()
        self._expires_at = int(item["expires_at"]) if is_fresh else 0
        self._refused: dict[str, str] = json.loads(str(item["refused"])) if is_fresh else {}
        self.longest_query = int(item["longest_query"]) if is_fresh else ENTERPRISE_QUERY

    def words_about(self, rule: Rule) -> str | None:
        """Return with which words X refused a rule, None when it did not."""
        return self._refused.get(_digest(rule))

    def learn_longest(self, characters: int) -> None:
        """Remember how long a query may be."""
        self.longest_query = characters
        self._save()

    def learn_refused(self, rules: Iterable[Rule], words: str) -> None:
        """Remember that X does not search for rules, and why."""
        for rule in rules:
            if len(self._refused) < MOST_REFUSED:
                self._refused[_digest(rule)] = words
        self._save()

    def _save(self) -> None:
        self._expires_at = self._expires_at or int(self._clock.now()) + KEPT_SECONDS
        values: dict[str, Value] = {
            "longest_query": self.longest_query,
            "refused": json.dumps(self._refused, ensure_ascii=False),
            "expires_at": self._expires_at,
        }
        self._state.put(*KEY, values)


def _digest(rule: Rule) -> str:
    return sha256(rule.value.encode("utf-8", "surrogatepass")).hexdigest()
