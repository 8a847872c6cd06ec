# ruff: noqa: RUF001  characters that look like others are what this file is about
"""One word of `track`, written so that X's rule language takes it literally.

From X's list of operators: a keyword with punctuation must stand in quotation marks, so must an
emoji that has variants; `and` and `or` in the open are refused as ambiguous; parentheses and
colons belong to operators.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import regex

from components.settings import characters
from components.settings.characters import EMOJI, HASHTAG_CHARACTER, HYPHENS
from components.settings.punctuation import is_list_sign, parts_clauses, stands_for_a_sign

_SHAPES = {
    "#": (
        regex.compile(rf"#(?=.*[\p{{L}}\p{{M}}]){HASHTAG_CHARACTER}+"),
        "a hashtag is # and letters, digits or _, with at least one letter",
    ),
    "@": (
        regex.compile(r"@[A-Za-z0-9_]{1,20}"),
        "a user is @ and up to 20 letters (a to z), digits or _",
    ),
    "$": (
        regex.compile(r"\$[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?"),
        "a cashtag is $ and up to 6 letters (a to z), perhaps with . or _ and 1 or 2 more",
    ),
}
_OPERATORS = "OR", "AND", "NOT"
COLONS = "：﹕︓꞉∶"
# Brackets, bars and colons that are operators in one language or another, angles that enclose,
# quotation marks that nothing opens, a stroke for a minus, and Greek's semicolon.
_AMBIGUOUS = regex.compile(
    rf"[[\p{{Ps}}\p{{Pe}}\p{{Pi}}\p{{Pf}}--\p{{ASCII}}]|¦｜│┃︱{COLONS}‚❟]|<<|>>"
    r"|^[<＜﹤](?!\p{N})|[>＞﹥]$|['`]{2}$|^一(?=\p{Latin})|(?<=\p{Greek})·",
    regex.V1,
)
_STOPS_AT_THE_END = regex.compile(r"\p{Terminal_Punctuation}+$")
_WITHIN_A_NUMBER = regex.compile(r"(?<=\p{Nd})[．٫٬؍](?=\p{Nd})")
# A joiner joins nothing there, and a selector of how an emoji is shown selects nothing.
_UNSEEN_AT_AN_END = "\u200c\u200d\ufe0e\ufe0f"


class KeywordError(ValueError):
    """A word that X would refuse or misread; the text says why and what to write instead."""


@dataclass(frozen=True)
class Word:
    """A word or phrase of `track`, as it was understood."""

    text: str
    """Without minus and quotation marks."""
    wanted: bool = True
    is_phrase: bool = False
    complaint: str = ""
    """Why it can't be understood; empty when it can."""

    def __str__(self) -> str:
        text = f'"{self.text}"' if self.is_phrase else self.text
        return text if self.wanted else f"-{text}"

    @property
    def shown(self) -> str:
        """The word for a message, however long it is."""
        return characters.shown(str(self))


def compile_word(word: Word, *, ends_keyword: bool = True) -> str:
    """Return the word as X's rule language wants it; raises KeywordError.

    ends_keyword: whether no other word of the keyword follows: then a full stop parts nothing.
    """
    if word.complaint:
        raise KeywordError(word.complaint)
    if "\\" in word.text:
        raise KeywordError(f"{word.shown} holds a backslash, which X does not take; leave it out")
    compiled = _compile_phrase(word) if word.is_phrase else _compile_bare(word, ends_keyword)
    return compiled if word.wanted else f"-{compiled}"


def _compile_phrase(word: Word) -> str:
    _refuse_unseen(word, word.text)
    if not characters.says_something(word.text):
        raise KeywordError(f"the phrase {word.shown} holds no letter, digit or emoji")
    return f'"{" ".join(_as_on_x(word.text).split())}"'


