"""Reads `track`: separators, white space, quotation marks and minus signs of any keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import regex

from components.settings import characters
from components.settings.characters import (
    CLOSING_MARK,
    DOUBLE_MARK,
    DOUBLE_MARKS,
    GERSHAYIM_IN_A_WORD,
    LETTER_MARK,
    MINUS,
    ONLY_OPENS,
    SIGILS,
    SINGLE_MARK,
    name_of,
)
from components.settings.keywords import Word
from components.settings.punctuation import TABULATION, is_separator, is_space, parts_words

Term = tuple[Word, ...]
"""The words of one keyword: all of them must be in a post."""

_MINUS_BEFORE_A_WORD = regex.compile(rf"{MINUS}+")
_BEFORE_A_WORD = regex.compile(rf"\s|{MINUS}")
_GERSHAYIM = regex.compile(r'(?<=\p{Hebrew})["”“„](?=\p{Hebrew})')


def read_terms(track: str) -> list[Term]:
    """Split at commas, then at white space; quoted phrases stay whole, empty terms are left out."""
    return list(_Reader(characters.tidied(track)).terms())


class _Reader:
    """Goes through a text once, from word to word."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def terms(self) -> Iterator[Term]:
        """Return every term that is not empty."""
        words: list[Word] = []
        while self._at < len(self._text):
            start = self._at
            while self._here() and is_space(self._here()):
                self._at += 1
            tabulated = TABULATION in self._text[start : self._at]
            if self._ends_word():
                self._at += 1
                if words:
                    yield tuple(words)
                words = []
                continue
            word = self._word()
            words.append(_after_tabulation(word) if tabulated and words else word)
        if words:
            yield tuple(words)

    def _here(self) -> str:
        return self._text[self._at : self._at + 1]

    def _ends_word(self, at: int | None = None) -> bool:
        """Say whether no word goes on here: a separator, white space or the end."""
        at = self._at if at is None else at
        character = self._text[at : at + 1]
        return not character or parts_words(character)

    def _word(self) -> Word:
        start = self._at
        minus = _MINUS_BEFORE_A_WORD.match(self._text, start)
        if minus and not self._ends_word(minus.end()):
            self._at = minus.end()
        wanted = self._at == start
        mark = self._here()
        if mark in DOUBLE_MARK:
            return self._phrase(start, wanted=wanted)
        if mark in SINGLE_MARK:
            return self._perhaps_phrase(start, wanted=wanted)
        if mark in LETTER_MARK and self._closing_mark(self._at + 1, LETTER_MARK) is not None:
            return self._letter_or_mark(mark, start)
        return self._bare(wanted=wanted)

    def _bare(self, *, wanted: bool) -> Word:
        text = self._rest_of_word().translate(SIGILS)
        if not text.startswith("#"):
            text = _GERSHAYIM.sub("״", text)
        if any(character in DOUBLE_MARK for character in GERSHAYIM_IN_A_WORD.sub("", text)):
            return Word(text, wanted, complaint=_not_around(text))
        return Word(text, wanted)

    def _rest_of_word(self) -> str:
        start = self._at
        while not self._ends_word():
            self._at += 1
        return self._text[start : self._at]

    def _phrase(self, start: int, *, wanted: bool) -> Word:
        opening = self._here()
        family = next(family for family in DOUBLE_MARKS if opening in family)
        within = rf"(?:[^{regex.escape(family)}]|{GERSHAYIM_IN_A_WORD.pattern})*"
        inside = regex.compile(within).match(self._text, self._at + 1)
        assert inside is not None  # noqa: S101  it matches the empty text too
        if inside.end() == len(self._text):
            return self._never_closed(opening, self._text[start:])
        self._at = inside.end() + 1
        return self._closed(start, inside.group(), wanted=wanted)

    def _perhaps_phrase(self, start: int, *, wanted: bool) -> Word:
        """Read '...' as a phrase when it is closed, and '90s as a word with an apostrophe."""
        opening = self._here()
        closing = self._closing_mark(self._at + 1)
        if closing is not None:
            inside = self._text[self._at + 1 : closing]
            self._at = closing + 1
            another = self._closing_mark(self._at)
            if another is not None and not self._opens_before(another):
                text = self._text[start : another + 1]
                self._at = another + 1
                return Word(
                    text,
                    complaint=f"{characters.shown(text)}: which quotation marks belong together?",
                )
            return self._closed(start, inside, wanted=wanted)
        if opening in ONLY_OPENS or self._at < self._last_closing_mark:
            return self._never_closed(opening, self._text[start:])
        return self._bare(wanted=wanted)

    def _closing_mark(self, start: int, marks: frozenset[str] = CLOSING_MARK) -> int | None:
        """Return where a single mark ends a word of this term."""
        if start > self._last_mark:  # or each of many opening ones would be followed to the end
            return None
        for at in range(start, len(self._text)):
            if is_separator(self._text[at]):
                return None
            if self._closes(at, marks):
                return at
        return None

    @cached_property
    def _last_closing_mark(self) -> int:
        return self._last(CLOSING_MARK)

    @cached_property
    def _last_mark(self) -> int:
        return self._last(CLOSING_MARK | LETTER_MARK)

    def _last(self, marks: frozenset[str]) -> int:
        backwards = range(len(self._text) - 1, 0, -1)
        return next((at for at in backwards if self._closes(at, marks)), -1)

    def _closes(self, at: int, marks: frozenset[str] = CLOSING_MARK) -> bool:
        return self._text[at] in marks and not self._ends_word(at - 1) and self._ends_word(at + 1)

    def _opens_before(self, closing: int) -> bool:
        return any(
            self._text[at] in SINGLE_MARK and _BEFORE_A_WORD.match(self._text, at - 1)
            for at in range(self._at, closing)
        )

    def _closed(self, start: int, inside: str, *, wanted: bool) -> Word:
        if not self._ends_word():
            self._rest_of_word()
            text = self._text[start : self._at]
            return Word(text, complaint=_not_around(text))
        text = "".join(" " if c.isspace() and c not in "\x1c\x1d\x1e\x1f" else c for c in inside)
        word = Word(text.strip(), wanted, is_phrase=True)
        nested = [c for c in GERSHAYIM_IN_A_WORD.sub("", inside) if c in DOUBLE_MARK]
        if nested:
            return Word(
                str(word),
                complaint=f"{word.shown} holds another quotation mark, "
                f"{characters.names_of(nested)}; leave it out",
            )
        return word if word.text else Word('""', complaint=_not_around('""'))

    def _letter_or_mark(self, mark: str, start: int) -> Word:
        self._rest_of_word()
        text = self._text[start : self._at]
        return Word(
            text,
            complaint=f"{characters.shown(text)} begins with {name_of(mark)}, which is a letter or "
            "a quotation mark; put the text itself in straight quotation marks",
        )

    def _never_closed(self, mark: str, shown: str) -> Word:
        """Go on behind the word, so that the mistakes after it are found as well."""
        named = "" if mark.isascii() else f" ({name_of(mark)})"
        return Word(
            self._rest_of_word(),
            complaint=f"the quotation mark in {characters.shown(shown)}{named} is never closed",
        )


def _not_around(text: str) -> str:
    marks = [c for c in text if c in DOUBLE_MARK | SINGLE_MARK and not c.isascii()]
    marks += characters.unseen_in(text)
    named = f" ({characters.names_of(marks)})" if marks else ""
    return (
        f"the quotation marks in {characters.shown(text)}{named} must enclose a whole phrase, "
        "with a space or comma before and after it"
    )


def _after_tabulation(word: Word) -> Word:
    if word.complaint:
        return word
    return Word(
        str(word),
        complaint=f"before {word.shown} there is a {name_of(TABULATION)}, which can mean a comma "
        "or a space; write the one that is meant",
    )
