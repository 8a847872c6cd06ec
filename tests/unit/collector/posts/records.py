"""Makes records of posts as X sends them."""

from __future__ import annotations

from typing import Any

from collector.posts.record import record_of

ID = "2124880276750409793"
MADE_AT = "2026-11-23T14:58:31.000Z"
"""When a post of this id was made."""


def record(data: dict[str, Any], includes: object = None, **told: Any) -> Any:
    """Return the record of a post; `data` beside an id and a text."""
    whole = {"id": ID, "text": "words", **data}
    arguments = {"matched": ("sun",), "source": "stream", "collected_at": 1.7955e9, **told}
    return record_of(whole, includes, **arguments)
