"""What a window leaves for the next to know: posts that it sent or read, and search may find again.

The gap after a window reaches back to the checkpoint, half a minute where the stream was read in
time, and gaps that lie apart are joined; search finds these posts again, maybe windows later.
Sending one twice would pay for its analysis twice; X charges one that is read again only once a
day, and so it counts once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from collector.state.items import Item, ItemChange, Value
from collector.state.table import StateTable

KEY = ("sent", "stream")
# 17 characters each stay below the 400 KB of an item ("Quotas in Amazon DynamoDB"); X delivers at
# most 250 posts a second, so half a minute of them fits. What is beyond them, and found again by a
# later window on the same day, counts once more: too high, never too low. More items would hold
# more, but all of them would be written, and paid for by the KB, every 5 s.
MOST_POSTS = 15_000
MOST_UNSENT = 7_000


@dataclass(frozen=True, slots=True)
class SentPosts:
    """Ids of posts: `sent` are those that Firehose acknowledged, `read` those read on a UTC `day`.

    Of the sent ones none is missing from the id `complete_from` on. Those of them that are
    `uncounted` were sent by a window that could not write down that it had read them.
    """

    sent: frozenset[int] = frozenset()
    read: frozenset[int] = frozenset()
    day: str = ""
    complete_from: int = 0
    uncounted: frozenset[int] = frozenset()


def change_of_sent_posts(posts: SentPosts, fence: int) -> ItemChange:
    """Return what writes down the newest ids, unless a window with a later lease did."""
    values = {**attributes_of(posts), "fence": fence}
    expression = "SET " + ", ".join(f"#{name} = :{name}" for name in values)
    condition = "attribute_not_exists(#fence) OR #fence <= :fence"
    return ItemChange(*KEY, expression, values, condition)


def load_sent_posts(state: StateTable) -> SentPosts:
    """Return what the last window left."""
    return posts_of(state.get(*KEY) or {})


def attributes_of(posts: SentPosts) -> dict[str, Value]:
    """Return what an item says of the newest ids."""
    sent = sorted(posts.sent)
    unsent = sorted(posts.read - posts.sent)[-MOST_UNSENT:]
    kept = sent[-MOST_POSTS:]
    missing_up_to = sent[-len(kept) - 1] if len(sent) > len(kept) else -1
    uncounted = posts.uncounted - posts.read
    told_apart = posts.read | uncounted
    return {
        "post_ids": _text(post_id for post_id in kept if post_id not in told_apart),
        "read_ids": _text(post_id for post_id in kept if post_id in posts.read),
        "uncounted_ids": _text(post_id for post_id in kept if post_id in uncounted),
        "unsent_ids": _text(unsent),
        "day": posts.day,
        "complete_from": max(posts.complete_from, missing_up_to + 1),
    }


def posts_of(item: Item) -> SentPosts:
    """Return what an item says."""
    read_and_sent, uncounted = _ids(item, "read_ids"), _ids(item, "uncounted_ids")
    return SentPosts(
        sent=_ids(item, "post_ids") | read_and_sent | uncounted,
        read=_ids(item, "unsent_ids") | read_and_sent,
        day=str(item.get("day", "")),
        complete_from=int(item.get("complete_from", 0)),
        uncounted=uncounted,
    )


def _text(post_ids: Iterable[int]) -> str:
    return " ".join(f"{post_id:x}" for post_id in post_ids)


def _ids(item: Item, name: str) -> frozenset[int]:
    return frozenset(int(word, 16) for word in str(item.get(name, "")).split())
