"""Whether X takes as many searches as gaps need: told by `pulumi up`, before posts come late."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from collector.matching.queries import pack
from collector.settings import Rule

LONGEST_QUERY = 512
"""docs.x.com, "Search Posts": with self-service access; 4,096 with Enterprise."""
SEARCHES = 450
MINUTES = 15
"""docs.x.com, "Rate limits": an app may search recent posts so often in so many minutes."""
LONGEST_WINDOW_MINUTES = 14
"""A Lambda function runs for 15 minutes at most."""


def too_many_searches(
    rules: Sequence[Rule], window_minutes: int, *, authors_known: bool
) -> list[str]:
    """Return a sentence when the gaps between windows need more searches than X takes.

    Each window leaves one gap at least, for which every query is asked once at least.
    authors_known: whether search is asked for the names of authors.
    """
    queries = len(pack(rules, LONGEST_QUERY, authors_known=authors_known).queries)
    needed = ceil(queries * MINUTES / window_minutes)
    if needed <= SEARCHES:
        return []
    minutes = ceil(queries * MINUTES / SEARCHES)
    fewer = len(rules) * SEARCHES // needed
    longer = (
        f"set windowMinutes to {minutes} or more, or " if minutes <= LONGEST_WINDOW_MINUTES else ""
    )
    return [
        f"Posts from gaps of the stream will come late: {len(rules)} rules are {queries} queries "
        f"of X's search, each of at most {LONGEST_QUERY} characters, and every gap takes them all. "
        f"At windowMinutes {window_minutes} each window leaves a gap, so {needed} searches in "
        f"{MINUTES} minutes or more; X takes {SEARCHES}. Gaps are joined then, and filled about "
        f"every {minutes} minutes. To have them filled at once {longer}follow fewer or shorter "
        f"keywords: about {fewer} such rules."
    ]
