"""What a window leaves for the next to know: posts that it sent or read, and search may find again.

The gap at a handover reaches back to the checkpoint, half a minute; search finds these posts again,
maybe windows later. Sending one twice would pay for its analysis twice; one that was read and could
not be sent is read again, but X charges it only once a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from collector.state.items import Item
from collector.state.table import StateTable

KEY = ("sent", "stream")
# 17 characters each stay below the 400 KB of an item ("Quotas in Amazon DynamoDB"); X delivers at
# most 250 posts a second, so half a minute of them fits.
MOST_POSTS = 15_000
MOST_UNSENT = 7_000


@dataclass(frozen=True, slots=True)
class SentPosts:
    """Ids, oldest first: of posts that Firehose acknowledged, and of those that it did not."""

    sent: list[int]
    unsent: list[int]


def save_sent_posts(state: StateTable, sent: Sequence[int], unsent: Sequence[int]) -> None:
    """Write down the newest of the ids, in place of an earlier window's."""
    if sent or unsent:
        values = {
            "post_ids": _text(sent, MOST_POSTS),
            "unsent_ids": _text(unsent, MOST_UNSENT),
        }
        state.put(*KEY, values)


def load_sent_posts(state: StateTable) -> SentPosts:
    """Return what the last window left."""
    item = state.get(*KEY) or {}
    return SentPosts(_ids(item, "post_ids"), _ids(item, "unsent_ids"))


def _text(post_ids: Sequence[int], most: int) -> str:
    return " ".join(f"{post_id:x}" for post_id in sorted(post_ids)[-most:])


def _ids(item: Item, name: str) -> list[int]:
    return [int(word, 16) for word in str(item.get(name, "")).split()]
