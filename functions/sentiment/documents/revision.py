"""Which version of its post a document is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# X's ids are positive numbers of 64 bits with a sign, and so are versions of documents in the index
# (Elasticsearch reference, "Index API: version types").
_LARGEST = 2**63 - 1
_LONGEST = len(str(_LARGEST))


def revision_of(record: Mapping[str, Any]) -> str:
    """Return the digits by which the versions of a post are ordered: a later one has more.

    Without a `revision` that X could have made it is the first version, whose id the post has; a
    record whose `id` is no number either is older than every edit ("0").
    """
    numbers = (_number(record.get(name)) for name in ("revision", "id"))
    return str(next((number for number in numbers if number is not None), 0))


def _number(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 <= value <= _LARGEST else None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _LONGEST:
        return _number(int(value))
    return None
