"""A guess at the language of a text that came without one."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

# Unicode blocks, and the code that X gives to the language most often written in them.
_SCRIPTS = (
    (0x0370, 0x03FF, "el"),
    (0x0400, 0x04FF, "ru"),
    (0x0590, 0x05FF, "iw"),
    (0x0600, 0x06FF, "ar"),
    (0x0750, 0x077F, "ar"),
    (0x0900, 0x097F, "hi"),
    (0x0E00, 0x0E7F, "th"),
    (0x1100, 0x11FF, "ko"),
    (0x3040, 0x30FF, "ja"),
    (0x3400, 0x4DBF, "zh"),
    (0x4E00, 0x9FFF, "zh"),
    (0xAC00, 0xD7AF, "ko"),
)


def guess_language(text: str) -> str:
    """Return X's code for the script that most letters of a text are in.

    Latin letters count as English ("en"): telling the languages of Europe apart takes a model.
    Any kana makes a text Japanese, since Japanese is written with Chinese characters too. Without
    letters it is "und".
    """
    if text.isascii():
        return "en" if any(map(str.isalpha, text)) else "und"
    scripts = Counter(_script(character) for character in text if character.isalpha())
    if not scripts:
        return "und"
    if scripts["ja"] and scripts["ja"] + scripts["zh"] >= scripts["en"]:
        return "ja"
    return max(scripts, key=lambda script: scripts[script])


@lru_cache(maxsize=65_536)
def _script(character: str) -> str:
    code = ord(character)
    return next((lang for low, high, lang in _SCRIPTS if low <= code <= high), "en")
