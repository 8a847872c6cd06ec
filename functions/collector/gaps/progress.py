"""How far the queries of a gap have come: for each the newest id that is still to be searched.

Search answers newest first, so what is left to a query lies from the gap's first id up to this one;
a query that is done has an id below the gap. Written `digest:id digest:id`, ids in hexadecimal.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from collector.matching.queries import Query

Progress = Mapping[str, int]
"""By `query_digest`; a query that is not in it has all of the gap before it."""


def query_digest(query: Query) -> str:
    """Return what names a query in the state table, whatever window searches with it.

    Its rules are part of it: X is not asked for all that they say, and what it found beside that
    was judged by them. Their tags are not.
    """
    parts = [query.value, *sorted({rule.value for rule in query.rules})]
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def write_progress(progress: Progress) -> str:
    """Return it as text for an item of the state table."""
    return " ".join(f"{digest}:{last:x}" for digest, last in sorted(progress.items()))


def read_progress(text: str) -> dict[str, int]:
    """Return what `write_progress` wrote."""
    pairs = (word.partition(":") for word in text.split())
    return {digest: int(last, 16) for digest, _, last in pairs}
