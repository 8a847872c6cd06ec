"""Which rules gaps were last searched for: a rule that comes or goes meanwhile is told.

Item `search/rules`: `rules` (JSON: tag by a digest of the rule).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from collector.settings import Rule
from collector.state.table import StateTable

KEY = ("search", "rules")


@dataclass(frozen=True, slots=True)
class KeywordChange:
    """The tags of rules that came and of rules that went."""

    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()


def change_to(state: StateTable, rules: Iterable[Rule]) -> KeywordChange:
    """Return what is new since gaps were last searched, and write these rules down.

    A rule is known by its value. All of them fit into an item (400 KB), as they came in an event
    of EventBridge Scheduler (256 KB).
    """
    now = {rule_digest(rule): rule.tag for rule in rules}
    item = state.get(*KEY)
    before: dict[str, str] = json.loads(str(item["rules"])) if item else now
    if item is None or now != before:
        state.put(*KEY, {"rules": json.dumps(now, ensure_ascii=False)})
    return KeywordChange(_tags(now, before), _tags(before, now))


def rule_digest(rule: Rule) -> str:
    """Return what names a rule in the state table: by its value, not by its tag."""
    return value_digest(rule.value)


def value_digest(value: str) -> str:
    """Return what names the rule with a value."""
    return sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _tags(some: dict[str, str], others: dict[str, str]) -> tuple[str, ...]:
    return tuple(sorted({tag for digest, tag in some.items() if digest not in others}))
