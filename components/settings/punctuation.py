# ruff: noqa: RUF001  characters that look like others are what this file is about
"""What the punctuation of a keyword means, on whichever keyboard and in whichever script.

Categories, properties and names are Unicode's own, as the library `regex` and Python hold them.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import regex

_LINE_ENDS = frozenset("\n\r\v\f\x85\u2028\u2029")
TABULATION = "\t"
# What Burmese, Javanese and Balinese write for a comma.
_OTHER_COMMAS = frozenset("၊꧈᭞")
# Punctuation that is part of words, stands for one, or asks and exclaims as ASCII's own does.
_PART_OF_WORDS = frozenset("¡¿؟՞‽⁇⁈⸘⸮！？﹗﹖＇§·՚՛՜׳״؉؊٪॰་༌၌၍၎၏᠇᠊…‥‧‰‱′″‴‵※〃〽・･％＆＊／﹠﹡﹪")

_LOOKS_LIKE_A_SIGN = frozenset("ーｰㅡᅳￚㄧ⼀㇐ꟷߺ➖〰÷▬▁▔⏤⚊⨼⋕⧣ﾞﾟ⋘⪡՛·・･‧∙⋅◦་༌")
_LINE = regex.compile(r"[\p{Dash}\p{Box_Drawing}--\p{Emoji}--\p{ASCII}]", regex.V1)
_SIGN_BY_NAME = regex.compile(
    r"\b(DASH|HYPHEN|(?<!PLUS-)MINUS|MACRON|OVERLINE|LINE|TILDE|NOT SIGN|TATWEEL|NUMBER SIGN"
    r"|SHARP SIGN|VIEWDATA|PRIME|QUOTATION|ACUTE|GRAVE|DOUBLE APOSTROPHE)\b"
)
_LIST_SIGN = regex.compile(
    r"[\p{Block=Geometric_Shapes}★☆☐-☒✓-✘➔➘-➯➱-➾🔶-🔹"
    r"[\p{No}&&[\p{Block=Enclosed_Alphanumerics}\p{Block=Enclosed_Alphanumeric_Supplement}"
    r"\p{Block=Enclosed_CJK_Letters_And_Months}\p{Block=Dingbats}]]]",
    regex.V1,
)
# Apostrophes of other keyboards, which begin words as in the '90s.
_NO_SIGN = regex.compile(r"[\p{ASCII}\p{Emoji}´′｀]")


@cache
def parts_words(character: str) -> bool:
    """Say whether no word goes on over a character: it means OR or AND."""
    return is_separator(character) or is_space(character)


@cache
def is_separator(character: str) -> bool:
    """Say whether a character means OR: the comma or semicolon of any script, or a line's end."""
    if character in _LINE_ENDS or character in _OTHER_COMMAS:
        return True
    return unicodedata.category(character) == "Po" and bool(
        regex.search(r"\b(COMMA|SEMICOLON)\b", unicodedata.name(character, ""))
    )


@cache
def parts_clauses(character: str) -> bool:
    """Say whether a character beyond ASCII parts words or sentences in its script.

    All punctuation does (category Po) that is not known to be part of words.
    """
    if character.isascii() or unicodedata.category(character) != "Po":
        return False
    is_abbreviation = "ABBREVIATION" in unicodedata.name(character, "")
    return character not in _PART_OF_WORDS and not is_abbreviation


@cache
def stands_for_a_sign(character: str) -> bool:
    """Say whether a character that begins a word looks like a minus, #, bullet or quotation mark.

    They are typed where the keyboard has none of them.
    """
    if character in _LOOKS_LIKE_A_SIGN or _LINE.match(character):
        return True
    category = unicodedata.category(character)
    if _NO_SIGN.match(character) or category not in ("Lm", "Sk", "Sm", "So", "Po", "Pc"):
        return False
    return category == "Sk" or bool(_SIGN_BY_NAME.search(unicodedata.name(character, "")))


def is_list_sign(character: str) -> bool:
    """Say whether a character is drawn before the items of a list, as a bullet is."""
    return bool(_LIST_SIGN.match(character))


def is_space(character: str) -> bool:
    """Say whether a character means AND: a space of any width; a tabulation is looked at later."""
    return character == TABULATION or unicodedata.category(character) == "Zs"
