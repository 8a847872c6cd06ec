# ruff: noqa: RUF001, RUF002  characters that look like others are what this file is about
"""What the characters of a keyword mean, on whichever keyboard they were typed.

Properties and sequences are Unicode's own, as the library `regex` holds them; hashtags are those of
X's open library twitter-text.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import regex

from components.settings.punctuation import TABULATION, is_separator, is_space

_ONE_EMOJI = r"""
    [[\p{Emoji}\p{Extended_Pictographic}]--[0-9#*]]
    (?: \p{Emoji_Modifier} | [\uFE0E\uFE0F] | [\U000E0020-\U000E007E]+\U000E007F )?
"""
EMOJI = regex.compile(
    rf"""
    \p{{Regional_Indicator}}{{2}}
    | [0-9#*]\uFE0F?\u20E3
    | {_ONE_EMOJI} (?: \u200D {_ONE_EMOJI} )*
    """,
    regex.V1 | regex.VERBOSE,
)
"""An emoji as Unicode's report 51, "Emoji sequences", describes them: flags, keycaps, families
joined by ZWJ, skin tones, text and emoji presentation, regions by tags."""

HASHTAG_CHARACTER = (
    r"[\p{L}\p{M}\p{Nd}_\u200C\u200D\uA67E\u05BE\u05F3\u05F4\uFF5E\u301C\u309B\u309C"
    r"\u30A0\u30FB\u3003\u0F0B\u0F0C\u00B7]"
)
"""twitter-text's class: letters, marks, digits, and what some scripts write inside words."""

DOUBLE_MARKS = ('"＂“”„‟〝〞〟⹂❝❞❠🙶🙷🙸❮❯', "«»", "‹›", "≪≫", "「」｢｣﹁﹂", "『』﹃﹄", "״")
"""Quotation marks that enclose a phrase; one opens it, and any of the same family closes it."""
DOUBLE_MARK = frozenset("".join(DOUBLE_MARKS))
GERSHAYIM_IN_A_WORD = regex.compile(r"(?<=\p{Hebrew})״(?=\p{Hebrew})")
"""Where Hebrew's quotation mark is none: it writes initials and numbers with it."""
SINGLE_MARK = frozenset("'＇‘’‚‛`｀´′‵❛❜❟׳՚")
"""Quotation marks around a phrase, some of them apostrophes inside a word."""
ONLY_OPENS = frozenset("‘‚‛‵❛❟")
"""Marks that are no apostrophe: where one begins a word, another must end the phrase."""
CLOSING_MARK = SINGLE_MARK - frozenset("‚‛‵❛❟")
LETTER_MARK = frozenset("ʻʼʽ")
"""Letters of some languages that look like quotation marks."""
APOSTROPHES = dict.fromkeys(map(ord, "＇‘’‛"), "'")

SIGILS = str.maketrans("＃﹟＠﹫＄﹩", "##@@$$")

MINUS = r"[-\u2010-\u2015\u2212\u2E3A\u2E3B\uFE31\uFE32\uFE58\uFE63\uFF0D]"
"""Hyphens, dashes and minus signs; other dashes belong to the words of one script."""

_EAST_ASIAN = (
    r"\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\uFF01-\uFFEE"
)
HYPHENS = regex.compile(
    rf"(?<![{MINUS[1:-1]}{_EAST_ASIAN}]){MINUS}+(?![{MINUS[1:-1]}{_EAST_ASIAN}])"
)
"""Hyphens and dashes that mean nothing else. Beside letters of East Asia and wide ones a dash may
stand for something else, as for the mark of a long vowel between kana."""

_MOST_NAMED = 5
_LONGEST_SHOWN = 60
_NAMES_OF_CONTROLS = {TABULATION: "CHARACTER TABULATION", "\0": "NULL"}

_UNSEEN = regex.compile(
    r"[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800]", regex.V1
)
# Joiners and variation selectors are part of how some scripts spell a word.
_SPELLED_UNSEEN = regex.compile(
    r"(?<=[\p{L}\p{M}--[\p{Latin}\p{Greek}\p{Cyrillic}\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}]])"
    r"[\u200C\u200D](?=[\p{L}\p{M}])"
    r"|(?<=\p{Han})[\U000E0100-\U000E01EF]"
    r"|(?<=\p{Mongolian})[\u180B-\u180D\u180F]",
    regex.V1,
)
_PLAIN = regex.compile(r"[\p{L}\p{M}\p{N}_]+")
_SOFT_HYPHEN = "\u00ad"
# Unseen characters that say nothing between a word and what surrounds it: left by copying.
_LEFT_BY_COPYING = r"[\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]+"


def tidied(track: str) -> str:
    """Return a text in the normal form that X keeps (NFC), without unseen marks around words.

    A soft hyphen stays where a minus would stand: it may be meant for one.
    """
    return _edges().sub(_what_is_left, unicodedata.normalize("NFC", track))


def _what_is_left(found: regex.Match[str]) -> str:
    text, before, after = found.string, found.start() - 1, found.end()
    is_before_a_word = after < len(text) and not is_separator(text[after])
    is_perhaps_minus = before >= 0 and is_space(text[before]) and is_before_a_word
    return _SOFT_HYPHEN if is_perhaps_minus and _SOFT_HYPHEN in found.group() else ""


@cache
def _edges() -> regex.Pattern[str]:
    beside = regex.escape("".join(sorted(DOUBLE_MARK | SINGLE_MARK)) + ",;#@$＃﹟＠﹫＄﹩、，،；؛")
    return regex.compile(
        rf"(?:^|(?<=[\s{beside}]|{MINUS})){_LEFT_BY_COPYING}"
        rf"|{_LEFT_BY_COPYING}(?=[\s{beside}]|$)",
        regex.V1,
    )


def unseen_in(text: str) -> list[str]:
    """Return the characters that can't be seen and are no part of a spelling or an emoji."""
    return list(dict.fromkeys(_UNSEEN.findall(_SPELLED_UNSEEN.sub("", EMOJI.sub("", text)))))


def says_something(text: str) -> bool:
    """Say whether a text holds a letter, a digit, a symbol or an emoji."""
    return bool(EMOJI.search(text)) or any(
        unicodedata.category(character)[0] in "LN" or unicodedata.category(character) == "So"
        for character in text
    )


def is_plain(word: str) -> bool:
    """Say whether X takes a word without quotation marks: letters, marks, numbers and _."""
    spelled = _SPELLED_UNSEEN.sub("", word)
    return not EMOJI.search(word) and bool(_PLAIN.fullmatch(spelled))


def name_of(character: str) -> str:
    """Return Unicode's name of a character, with its code point."""
    name = unicodedata.name(character, _NAMES_OF_CONTROLS.get(character, ""))
    code_point = f"U+{ord(character):04X}"
    return f"{name} ({code_point})" if name else code_point


def names_of(characters: str | list[str]) -> str:
    """Return the names of some characters, each once, in order; of many the first ones."""
    distinct = list(dict.fromkeys("".join(characters)))
    named = [*map(name_of, distinct[:_MOST_NAMED]), *(["…"] if distinct[_MOST_NAMED:] else [])]
    return ", ".join(named)


def shown(text: str) -> str:
    """Return a text for a message: unseen characters escaped, the end left out if it is long."""
    return repr(text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…")


def foreign_in(word: str) -> str:
    """Return a word's characters beyond ASCII, to be named, for they can look like others."""
    return "".join(character for character in word if not character.isascii())


def case_key(text: str) -> str:
    """Return what two texts share that differ only in simple case.

    One character stands for one: ß and ss, ſ and s, ﬁ and fi, İ and i stay different.
    """
    # Some letters with marks are one character in lower case only, such as ǰ and ΐ.
    return unicodedata.normalize("NFC", text.replace("İ", "\0").lower())
