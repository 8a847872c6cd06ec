"""X's problem objects about rules, for people. X answers 2xx and tells them in `errors`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from collector.x.refusals import text_of, words_of


def is_duplicate(problem: Mapping[str, Any]) -> bool:
    """Say whether a rule with that value is there already, which is no refusal."""
    return problem.get("title") == "DuplicateRule" or _kind(problem) == "duplicate-rules"


def refusals(
    problems: Iterable[Mapping[str, Any]], tags: Mapping[str, str], wanted: int
) -> list[str]:
    """Name each refused keyword and X's words; a full list once, however many did not fit.

    `tags` are the keywords by the value of their rule, `wanted` is how many rules there should be.
    """
    refused: list[str] = []
    too_many: list[str] = []
    for problem in problems:
        if is_duplicate(problem):
            continue
        value = str(problem.get("value", ""))
        details = problem.get("details")
        words = text_of("; ".join(map(str, details))) if isinstance(details, list) else ""
        words = ": ".join(part for part in (words_of(problem), words) if part)
        if _kind(problem) == "rule-cap" or problem.get("title") == "RulesCapExceeded":
            too_many.append(words)
        else:
            refused.append(f"keyword {tags.get(value, value)!r} (rule {value!r}): X says: {words}")
    if too_many:
        refused.append(
            f"X has no room for the {wanted} rules that are wanted: {too_many[0]}. Follow fewer "
            "keywords, join some in one rule with OR (the key rules), or remove other rules at X."
        )
    return refused


def _kind(problem: Mapping[str, Any]) -> str:
    return str(problem.get("type", "")).rsplit("/", 1)[-1]
