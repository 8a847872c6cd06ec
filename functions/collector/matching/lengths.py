"""How long a rule or a query is to X (docs.x.com, "Counting characters")."""

from __future__ import annotations

import re
import unicodedata

from collector.matching.emoji import EMOJI

# Most letters of Europe, the Near East and India, the usual spaces, dashes and quotation marks
# count once; everything else, such as CJK, counts twice (twitter-text's configuration).
_COUNTS_TWICE = re.compile(r"[^\u0000-\u10FF\u2000-\u200D\u2010-\u201F\u2032-\u2037]")


def weighted_length(text: str) -> int:
    """Count the characters as X does: in NFC, an emoji of however many code points as two."""
    if text.isascii():
        return len(text)
    rest, emoji = EMOJI.subn("", unicodedata.normalize("NFC", text))
    return 2 * emoji + len(rest) + len(_COUNTS_TWICE.findall(rest))
