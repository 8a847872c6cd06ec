"""What of a post's text is worth sending to Comprehend. The document keeps the whole text."""

from __future__ import annotations

import re

# "Input text size: 5 KB of UTF-8", BatchDetectSentiment in the Comprehend API reference; the
# smaller reading of KB is safe under both.
MAX_BYTES = 5_000

_BYTES_PER_CHARACTER = 4
# X's own short links are letters and digits; others end at the first character that RFC 3986 does
# not allow, so that Japanese or Chinese text written straight after a link is kept.
_LINK = re.compile(r"https?://(?:t\.co/[A-Za-z0-9]+|[\w.~:/?#\[\]@!$&'()*+,;=%-]*…?)", re.A)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b\ufeff]+")
_MENTION = re.compile(r"@\w+", re.A)
# One name at the end can be what the sentence is about ("I love @nike"); a chain only calls people.
_SHORTEST_CHAIN = 2


def text_to_analyse(text: object, *, is_reply: bool) -> str:
    """Return what is left without links, surplus white space and chains of names; "" if nothing.

    A chain of two or more names at the end is left out; so are the names at the start of a reply,
    which X puts there itself. At most 5,000 bytes are returned, cut between two characters.
    """
    if not isinstance(text, str):
        return ""
    if "://" in text:
        text = _LINK.sub(" ", text)
    text = text.strip()
    # Most posts are done here; white space other than single spaces is not printable.
    if "  " in text or "@" in text or not text.isprintable():
        words = _CONTROL.sub(" ", text).split()
        text = " ".join(_without_chains(words, is_reply=is_reply))
    return cut(text)


def _without_chains(words: list[str], *, is_reply: bool) -> list[str]:
    start = 0
    if is_reply:
        while start < len(words) and _is_mention(words[start]):
            start += 1
    end = len(words)
    while end > start and _is_mention(words[end - 1]):
        end -= 1
    if len(words) - end < _SHORTEST_CHAIN:
        end = len(words)
    return words[start:end]


def _is_mention(word: str) -> bool:
    return word[0] == "@" and _MENTION.fullmatch(word) is not None


def cut(text: str, max_bytes: int = MAX_BYTES) -> str:
    """Return the longest start of `text` that has at most `max_bytes` bytes of UTF-8."""
    if len(text) * _BYTES_PER_CHARACTER <= max_bytes:
        return text
    encoded = text.encode()
    if len(encoded) <= max_bytes:
        return text
    return encoded[:max_bytes].decode(errors="ignore").rstrip()
