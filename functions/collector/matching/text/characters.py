"""What Unicode says of characters, and how X counts them, without a library.

Emoji are Unicode's own sequences (report 51). The tables are of Unicode 17.0, in hexadecimal, first
and last code point: the property Emoji (emoji-data.txt), but for the digits, # and *; and the
scripts, by Script_Extensions. Tests compare them with the library `regex`.
"""

from __future__ import annotations

import re
import unicodedata

UNICODE_VERSION = "17.0"

_EMOJI = """
    A9 AE 203C 2049 2122 2139 2194-2199 21A9-21AA 231A-231B 2328 23CF 23E9-23F3 23F8-23FA 24C2
    25AA-25AB 25B6 25C0 25FB-25FE 2600-2604 260E 2611 2614-2615 2618 261D 2620 2622-2623 2626
    262A 262E-262F 2638-263A 2640 2642 2648-2653 265F-2660 2663 2665-2666 2668 267B 267E-267F
    2692-2697 2699 269B-269C 26A0-26A1 26A7 26AA-26AB 26B0-26B1 26BD-26BE 26C4-26C5 26C8
    26CE-26CF 26D1 26D3-26D4 26E9-26EA 26F0-26F5 26F7-26FA 26FD 2702 2705 2708-270D 270F 2712
    2714 2716 271D 2721 2728 2733-2734 2744 2747 274C 274E 2753-2755 2757 2763-2764 2795-2797
    27A1 27B0 27BF 2934-2935 2B05-2B07 2B1B-2B1C 2B50 2B55 3030 303D 3297 3299 1F004 1F0CF
    1F170-1F171 1F17E-1F17F 1F18E 1F191-1F19A 1F1E6-1F1FF 1F201-1F202 1F21A 1F22F 1F232-1F23A
    1F250-1F251 1F300-1F321 1F324-1F393 1F396-1F397 1F399-1F39B 1F39E-1F3F0 1F3F3-1F3F5
    1F3F7-1F4FD 1F4FF-1F53D 1F549-1F54E 1F550-1F567 1F56F-1F570 1F573-1F57A 1F587 1F58A-1F58D
    1F590 1F595-1F596 1F5A4-1F5A5 1F5A8 1F5B1-1F5B2 1F5BC 1F5C2-1F5C4 1F5D1-1F5D3 1F5DC-1F5DE
    1F5E1 1F5E3 1F5E8 1F5EF 1F5F3 1F5FA-1F64F 1F680-1F6C5 1F6CB-1F6D2 1F6D5-1F6D9 1F6DC-1F6E5
    1F6E9 1F6EB-1F6EC 1F6F0 1F6F3-1F6FC 1F7E0-1F7EB 1F7F0 1F90C-1F93A 1F93C-1F945 1F947-1F9FF
    1FA70-1FA7C 1FA80-1FAC6 1FAC8 1FACC-1FADD 1FADF-1FAEB 1FAEF-1FAFA
"""
# Ahom, Balinese, Bopomofo, Han, Hangul, Hiragana, Javanese, Katakana, Khitan, Khmer, Lao, Myanmar,
# Nushu, Tai Le, Tai Lue, Tai Tham, Tai Viet, Tangut, Thai, Tibetan and Yi, but for what Latin has,
# too; punctuation and what is not assigned may stand between.
_WITHOUT_SPACES = """
    E01-109D 1100-11FF 1780-17F9 1950-19DA 1A20-1AA7 1B00-1B73 3005-3229 3280-3289 3400-A48C
    A960-A9FE AA60-AADD AC00-FAD9 FF66-FFDC 116D0-11746 16FE0-18DF2 1AFF0-1B2FB 1D360-1D371
    20000-33479
"""


def _class_of(table: str) -> str:
    """Return a table as it stands between the brackets of a regular expression."""
    return "".join(
        "-".join(chr(int(code_point, 16)) for code_point in entry.split("-"))
        for entry in table.split()
    )


WITHOUT_SPACES = re.compile(f"[{_class_of(_WITHOUT_SPACES)}]")
"""A letter, mark or number of a script that has no spaces between words, or, as Korean, appends to
words what others write as words."""

_ONE = rf"[{_class_of(_EMOJI)}](?:[\U0001F3FB-\U0001F3FF\uFE00-\uFE0F]"

KEYCAP = re.compile(r"[0-9#*]\uFE0F?\u20E3")
"""A key such as 1️⃣: an emoji, though it begins with a digit."""

EMOJI = re.compile(
    rf"[\U0001F1E6-\U0001F1FF]{{2}}|{KEYCAP.pattern}"
    rf"|{_ONE}|[\U000E0020-\U000E007F]+)?(?:\u200D{_ONE})?)*"
)
"""Flags, keys, families joined by ZWJ, skin tones, text and emoji presentation, regions by tags."""

# Most letters of Europe, the Near East and India, the usual spaces, dashes and quotation marks
# count once; everything else, such as CJK, counts twice (twitter-text's configuration).
_COUNTS_TWICE = re.compile(r"[^\u0000-\u10FF\u2000-\u200D\u2010-\u201F\u2032-\u2037]")


def weighted_length(text: str) -> int:
    """Count the characters as X does: in NFC, an emoji of however many code points as two.

    docs.x.com, "Counting characters".
    """
    if text.isascii():
        return len(text)
    rest, emoji = EMOJI.subn("", unicodedata.normalize("NFC", text))
    return 2 * emoji + len(rest) + len(_COUNTS_TWICE.findall(rest))
