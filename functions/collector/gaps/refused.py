"""What is known of rules that X refused to search for, as it fits into an item of the table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import islice
from typing import TypedDict

MOST_REFUSED = 1_000
"""As many as X gives rules to an app. An item has 400 KB ("Quotas in Amazon DynamoDB")."""
MOST_WORDS_BYTES = 240_000
BYTES_A_CHARACTER = 6  # JSON writes a control character as \u001b


class Refused(TypedDict):
    """X's `words` about a rule; `since` and `until` when, in seconds since 1970, it is not asked.

    `others_taken`: whether X took other queries since; `took_others`: whether it did before the
    rule was left out, so that it is the rule's own fault.
    """

    words: str
    since: float
    until: float
    others_taken: bool
    took_others: bool


def read_refused(text: str) -> dict[str, Refused]:
    """Return what an item says, without what earlier code wrote in another way."""
    written = json.loads(text)
    as_now = Refused.__annotations__.keys()
    return {digest: each for digest, each in written.items() if each.keys() == as_now}


def as_kept(refused: Mapping[str, Refused]) -> dict[str, Refused]:
    """Return the first ones, shortened where they are many; a later window learns the rest anew."""
    kept = dict(islice(refused.items(), MOST_REFUSED))
    longest = MOST_WORDS_BYTES // BYTES_A_CHARACTER // max(1, len(kept))
    return {digest: {**each, "words": each["words"][:longest]} for digest, each in kept.items()}
