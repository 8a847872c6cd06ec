"""Texts and terms made comparable: case, accents, words (docs.x.com, "Build a rule", "Operators").

X splits a text into words at punctuation, symbols and separators; an emoji is a word, too. How it
splits scripts that are written without spaces, and emoji that are made of others, is not
documented: that a term is there is certain where it is apart, and that it is not where it does not
occur at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from collector.matching.text.answer import Answer
from collector.matching.text.characters import EMOJI, KEYCAP, WITHOUT_SPACES

Fold = Callable[[str], str]
"""Returns what two texts share that are the same to X: `exactly`, or `without_accents`."""

_ACCENT = re.compile(r"[\u0300-\u036F]+")
_DOTTED_I = "i\u0307"
_SIGMA, _FINAL_SIGMA = "\u03c3\u03c2"
# Unicode's format characters, but joiners and the tags of flags: they belong to words and emoji.
_UNSEEN = re.compile(r"[\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF]+")
_JOINERS = "\u200c\u200d"
# How an emoji is shown, and the colour of its skin.
_VARIATION = re.compile(r"[\uFE00-\uFE0F]|(?<=.)[\U0001F3FB-\U0001F3FF]")
_WIDE_OR_NARROW = re.compile(r"[\uFF01-\uFFEE]+")
_PART_OF_EMOJI = re.compile(
    rf"[\U0001F1E6-\U0001F1FF]{{2}}|{KEYCAP.pattern}|[\U000E0020-\U000E007F]+|[^\u200D]"
)
_JOINS_NOTHING = re.compile(rf"[{_JOINERS}](?=[{_JOINERS}\s]|$)")


def exactly(text: str) -> str:
    """Return a text as the stream compares it: in NFC, ignoring case; accents count.

    Greek's sigma is one letter, although lower case writes ς where it takes it for the last.
    """
    lower = unicodedata.normalize("NFC", text).lower()
    # Some letters with marks are one character in lower case only, such as ǰ and ΐ.
    return unicodedata.normalize("NFC", lower).replace(_FINAL_SIGMA, _SIGMA)


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
class Words:
    """A folded text as X may split it.

    exact: its words and emoji, as far as that is documented; loose: those split further, each
    character of a script without spaces and each part of an emoji by itself, and without their
    widths, skin tones and ways to be shown; without_emoji: the same, where an emoji is no word but
    a symbol. The characters of a loose word have a space between them.
    """

    exact: tuple[str, ...]
    loose: tuple[str, ...]
    without_emoji: tuple[str, ...]

    @classmethod
    def of(cls, folded: str) -> Words:
        """Split a text."""
        if folded.isascii():
            plain = tuple(words_of(folded))
            return cls(plain, plain, plain)
        exact: list[str] = []
        loose: list[str] = []
        without_emoji: list[str] = []
        at = 0
        for emoji in [*EMOJI.finditer(folded), None]:
            words = words_of(folded[at : emoji.start() if emoji else None])
            split = _split_further(words)
            exact += words
            loose += split
            without_emoji += split
            if emoji:
                exact.append(emoji.group())
                loose += _PART_OF_EMOJI.findall(_VARIATION.sub("", emoji.group()))
                at = emoji.end()
        return cls(tuple(exact), tuple(loose), tuple(without_emoji))


def _split_further(words: list[str]) -> list[str]:
    usual = (_WIDE_OR_NARROW.sub(_of_usual_width, word) for word in words)
    return [" ".join(WITHOUT_SPACES.sub(r" \g<0> ", word).split()) for word in usual]


def _of_usual_width(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found.group())


def _spaced(words: Iterable[str]) -> str:
    """Return words in a form in which a phrase is part of what holds it."""
    return f" {' '.join(words)} "


def _spaced_loosely(words: Iterable[str]) -> str:
    """Return loose words with two spaces between them: what is part of one has none in a row."""
    return f" {'  '.join(words)} "


@dataclass(frozen=True, slots=True)
class Needle:
    """A keyword or phrase to look for: as these words, or if there are none as this part.

    loose: its loose words. A text that may hold it has each within one of its own, for X never
    takes two words for one.
    """

    part: str
    words: tuple[str, ...]
    loose: tuple[str, ...]
    spaced: str

    @property
    def pieces(self) -> tuple[str, ...]:
        """What its loose words are split into."""
        return tuple(" ".join(self.loose).split())

    def is_perhaps_in(self, spaced_loosely: str) -> bool:
        """Say whether its words are in a row in a text, each of them apart or within a longer."""
        if not all(f" {word} " in spaced_loosely for word in self.loose):
            return False
        if len(self.loose) == 1:
            return True
        in_a_row = "  ?".join(map(re.escape, self.loose))
        return bool(re.search(f" {in_a_row} ", spaced_loosely))


@lru_cache(maxsize=16_384)
def needle_of(value: str, fold: Fold) -> Needle:
    """Return what to look for in texts that are folded in the same way."""
    folded = fold(value)
    words = Words.of(folded)
    loose = words.without_emoji or words.loose
    return Needle(folded, words.exact, loose, _spaced(words.exact))


@dataclass(frozen=True, slots=True)
class Text:
    """A text ready to be compared with many terms.

    pieces: what its loose words are split into.
    """

    folded: str
    words: frozenset[str]
    pieces: frozenset[str]
    spaced: str
    spaced_loosely: tuple[str, ...]

    @classmethod
    def of(cls, text: str, fold: Fold) -> Text:
        """Prepare a text."""
        folded = fold(text)
        words = Words.of(folded)
        return cls(
            folded,
            frozenset(words.exact),
            frozenset(" ".join(words.loose).split()),
            _spaced(words.exact),
            tuple({_spaced_loosely(words.loose), _spaced_loosely(words.without_emoji)}),
        )

    def holds(self, needle: Needle) -> Answer:
        """Say whether a keyword or phrase occurs in the text."""
        if not needle.words:
            return Answer.UNDECIDABLE if needle.part in self.folded else Answer.NO
        if len(needle.words) == 1:
            is_there = needle.words[0] in self.words
        else:
            is_there = needle.spaced in self.spaced
        if is_there:
            return Answer.YES
        is_perhaps = any(map(needle.is_perhaps_in, self.spaced_loosely))
        return Answer.UNDECIDABLE if is_perhaps else Answer.NO
