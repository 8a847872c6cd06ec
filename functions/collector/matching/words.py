"""Texts and terms made comparable: case, accents, words (docs.x.com, "Build a rule", "Operators").

X splits a text into words at punctuation, symbols and separators. Scripts that are written without
spaces have no words to split: a term in one of them is looked for anywhere, and so is an emoji.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from collector.matching.characters import KEYCAP

Fold = Callable[[str], str]
"""Returns what two texts share that are the same to X: `exactly`, or `without_accents`."""

_ACCENT = re.compile(r"[\u0300-\u036F]+")
# Thai and Lao, Burmese, Khmer, Korean, kana, and the ideographs of Chinese and Japanese.
_WITHOUT_SPACES = re.compile(
    r"[\u0E00-\u0EFF\u1000-\u109F\u1100-\u11FF\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF"
    r"\uAC00-\uD7AF\uF900-\uFAFF\U00020000-\U0003FFFF]"
)
_DOTTED_I = "i\u0307"
# Unicode's format characters, but joiners and the tags of flags: they belong to words and emoji.
_UNSEEN = re.compile(r"[\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF]+")
_JOINERS = "\u200c\u200d"
_JOINS_NOTHING = re.compile(rf"[{_JOINERS}](?=[{_JOINERS}\s]|$)")


def exactly(text: str) -> str:
    """Return a text as the stream compares it: in NFC, ignoring case; accents count."""
    return unicodedata.normalize("NFC", text).lower()


def without_accents(text: str) -> str:
    """Return a text as search compares it: without the accents of Europe's letters too.

    What search does with the marks of other scripts is not documented.
    """
    return exactly(_ACCENT.sub("", unicodedata.normalize("NFD", text)))


def read_otherwise(folded: str) -> str:
    """Return the other way in which X may read a folded text: it is not documented.

    İ, which lower case makes an i with a dot above, may be an i; and an unseen character, such as a
    soft hyphen, may be nothing where we take it for a space.
    """
    return _UNSEEN.sub("", folded.replace(_DOTTED_I, "i"))


class _Letters(dict[int, int]):
    """For str.translate: everything that is no letter, mark, number or joiner is a space."""

    def __missing__(self, code_point: int) -> int:
        character = chr(code_point)
        is_kept = unicodedata.category(character)[0] in "LMN" or character in _JOINERS
        self[code_point] = code_point if is_kept else ord(" ")
        return self[code_point]


_LETTERS = _Letters()


def words_of(folded: str) -> list[str]:
    """Return the words of a folded text: each begins with a letter or a number."""
    if folded.isascii():
        return folded.translate(_LETTERS).split()
    text = _JOINS_NOTHING.sub(" ", KEYCAP.sub(" ", folded).translate(_LETTERS))
    words = (word if word[0].isalnum() else _from_its_letter(word) for word in text.split())
    return [word for word in words if word]


def _from_its_letter(word: str) -> str:
    start = next((at for at, character in enumerate(word) if character.isalnum()), len(word))
    return word[start:]


@dataclass(frozen=True, slots=True)
class Needle:
    """A keyword or phrase to look for: as these words, or if there are none as this part."""

    words: tuple[str, ...]
    part: str

    @property
    def spaced(self) -> str:
        """Its words in the form in which a `Text` holds its own."""
        return f" {' '.join(self.words)} "


@lru_cache(maxsize=16_384)
def needle_of(value: str, fold: Fold) -> Needle:
    """Return what to look for in texts that are folded in the same way."""
    folded = fold(value)
    if _WITHOUT_SPACES.search(folded):
        return Needle((), folded)
    return Needle(tuple(words_of(folded)), folded)


@dataclass(frozen=True, slots=True)
class Text:
    """A text ready to be compared with many terms."""

    folded: str
    words: frozenset[str]
    spaced: str

    @classmethod
    def of(cls, text: str, fold: Fold) -> Text:
        """Prepare a text."""
        folded = fold(text)
        words = words_of(folded)
        return cls(folded, frozenset(words), f" {' '.join(words)} ")

    def holds(self, needle: Needle) -> bool:
        """Say whether a keyword or phrase occurs in the text."""
        if not needle.words:
            return needle.part in self.folded
        if len(needle.words) == 1:
            return needle.words[0] in self.words
        return needle.spaced in self.spaced
