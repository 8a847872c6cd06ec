# ruff: noqa: RUF001  letters of many scripts are what this file is about
"""Finds out that `track` is a numbered list, whose numbers are not meant to be followed."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from components.settings.terms import Term

_NUMERALS = (
    ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
    "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ",
    "一二三四五六七八九十",
    "甲乙丙丁戊己庚辛壬癸",
)
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "абвгдежзиклмнопрст",
    "աբգդեզէըթժ",
    "აბგდევზთიკ",
    "אבגדהוזחטי",
    "أبجدهوزحطي",
    "أبتثجحخدذر",
    "कखगघङचछजझञ",
    "কখগঘঙচছজঝঞ",
    "กขคงจฉชซ",
    "가나다라마바사아자차카타파하",
    "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊ",
    "アイウエオカキクケコ",
    "いろはにほへと",
)
"""What lists are counted by, as far as is looked at; with capitals they may be initials."""
_KEY = r"\uFE0F?\u20E3"  # 1️⃣ solar
_WITH_SIGN = regex.compile(rf"\[?([\p{{L}}\p{{N}}]{{1,4}})(?:[]./º–—-]{{1,2}}|{_KEY}\.?)")
_ATTACHED = regex.compile(rf"(\p{{Nd}}{{1,4}})(?:\.|{_KEY})[#@$\p{{L}}].*")
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
    if all(sign.isdecimal() for sign in signs):
        return list(map(int, signs)) == list(range(1, len(signs) + 1)) and len(signs) >= least
    if any(_begin_as(row, signs) for row in _NUMERALS):
        return len(signs) >= least
    has_capitals = signs[0] != signs[0].upper()
    return len(signs) >= (_MANY if has_capitals else _FEW) and any(
        _begin_as(row, signs) for row in _ALPHABETS
    )


def _begin_as(row: Sequence[str], signs: Sequence[str]) -> bool:
    return list(signs[: len(row)]) == list(row[: len(signs)])


def _sentence(numbers: Sequence[str]) -> str:
    return (
        f"the keywords are numbered, from {numbers[0]!r} to {numbers[-1]!r}; leave the numbers "
        "out, or put them in quotation marks to follow them as well"
    )
