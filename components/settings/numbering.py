"""Finds out that `track` is a numbered list, whose numbers are not meant to be followed."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from components.settings.terms import Term

# Also as a key: 1️⃣ solar.
_NUMBER = regex.compile(r"(\p{Nd}{1,4})(?:\.|\uFE0F?\u20E3)")
_BARE_NUMBER = regex.compile(r"(\p{Nd}{1,4})")


def complaint_about_numbers(terms: Sequence[Term]) -> str:
    """Return a sentence when every keyword has its number before it; empty when not.

    Before a word in the same keyword (1. solar), or before a comma (1、solar).
    """
    beside = [term[0].text for term in terms if len(term) > 1 and not term[0].is_phrase]
    if len(beside) == len(terms) and _count(beside, _NUMBER):
        return _sentence(beside)
    before = [term[0].text for term in terms[::2] if len(term) == 1 and not term[0].is_phrase]
    if 2 * len(before) == len(terms) and _count(before, _BARE_NUMBER):
        return _sentence(before)
    return ""


def _count(words: Sequence[str], pattern: regex.Pattern[str]) -> bool:
    found = [pattern.fullmatch(word) for word in words]
    numbers = [int(each[1]) for each in found if each]
    return len(words) > 1 and numbers == list(range(1, len(words) + 1))


def _sentence(numbers: Sequence[str]) -> str:
    return (
        f"the keywords are numbered, from {numbers[0]!r} to {numbers[-1]!r}; leave the numbers "
        "out, or put them in quotation marks to follow them as well"
    )
