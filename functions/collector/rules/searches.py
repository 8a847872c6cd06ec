"""Whether X takes as many searches as gaps need: told by `pulumi up`, before posts come late."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from collector.matching.parts import MOST_PARTS_OF_ALL
from collector.matching.queries import pack
from collector.matching.searchable import MINUTES, SEARCHES
from collector.settings import Rule, named

LONGEST_QUERY = 512
"""docs.x.com, "Search Posts": with self-service access; 4,096 with Enterprise."""
LONGEST_WINDOW_MINUTES = 14
"""A Lambda function runs for 15 minutes at most."""


def too_many_searches(
    rules: Sequence[Rule], window_minutes: int, *, authors_known: bool
) -> list[str]:
    """Return sentences when the gaps between windows need more searches than X takes, or a rule
    alone does.

    Each window leaves one gap at least, for which every query is asked once at least.
    authors_known: whether search is asked for the names of authors.
    """
    packing = pack(rules, LONGEST_QUERY, authors_known=authors_known)
    searched = len(rules) - len(packing.left_out)
    return _left_out(packing.too_many_parts) + _late(searched, len(packing.queries), window_minutes)


def _left_out(rules: Sequence[Rule]) -> list[str]:
    if not rules:
        return []
    return [
        f"Gaps are not filled for {named([rule.tag for rule in rules])} unless X's access level is "
        f"Enterprise: a search takes {LONGEST_QUERY} characters, and divided to fit such a rule is "
        f"more than {SEARCHES} searches, or all of them are more than {MOST_PARTS_OF_ALL}; X takes "
        f"{SEARCHES} in {MINUTES} minutes. To have them filled shorten the lists of OR that stand "
        "side by side in one rule, or leave one of them out."
    ]


def _late(rules: int, queries: int, window_minutes: int) -> list[str]:
    needed = ceil(queries * MINUTES / window_minutes)
    if needed <= SEARCHES:
        return []
    minutes = ceil(queries * MINUTES / SEARCHES)
    fewer = rules * SEARCHES // needed
    longer = (
        f"set windowMinutes to {minutes} or more, or " if minutes <= LONGEST_WINDOW_MINUTES else ""
    )
    return [
        f"Posts from gaps of the stream will come late: {rules} rules are {queries} queries "
        f"of X's search, each of at most {LONGEST_QUERY} characters, and every gap takes them all. "
        f"At windowMinutes {window_minutes} each window leaves a gap, so {needed} searches in "
        f"{MINUTES} minutes or more; X takes {SEARCHES}. Gaps are joined then, and filled about "
        f"every {minutes} minutes. To have them filled at once {longer}follow fewer or shorter "
        f"keywords: about {fewer} such rules."
    ]
