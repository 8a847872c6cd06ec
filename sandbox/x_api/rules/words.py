"""How X splits a text into words: at punctuation, symbols and separators, ignoring case.

docs.x.com, "Build a rule". An emoji is a word by itself, as long as Unicode draws it as one
character. How X splits scripts that are written without spaces is not documented: here a term in
one of them is looked for anywhere in the text.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import regex

_WITHOUT_SPACES = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u30FC\uFF70]"
)
# A word begins with a letter or a number; marks, and joiners between letters, are part of it.
_WORD = regex.compile(r"[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}]|[\u200C\u200D](?=[\p{L}\p{M}\p{N}]))*")
_PLAIN = regex.compile(
    r"[\p{L}\p{N}\p{M}_\u200C\u200D]*[\p{L}\p{N}_][\p{L}\p{N}\p{M}_\u200C\u200D]*"
)
# A keycap is an emoji, though it begins with a digit.
_KEYCAP = regex.compile(r"[0-9#*]\uFE0F?\u20E3")
_DRAWN_AS_ONE = regex.compile(r"\X")
_IS_EMOJI = regex.compile(r"[\p{Emoji}--[0-9#*]]|[0-9#*]\uFE0F?\u20E3", regex.V1)


def is_plain(term: str) -> bool:
    """Say whether a term has nothing but letters, marks, numbers, _ and joiners."""
    return bool(_PLAIN.fullmatch(term)) and not _KEYCAP.search(term)


@lru_cache(maxsize=65_536)
def is_symbol(character: str) -> bool:
    """Say whether a character is an emoji or part of one."""
    return unicodedata.category(character) in ("So", "Sk", "Mn", "Cf", "Cn")


def without_case(text: str) -> str:
    """Return a text in lower case; Maße and Masse stay two words, as accents stay accents.

    Greek has two forms of sigma: which one lower case writes depends on what follows. Letters whose
    marks make one character with them in lower case only (ǰ, ΐ) are the same in both.
    """
    return unicodedata.normalize("NFC", text.lower()).replace("\u03c2", "\u03c3")


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


def _tokens_of(text: str) -> list[str]:
    """Return the words and the emoji of a text, in lower case."""
    tokens: list[str] = []
    between = ""
    for drawn in _DRAWN_AS_ONE.findall(without_case(text)):
        if _IS_EMOJI.match(drawn):
            tokens += [*words_of(between), drawn.rstrip("\u200d")]
            between = ""
        else:
            between += drawn
    return tokens + words_of(between)


@dataclass(frozen=True, slots=True)
class Text:
    """A text ready to be compared with many terms."""

    folded: str
    spaced_words: str

    @classmethod
    def of(cls, text: str) -> Text:
        """Prepare a text."""
        words = words_of(text) if text.isascii() else _tokens_of(text)
        return cls(without_case(text), f" {' '.join(words)} ")

    def contains(self, term: str) -> bool:
        """Say whether the term (a keyword, a phrase or an emoji) occurs in the text."""
        folded, spaced_words = _prepared(term)
        if spaced_words and spaced_words in self.spaced_words:
            return True
        return folded is not None and folded in self.folded


@lru_cache(maxsize=4096)
def _prepared(term: str) -> tuple[str | None, str | None]:
    """Return what may occur anywhere, if it may, and the words, if there are any."""
    folded = without_case(term)
    words = _tokens_of(term)
    is_anywhere = not words or _WITHOUT_SPACES.search(folded)
    return folded if is_anywhere else None, f" {' '.join(words)} " if words else None
