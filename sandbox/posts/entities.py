"""Hashtags, cashtags, mentions and links of a text, with offsets in Unicode code points."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sandbox.posts.post import Author

_LINK = re.compile(r"https?://[^\s<>\"'()、。「」]+[^\s<>\"'()、。「」.,!?;:…]")
_HASHTAG = re.compile(r"(?<![\w&/])[#\uFF03]((?=\w*[^\W\d_])[\w\u0300-\u036F\u0900-\u0DFF]+)")
_MENTION = re.compile(r"(?<![\w/@])@(\w{1,15})(?!\w)", re.ASCII)
_CASHTAG = re.compile(r"(?<![\w$/])\$([A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?)(?!\w)")


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

    def outside_links(pattern: re.Pattern[str]) -> list[re.Match[str]]:
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


def _tag(found: re.Match[str]) -> dict[str, Any]:
    return {"start": found.start(), "end": found.end(), "tag": found.group(1)}
