# ruff: noqa: RUF001  letters of many scripts are what this file is about
"""Finds out that `track` is a numbered list, whose numbers are not meant to be followed."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from components.settings.terms import Term

_NUMERALS = (("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), "一二三四五六七八九十")
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "абвгдежзиклмнопрст",
    "אבגדהוזחטי",
    "أبجدهوزحطي",
    "가나다라마바사아자차카타파하",
    "アイウエオカキクケコ",
)
# A sign that ends a number, also that of a key: 1️⃣ solar.
_WITH_SIGN = regex.compile(r"([\p{L}\p{N}]{1,4})(?:[./º–—-]|\uFE0F?\u20E3)")
_ATTACHED = regex.compile(r"(\p{Nd}{1,4})\.\p{L}.*")
_BARE = regex.compile(r"([\p{L}\p{N}]{1,4})")
_BARE_DIGITS = regex.compile(r"(\p{Nd}{1,4})")
_FEW = 2
_MANY = 3
"""Two may be names, as 1 Direction and 2 Chainz, or initials; three that count are none."""


def complaint_about_numbers(terms: Sequence[Term]) -> str:
    """Return a sentence when every keyword has its number before it; empty when not.

    Before a word in the same keyword (1. solar, 1.solar), or before a comma (1、solar).
    """
    first = [term[0].text for term in terms if not term[0].is_phrase]
    is_apart = all(len(term) > 1 for term in terms)
    if len(first) == len(terms) and (
        (is_apart and (_count(first, _WITH_SIGN, _FEW) or _count(first, _BARE_DIGITS, _MANY)))
        or _count(first, _ATTACHED, _FEW)
    ):
        return _sentence(first)
    before = [term[0].text for term in terms[::2] if len(term) == 1 and not term[0].is_phrase]
    if 2 * len(before) == len(terms) and _count(before, _BARE, _FEW):
        return _sentence(before)
    return ""


def _count(words: Sequence[str], pattern: regex.Pattern[str], least: int) -> bool:
    """Say whether some words count from one; by letters that may be initials it must be many."""
    found = [pattern.fullmatch(word) for word in words]
    signs = [each[1].lower() for each in found if each]
    if len(signs) < len(words):
        return False
    by_number = [_number(sign) for sign in signs]
    if by_number == list(range(1, len(words) + 1)):
        return len(words) >= least
    return len(words) >= (_MANY if signs[0].isascii() else _FEW) and any(
        signs == list(alphabet[: len(signs)]) for alphabet in _ALPHABETS
    )


def _number(sign: str) -> int:
    if sign.isdecimal():
        return int(sign)
    return next((row.index(sign) + 1 for row in _NUMERALS if sign in row), 0)


def _sentence(numbers: Sequence[str]) -> str:
    return (
        f"the keywords are numbered, from {numbers[0]!r} to {numbers[-1]!r}; leave the numbers "
        "out, or put them in quotation marks to follow them as well"
    )
