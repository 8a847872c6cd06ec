"""Hashtags, cashtags, mentions and links of a text, with offsets in Unicode code points."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import regex

from sandbox.posts.post import Author

_LINK = re.compile(r"https?://[^\s<>\"'()、。「」]+[^\s<>\"'()、。「」.,!?;:…]")
# What a hashtag, a mention and a cashtag are, and what may stand beside them: X's open library
# twitter-text, whose usernames have up to 20 characters, as those of early accounts do.
_IN_HASHTAG = (
    r"\p{L}\p{M}\p{Nd}_\u200C\u200D\uA67E\u05BE\u05F3\u05F4\uFF5E\u301C\u309B\u309C\u30A0\u30FB"
    r"\u3003\u0F0B\u0F0C\u00B7"
)
HASHTAG = regex.compile(rf"(?=[{_IN_HASHTAG}]*[\p{{L}}\p{{M}}])[{_IN_HASHTAG}]++", regex.V1)
"""A hashtag without its sign."""
_HASHTAG = regex.compile(
    rf"(?<![[{_IN_HASHTAG}&/]--[\uFE0E\uFE0F]])[#\uFF03](?![\uFE0F\u20E3])"
    rf"({HASHTAG.pattern})(?![#\uFF03]|://)",
    regex.V1,
)
_MENTION = regex.compile(
    r"(?:(?<![A-Za-z0-9_!#$%&*@\uFF20])|(?<=(?:^|[^A-Za-z0-9_+~.-])[Rr][Tt]:?))[@\uFF20]"
    r"([A-Za-z0-9_]{1,20}+)(?![A-Za-z0-9_@\uFF20\u0300-\u036F]|[\p{Latin}--\p{ASCII}]|://)",
    regex.V1,
)
_CASHTAG = regex.compile(
    r"(?<![^\s\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069])\$"
    r"([A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?)(?=$|[\s!-/:-@\[-`{-~])",
    regex.V1,
)


def entities_of(text: str, links: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return X's `entities` object of a text; a kind that does not occur is absent, as on X.

    `links` maps a link in the text to the address behind it; a link that is not there stands for
    itself.
    """
    behind = links or {}
    urls = [
        {
            "start": found.start(),
            "end": found.end(),
            "url": found.group(),
            "expanded_url": behind.get(found.group(), found.group()),
            "display_url": behind.get(found.group(), found.group()).split("://", 1)[1][:30],
        }
        for found in _LINK.finditer(text)
    ]
    inside_links = [found.span() for found in _LINK.finditer(text)]

    def outside_links(pattern: regex.Pattern[str]) -> list[regex.Match[str]]:
        return [
            found
            for found in pattern.finditer(text)
            if not any(start <= found.start() < end for start, end in inside_links)
        ]

    entities: dict[str, Any] = {
        "urls": urls,
        "hashtags": [_tag(found) for found in outside_links(_HASHTAG)],
        "cashtags": [_tag(found) for found in outside_links(_CASHTAG)],
        "mentions": [
            {
                "start": found.start(),
                "end": found.end(),
                "username": found.group(1),
                "id": Author(found.group(1)).id,
            }
            for found in outside_links(_MENTION)
        ],
    }
    return {kind: items for kind, items in entities.items() if items}


def _tag(found: regex.Match[str]) -> dict[str, Any]:
    return {"start": found.start(), "end": found.end(), "tag": found.group(1)}
