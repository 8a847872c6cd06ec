"""What a window read that a later one overtook: it may count nothing any more, and leaves a bill.

The later one counts those of the posts that it has not counted itself. Item `bill/<fence>` holds
the ids as `sent/stream` does, and is removed once they are noted there.
"""

from __future__ import annotations

from dataclasses import dataclass

from collector.state.sent_posts import SentPosts, attributes_of, posts_of
from collector.state.table import StateTable

KIND = "bill"


@dataclass(frozen=True, slots=True)
class Bill:
    """What the window with a lease's `fence` read on a UTC day, and sent."""

    fence: int
    posts: SentPosts


def leave_bill(state: StateTable, bill: Bill) -> None:
    """Write it for the window that has the lease, or has it next."""
    state.put(KIND, _name(bill.fence), attributes_of(bill.posts))


def bills_before(state: StateTable, fence: int) -> list[Bill]:
    """Return those of windows before the one with this fence, oldest first."""
    bills = [Bill(int(str(item["id"])), posts_of(item)) for item in state.query(KIND)]
    return [bill for bill in bills if bill.fence < fence]


def remove_bill(state: StateTable, bill: Bill) -> None:
    """Remove one whose posts are counted."""
    state.delete(KIND, _name(bill.fence))


def _name(fence: int) -> str:
    return f"{fence:012d}"
