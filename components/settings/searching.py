"""What recent search, which fills gaps, can't do for rules that the stream takes.

The collector divides a rule that is too long for a query at its ORs, and leaves out what the rule
excludes and long lists of languages (`functions/collector/matching/searchable.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from components.settings.characters import shown
from components.settings.track import Rule, rule_length

LONGEST_QUERY = 512
"""docs.x.com, "Search Posts": with self-service access; 4,096 with Enterprise."""
LONGEST_LANGUAGES = 256
_TOKEN = re.compile(r'-?\(|\)|(?:"[^"]*"|\[[^\]]*\]|[^\s()"\[])+')
_EXCLUDES_WORDS = re.compile(r'-(?:#|"|(?![@$(])(?!\w+:))')


def remarks_about_search(rules: Iterable[Rule], languages: Sequence[str]) -> list[str]:
    """Say which rules no query can hold, and that a list of languages is too long for one."""
    remarks = []
    list_of_languages = " OR ".join(f"lang:{language}" for language in languages)
    if len(list_of_languages) > LONGEST_LANGUAGES:
        remarks.append(
            f"languages: a search of X has no room for {len(languages)} of them, so gaps are "
            "searched in all languages; posts of others that are found there are left out, and "
            "count as read in the budget and on X's bill"
        )
    for rule in rules:
        shortest = _shortest(rule.value)
        if shortest > LONGEST_QUERY:
            remarks.append(
                f"gaps are not filled for {shown(rule.tag)} unless X's access level is "
                f"Enterprise: divided at each OR it has {shortest} characters, and a search takes "
                f"{LONGEST_QUERY}"
            )
    return remarks


def _shortest(value: str) -> int:
    """Return how long the longest part of a rule is when it is divided at all ORs."""
    if rule_length(value) <= LONGEST_QUERY:
        return rule_length(value)
    tokens = _TOKEN.findall(value)
    length, at = _alternatives(tokens, 0)
    return length if at == len(tokens) else rule_length(value)


def _alternatives(tokens: Sequence[str], at: int) -> tuple[int, int]:
    """Return the length of the longest alternative, and where the alternatives end."""
    longest, length, terms, start = 0, 0, 0, at
    while at < len(tokens) and tokens[at] != ")":
        token = tokens[at]
        if token == "OR":  # noqa: S105  a word of X's language
            longest, length, terms = max(longest, length), 0, 0
            at += 1
            continue
        if token.endswith("("):
            inside, at = _alternatives(tokens, at + 1)
        else:
            inside = 0 if _EXCLUDES_WORDS.match(token) else rule_length(token)
        at += 1
        if inside:
            length += inside + bool(terms)
            terms += 1
    listed = tokens[start:at]
    if set(listed[1::2]) <= {"OR"} and all(word.startswith("lang:") for word in listed[::2]):
        is_long = rule_length(" ".join(listed)) > LONGEST_LANGUAGES
        return (0 if is_long else longest or length), at
    return max(longest, length), at