def _compile_bare(word: Word, ends_keyword: bool) -> str:
    shape = _SHAPES.get(word.text[0]) if len(word.text) > 1 else None
    if shape and not EMOJI.match(word.text):
        pattern, description = shape
        text = word.text[0] + word.text[1:].strip(_UNSEEN_AT_AN_END)
        if pattern.fullmatch(text):
            return text
        _refuse_unseen(word, regex.sub(HASHTAG_CHARACTER, "", word.text))
        raise KeywordError(f"{word.shown} can't be followed: {description}{_named(word)}")
    return _compile_keyword(word, ends_keyword)


def _compile_keyword(word: Word, ends_keyword: bool) -> str:
    text = word.text
    _refuse_unseen(word, text)
    _refuse_operators(word)
    if not characters.says_something(text):
        raise KeywordError(f"{word.shown} holds no letter, digit or emoji{_named(word)}")
    if is_list_sign(text[0]) and not (ends_keyword and len(text) == 1):
        raise KeywordError(
            f"{word.shown} begins with {characters.names_of(text[0])}, which looks like the bullet "
            "of a list; leave it out, or put it in quotation marks to follow the sign itself"
        )
    ambiguous = _ambiguous_in(text, ends_keyword)
    colons = [character for character in ambiguous if character in COLONS]
    if colons:
        raise KeywordError(
            f"{word.shown} holds {characters.names_of(colons)}, another keyboard's colon, which "
            "would be read as one of X's operators; leave a space in its place, or write the text "
            "itself as a phrase in quotation marks, or use X's own language under the key rules"
        )
    if ambiguous:
        raise KeywordError(
            f"{word.shown} holds {characters.names_of(ambiguous)}, which can be read in more than "
            "one way; type it with , - # and straight quotation marks, or put the text itself in "
            "quotation marks"
        )
    is_ambiguous = text.casefold() in ("or", "and")
    return text if characters.is_plain(text) and not is_ambiguous else f'"{_as_on_x(text)}"'


def _ambiguous_in(text: str, ends_keyword: bool) -> list[str]:
    without_emoji = EMOJI.sub("", text)
    ambiguous = _AMBIGUOUS.findall(without_emoji.translate(characters.APOSTROPHES))
    at_the_end = _STOPS_AT_THE_END.search(without_emoji) if ends_keyword else None
    inside = without_emoji[: at_the_end.start()] if at_the_end else without_emoji
    ambiguous += filter(parts_clauses, _WITHIN_A_NUMBER.sub("", inside))
    if stands_for_a_sign(text[0]) and not EMOJI.fullmatch(text):
        ambiguous.insert(0, text[0])
    return ambiguous


def _refuse_operators(word: Word) -> None:
    narrow = unicodedata.normalize("NFKC", word.text)
    if narrow in _OPERATORS:
        raise KeywordError(
            f"{word.shown} is not needed: a comma means OR, a space means AND and a minus before "
            f'a word means NOT; to follow the word itself write "{narrow.lower()}" with its '
            "quotation marks"
        )
    if any(character in word.text for character in "():"):
        raise KeywordError(
            f"{word.shown} would be read as one of X's operators; to follow the text itself write "
            "it as a phrase in quotation marks, to use X's own language use the key rules"
        )


def _refuse_unseen(word: Word, text: str) -> None:
    unseen = characters.unseen_in(text)
    if unseen:
        raise KeywordError(
            f"{word.shown} holds a character that can't be seen: {characters.names_of(unseen)}; "
            "type it again"
        )


def _named(word: Word) -> str:
    """Name what is no letter or digit, and in users and cashtags no letter from a to z."""
    named = regex.sub(HASHTAG_CHARACTER, "", word.text) if word.text[0] == "#" else word.text
    names = characters.names_of(characters.foreign_in(named))
    return f"; it holds {names}" if names else ""


def _as_on_x(text: str) -> str:
    """Write apostrophes and hyphens as most keyboards do, where they are no other sign: X splits
    words at any of them.
    """
    text = text.translate(characters.APOSTROPHES)
    text = regex.sub(r"(?<=[\p{L}\p{M}\p{N}])[`´](?=[\p{L}\p{N}])", "'", text)
    return HYPHENS.sub(lambda found: "-" * len(found.group()), text)
