"""What was sent inside gaps that are still open, left for the next window to know.

The gap at a handover reaches back to the checkpoint, half a minute; search finds these posts again,
maybe windows later, and sending them twice would pay for their analysis twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from collector.state.table import StateTable

KEY = ("sent", "stream")
# 17 characters each stay below the 400 KB of an item ("Quotas in Amazon DynamoDB"); X delivers at
# most 250 posts a second, so half a minute of them fits twice.
MOST_POSTS = 15_000


def save_sent_posts(state: StateTable, post_ids: Sequence[int]) -> None:
    """Write down the newest of the ids, in place of an earlier window's."""
    newest = sorted(post_ids)[-MOST_POSTS:]
    if newest:
        state.put(*KEY, {"post_ids": " ".join(f"{post_id:x}" for post_id in newest)})


def load_sent_posts(state: StateTable) -> list[int]:
    """Return the ids that the last window left, oldest first."""
    item = state.get(*KEY)
    return [int(word, 16) for word in str(item["post_ids"]).split()] if item else []
