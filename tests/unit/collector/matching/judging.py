"""Judges a post that search found, by rules that are their own tags."""

from __future__ import annotations

from typing import Any

from collector.matching.parsing import parse
from collector.matching.verdict import Matcher, Outcome, Verdict
from collector.settings import Rule

UNWANTED = Verdict(Outcome.UNWANTED, ())


def judged(
    text: str,
    rules: list[str],
    asked: list[str] | None = None,
    includes: object = None,
    given: list[str] | None = None,
    **data: Any,
) -> Verdict:
    """Judge a post; a rule's tag is its value."""
    asked_rules = [Rule(value, value) for value in (rules if asked is None else asked)]
    matcher = Matcher([Rule(value, value) for value in rules])
    holds = frozenset(map(parse, given or ()))
    return matcher.verdict({"text": text, **data}, includes, asked_rules, holds)


def matched(*tags: str) -> Verdict:
    return Verdict(Outcome.MATCHED, tags)


def undecided(*tags: str) -> Verdict:
    return Verdict(Outcome.UNDECIDED, tags)
