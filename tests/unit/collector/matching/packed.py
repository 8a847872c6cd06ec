"""Rules packed into queries of X's usual length."""

from __future__ import annotations

from collector.matching.queries import pack
from collector.settings import Rule

LONGEST = 512


def values(*given_: str, longest: int = LONGEST) -> list[str]:
    """Return the queries of rules that search takes."""
    packing = pack([Rule(value, value) for value in given_], longest)
    assert not packing.left_out
    return [query.value for query in packing.queries]
