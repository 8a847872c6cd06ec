"""Tells whether what a server holds is what we asked for, though it adds and respells things."""

from __future__ import annotations

from typing import Any


def holds(found: Any, wanted: Any) -> bool:
    """Return whether `found` holds everything that `wanted` asks for.

    A server may add keys, return numbers and booleans as strings (index settings), and one object
    as a list of one (the index patterns of a retention policy). Lists are the same length.
    """
    if isinstance(wanted, dict):
        if isinstance(found, list):
            return any(holds(item, wanted) for item in found)
        return isinstance(found, dict) and all(
            holds(found.get(name), value) for name, value in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(found, list)
            and len(found) == len(wanted)
            and all(holds(one, other) for one, other in zip(found, wanted, strict=True))
        )
    if isinstance(wanted, bool):
        return str(found).lower() == str(wanted).lower()
    return str(found) == str(wanted)
