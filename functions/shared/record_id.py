"""What the ids of records may be."""

from __future__ import annotations

MOST_ID_BYTES = 512
"""Elasticsearch reference, _id field: "limited to 512 bytes in size"."""
