"""What a window read that a later one overtook: it may count nothing any more, and leaves bills.

The later one counts those of the posts that it has not counted itself. Each item
`bill/<fence>-<number>` holds at most 7,000 ids, as `sent/stream` does of those that were not sent,
and is removed once they are counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from collector.state.sent_posts import MOST_UNSENT, SentPosts, attributes_of, posts_of
from collector.state.table import StateTable

KIND = "bill"


@dataclass(frozen=True, slots=True)
class Bill:
    """Posts that the window with a lease's `fence` read on a UTC `day`; number 0 is its last."""

    fence: int
    number: int
    day: str
    read: frozenset[int]

    @property
    def _name(self) -> str:
        return f"{self.fence:012d}-{self.number:06d}"

    def leave(self, state: StateTable) -> None:
        """Write it for the window that has the lease, or has it next."""
        state.put(KIND, self._name, attributes_of(SentPosts(read=self.read, day=self.day)))

    def remove(self, state: StateTable) -> None:
        """Remove it when its posts are counted."""
        state.delete(KIND, self._name)


def bills_for(fence: int, day: str, read: Iterable[int]) -> list[Bill]:
    """Return the bills for posts, in the order in which they are to be left; one even for none."""
    ids = sorted(read)
    starts = range(0, max(1, len(ids)), MOST_UNSENT)
    parts = [frozenset(ids[start : start + MOST_UNSENT]) for start in starts]
    return [Bill(fence, number, day, parts[number]) for number in reversed(range(len(parts)))]


def bills_before(state: StateTable, fence: int) -> list[Bill]:
    """Return those of windows before the one with this fence, oldest first."""
    bills = []
    for item in state.query(KIND):
        theirs, number = map(int, str(item["id"]).split("-"))
        posts = posts_of(item)
        bills.append(Bill(theirs, number, posts.day, posts.read))
    return [bill for bill in bills if bill.fence < fence]
