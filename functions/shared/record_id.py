"""What the ids of records may be."""

from __future__ import annotations

MOST_ID_BYTES = 512
"""Elasticsearch reference, _id field: "limited to 512 bytes in size"."""


def id_text(value: object) -> str | None:
    """Return an id as text, whatever its length; None for what is none, such as an empty one."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value.strip() else None


def is_too_long(text: str) -> bool:
    """Whether no document can have this id."""
    return len(text) > MOST_ID_BYTES or len(text.encode(errors="surrogatepass")) > MOST_ID_BYTES
