"""How X splits a text into words: at punctuation, symbols and separators, ignoring case.

docs.x.com, "Build a rule". Scripts written without spaces have no words to split: a term in one of
them is looked for anywhere in the text, and so is an emoji.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import regex

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


# A word begins with a letter or a number; marks, and joiners between letters, are part of it.
_WORD = regex.compile(r"[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}]|[\u200C\u200D](?=[\p{L}\p{M}\p{N}]))*")
_PLAIN = regex.compile(
    r"[\p{L}\p{N}\p{M}_\u200C\u200D]*[\p{L}\p{N}_][\p{L}\p{N}\p{M}_\u200C\u200D]*"
)
# A keycap is an emoji, though it begins with a digit.
_KEYCAP = regex.compile(r"[0-9#*]\uFE0F?\u20E3")


def is_plain(term: str) -> bool:
    """Say whether a term has nothing but letters, marks, numbers, _ and joiners."""
    return bool(_PLAIN.fullmatch(term)) and not _KEYCAP.search(term)


@lru_cache(maxsize=65_536)
def is_symbol(character: str) -> bool:
    """Say whether a character is an emoji or part of one."""
    return unicodedata.category(character) in ("So", "Sk", "Mn", "Cf", "Cn")


def without_case(text: str) -> str:
    """Return a text in lower case; Maße and Masse stay two words, as accents stay accents."""
    return text.lower()


def words_of(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return _WORD.findall(_KEYCAP.sub(" ", without_case(text)))


def same(text: str) -> str:
    """Return a text with its accents, as the stream compares."""
    return text


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
        return cls(without_case(text), f" {' '.join(words_of(text))} ")

    def contains(self, term: str) -> bool:
        """Say whether the term (a keyword, a phrase or an emoji) occurs in the text."""
        folded, spaced_words = _prepared(term)
        return spaced_words in self.spaced_words if spaced_words else folded in self.folded


@lru_cache(maxsize=4096)
def _prepared(term: str) -> tuple[str, str | None]:
    folded = without_case(term)
    words = words_of(term)
    if not words or any(map(_is_without_spaces, folded)):
        return folded, None
    return folded, f" {' '.join(words)} "


@lru_cache(maxsize=65_536)
def _is_without_spaces(character: str) -> bool:
    return any(low <= ord(character) <= high for low, high in _WITHOUT_SPACES)
