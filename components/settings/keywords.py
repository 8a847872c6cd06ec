"""One word of `track`, written so that X's rule language takes it literally.

From X's list of operators: a keyword with punctuation must stand in quotation marks, so must an
emoji that has variants; `and` and `or` in the open are refused as ambiguous; parentheses and
colons belong to operators.
"""

from __future__ import annotations

import re
import unicodedata

_HASHTAG = re.compile(r"#(?=\w*[^\W\d_])\w+")
_MENTION = re.compile(r"@[A-Za-z0-9_]{1,15}")
_CASHTAG = re.compile(r"\$[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?")
_JOINERS_OF_EMOJI = "\u200d\ufe0f"
_SHAPES = {
    "#": (_HASHTAG, "a hashtag is # and letters, digits or _, with at least one letter"),
    "@": (_MENTION, "a user is @ and up to 15 letters (a to z), digits or _"),
    "$": (_CASHTAG, "a cashtag is $ and up to 6 letters (a to z)"),
}


class KeywordError(ValueError):
    """A word that X would refuse or misread; the text says why and what to write instead."""


def compile_word(word: str) -> str:
    """Return the word as X's rule language wants it; raises KeywordError."""
    for character in word:
        if unicodedata.category(character).startswith("C") and character not in _JOINERS_OF_EMOJI:
            raise KeywordError(f"{word!r} holds a character that can't be seen; type it again")
    if "\\" in word:
        raise KeywordError(f"{word!r} holds a backslash, which X does not take; leave it out")
    if word.startswith("-") and len(word) > 1:
        return "-" + _compile_wanted(word[1:])
    return _compile_wanted(word)


def _compile_wanted(word: str) -> str:
    if '"' in word:
        return _compile_phrase(word)
    if word[0] in _SHAPES and len(word) > 1:
        shape, description = _SHAPES[word[0]]
        if not shape.fullmatch(word):
            raise KeywordError(f"{word!r} can't be followed: {description}")
        return word
    return _compile_keyword(word)


def _compile_phrase(phrase: str) -> str:
    inside = phrase[1:-1]
    if len(phrase) < 3 or phrase[0] != '"' or phrase[-1] != '"' or '"' in inside:
        raise KeywordError(
            f"the quotation marks in {phrase!r} must enclose a whole phrase, with a space or comma "
            "before and after it"
        )
    if not _says_something(inside):
        raise KeywordError(f"the phrase {phrase!r} holds no letter, digit or emoji")
    return f'"{" ".join(inside.split())}"'


def _compile_keyword(word: str) -> str:
    if word in ("OR", "AND"):
        raise KeywordError(
            f"{word!r} is not needed: a comma means OR and a space means AND; "
            f'to follow the word itself write "{word.lower()}" with its quotation marks'
        )
    if any(character in word for character in "():"):
        raise KeywordError(
            f"{word!r} would be read as one of X's operators; to follow the text itself write it "
            "as a phrase in quotation marks, to use X's own language use the key rules"
        )
    if not _says_something(word):
        raise KeywordError(f"{word!r} holds no letter, digit or emoji")
    is_plain = all(
        unicodedata.category(character)[0] in "LMN" or character == "_" for character in word
    )
    is_ambiguous = word.casefold() in ("or", "and")
    return word if is_plain and not is_ambiguous else f'"{word}"'


def _says_something(text: str) -> bool:
    return any(
        unicodedata.category(character)[0] in "LN" or _is_symbol(character) for character in text
    )


def _is_symbol(character: str) -> bool:
    return unicodedata.category(character) == "So"
