"""What X's refusals of searches have taught, kept for a day: longer queries, rules it never takes.

Item `search/lessons`: `longest_query` in X's weighted characters, `refusals` (JSON: a `Refused` by
a digest of the rule), `failed` (JSON: a `Failed` by a digest of the query), `told` (JSON: digests
of rules), `filled_length` and `halved` (see `learn_filled`), `expires_at` in seconds since 1970.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from collector.gaps.changed_rules.asked_rules import rule_digest
from collector.gaps.refused import Refused, as_kept, read_refused
from collector.settings import Rule
from collector.state.items import Value
from collector.state.table import StateTable
from shared.clock import Clock

KEY = ("search", "lessons")
KEPT_SECONDS = 86_400
DOUBTED_SECONDS = 1_800
"""On a bad day X refuses good queries, too: who is guilty is refused so much later as well."""
CONFIRMED_SECONDS = 60
"""Nor is one answer enough while X takes other queries: a rule is refused so much later as well."""
LASTING_ANSWERS = 3
LASTING_SECONDS = 120
# docs.x.com, "Search Posts": a query has up to 512 characters, 4,096 with Enterprise access.
ENTERPRISE_QUERY = 4096
MOST_TOLD = 1_000
MOST_FAILED = 100


class Failed(NamedTuple):
    """How often X failed to answer a query, and since when, in seconds since 1970."""

    answers: int
    since: float

    def lasts(self, now: float) -> bool:
        """Say whether it is no trouble of a moment."""
        return self.answers >= LASTING_ANSWERS and now >= self.since + LASTING_SECONDS


class Lessons:
    """Begins with what an earlier window learned less than a day ago."""

    def __init__(self, state: StateTable, clock: Clock) -> None:
        self._state = state
        self._clock = clock
        item = state.get(*KEY) or {}
        is_fresh = bool(item) and int(item["expires_at"]) > clock.now()
        known = item if is_fresh else {}
        self._expires_at = int(known.get("expires_at", 0))
        self._refused = read_refused(str(known.get("refusals", "{}")))
        failed = json.loads(str(known.get("failed", "{}")))
        self._failed = {digest: Failed(*each) for digest, each in failed.items()}
        self._told: list[str] = json.loads(str(known.get("told", "[]")))
        self._halved = int(known.get("halved", 0))
        self.filled_length = int(known.get("filled_length", ENTERPRISE_QUERY))
        """How far queries are filled; a rule may be longer, up to `longest_query`."""
        self.longest_query = int(known.get("longest_query", ENTERPRISE_QUERY))

    def words_about(self, rule: Rule) -> str | None:
        """Return with which words X refused a rule, None when it may be asked."""
        refused = self._refused.get(rule_digest(rule))
        return refused["words"] if refused and self._clock.now() < refused["until"] else None

    def learn_longest(self, characters: int) -> None:
        """Remember how long a query may be."""
        self.longest_query = characters
        self._save()

    def learn_filled(self, characters: int, *, halved: int) -> None:
        """Remember which length X took, after it refused so many longer ones for no rule's fault.

        Once is none: then it may have been a bad moment.
        """
        self._halved += halved
        if self._halved > 1:
            self.filled_length = characters
        self._save()

    def now(self) -> float:
        """Return the time, in seconds since 1970."""
        return self._clock.now()

    def doubt(self, rules: Iterable[Rule], words: str) -> float:
        """Note that X refused rules, perhaps by no fault of theirs; return since when it does."""
        asked = list(rules)
        new = [rule for rule in asked if not self.is_doubted(rule)]
        for rule in new:
            self._note(rule, words, seconds=0, took_others=False)
        if new:
            self._save()
        since = [self._refused[digest]["since"] for digest in self._known(asked)]
        return max(since, default=self._clock.now())

    def took_others(self, rules: Iterable[Rule]) -> bool:
        """Say whether X took other rules since it first refused these."""
        known = self._known(rules)
        return bool(known) and all(self._refused[digest]["others_taken"] for digest in known)

    def is_doubted(self, rule: Rule) -> bool:
        """Say whether X refused a rule the last time that it was asked for it."""
        return rule_digest(rule) in self._refused

    def learn_refused(self, rules: Iterable[Rule], words: str, *, took_others: bool) -> None:
        """Remember that X does not search for rules, and why.

        It is for half an hour, and for what is left of the day if X refuses one again after that.
        """
        for rule in rules:
            before = self._refused.get(rule_digest(rule))
            is_sure = bool(before and before["took_others"]) and self._was_refused_before(rule)
            seconds = KEPT_SECONDS if took_others and is_sure else DOUBTED_SECONDS
            self._note(rule, words, seconds=seconds, took_others=took_others)
        self._save()

    def learn_taken(self, rules: Iterable[Rule]) -> None:
        """Forget that X ever refused rules; it took some since it refused the others."""
        taken = self._known(rules)
        for digest in taken:
            del self._refused[digest]
        new = [refused for refused in self._refused.values() if not refused["others_taken"]]
        for refused in new:
            refused["others_taken"] = True
        if taken or new:
            self._save()

    def note_failed(self, digest: str) -> Failed:
        """Note that X failed to answer a query, and return how often it did in a row."""
        before = self._failed.get(digest, Failed(0, self._clock.now()))
        failed = Failed(before.answers + 1, before.since)
        if digest in self._failed or len(self._failed) < MOST_FAILED:
            self._failed[digest] = failed
            self._save()
        return failed

    def forget_failed(self, digest: str) -> None:
        """Forget that X failed to answer a query."""
        if self._failed.pop(digest, None) is not None:
            self._save()

    def not_told(self, rules: Iterable[Rule]) -> list[Rule]:
        """Return those of the rules that no warning named yet; once, for then they are told."""
        new = [rule for rule in rules if rule_digest(rule) not in self._told]
        if new:
            self._told = [*self._told, *map(rule_digest, new)][:MOST_TOLD]
            self._save()
        return new

    def _known(self, rules: Iterable[Rule]) -> set[str]:
        return (
            {rule_digest(rule) for rule in rules} & set(self._refused) if self._refused else set()
        )

    def _was_refused_before(self, rule: Rule) -> bool:
        refused = self._refused.get(rule_digest(rule))
        return refused is not None and self._clock.now() >= refused["since"] + DOUBTED_SECONDS

    def _note(self, rule: Rule, words: str, *, seconds: int, took_others: bool) -> None:
        digest, now = rule_digest(rule), self._clock.now()
        before = self._refused.get(digest)
        self._refused[digest] = Refused(
            words=words,
            since=before["since"] if before else now,
            until=now + seconds,
            others_taken=before["others_taken"] if before else False,
            took_others=took_others,
        )

    def _save(self) -> None:
        self._expires_at = self._expires_at or int(self._clock.now()) + KEPT_SECONDS
        values: dict[str, Value] = {
            "longest_query": self.longest_query,
            "filled_length": self.filled_length,
            "halved": self._halved,
            "refusals": json.dumps(as_kept(self._refused), ensure_ascii=False),
            "failed": json.dumps(self._failed),
            "told": json.dumps(self._told),
            "expires_at": self._expires_at,
        }
        self._state.put(*KEY, values)
