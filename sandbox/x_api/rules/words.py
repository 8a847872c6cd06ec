"""How X splits a text into words: at punctuation, symbols and separators, ignoring case.

docs.x.com, "Build a rule". Scripts written without spaces have no words to split: a term in one of
them is looked for anywhere in the text, and so is an emoji.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Thai to Khmer, Hangul syllables, kana, CJK ideographs.
_WITHOUT_SPACES = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x1100, 0x11FF),
    (0x3040, 0x30FF),
    (0x3400, 0x9FFF),
    (0xAC00, 0xD7AF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


@lru_cache(maxsize=65_536)
def is_word_character(character: str) -> bool:
    """Say whether a character is part of a word: a letter, a mark or a digit."""
    return unicodedata.category(character)[0] in "LMN"


@lru_cache(maxsize=65_536)
def is_symbol(character: str) -> bool:
    """Say whether a character is an emoji or part of one."""
    return unicodedata.category(character) in ("So", "Sk", "Mn", "Cf", "Cn")


def words_of(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return "".join(c if is_word_character(c) else " " for c in text.casefold()).split()


def without_accents(text: str) -> str:
    """Return a text with its accents taken off, as recent search compares (the stream does not)."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in parts if not 0x300 <= ord(c) <= 0x36F))


@dataclass(frozen=True, slots=True)
class Text:
    """A text ready to be compared with many terms."""

    folded: str
    spaced_words: str

    @classmethod
    def of(cls, text: str) -> Text:
        """Prepare a text."""
        return cls(text.casefold(), f" {' '.join(words_of(text))} ")

    def contains(self, term: str) -> bool:
        """Say whether the term (a keyword, a phrase or an emoji) occurs in the text."""
        folded, spaced_words = _prepared(term)
        return spaced_words in self.spaced_words if spaced_words else folded in self.folded


@lru_cache(maxsize=4096)
def _prepared(term: str) -> tuple[str, str | None]:
    folded = term.casefold()
    if not any(map(is_word_character, folded)) or any(map(_is_without_spaces, folded)):
        return folded, None
    return folded, f" {' '.join(words_of(term))} "


@lru_cache(maxsize=65_536)
def _is_without_spaces(character: str) -> bool:
    return any(low <= ord(character) <= high for low, high in _WITHOUT_SPACES)
