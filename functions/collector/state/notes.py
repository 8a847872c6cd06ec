"""What was read and sent, written down: it counts and goes out once if this window dies.

In one transaction the ids are written and as many posts are no longer set aside. A note whose
answer was lost is written again as it was, with the same token, before there is a new one.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from collector.posts.remembered import RememberedPosts
from collector.state.bills import Bill, bills_for
from collector.state.counters import Counters
from collector.state.days import Day
from collector.state.items import ItemChange
from collector.state.sent_posts import MOST_POSTS, SentPosts, change_of_sent_posts


@dataclass(frozen=True, slots=True)
class _Note:
    """Of so many posts read and sent it `covers` those that were none of an earlier note's.

    It holds posts from the id `first` on.
    """

    day: Day
    unnoted: int
    posts: ItemChange
    covers: tuple[int, int]
    first: int
    token: str = field(default_factory=lambda: uuid.uuid4().hex)


class Notes:
    """`fence` is that of the window's lease.

    Posts from the id `found_from` on may be found again, and `found_in_gaps` tells which of too
    many to note are found even if no gaps are joined.
    """

    def __init__(
        self,
        counters: Counters,
        sent: RememberedPosts,
        fence: int,
        found_from: Callable[[], int],
        found_in_gaps: Callable[[list[int]], list[int]],
    ) -> None:
        self._counters = counters
        self._sent = sent
        self._fence = fence
        self._found_from = found_from
        self._found_in_gaps = found_in_gaps
        self._noted = (0, 0)
        self._noted_from = 0
        self._under_way: _Note | None = None
        self._uncounted: frozenset[int] = frozenset()

    def pass_over(self, posts_read: int, uncounted: frozenset[int]) -> None:
        """Take what was sent until now for noted; of it some is `uncounted` until it is read."""
        self._noted = posts_read, self._sent.added
        self._noted_from = self._found_from()
        self._uncounted = uncounted

    def write(self, day: Day, posts_read: int) -> None:
        """Write what is new; raises StateUnavailableError, and then does it the next time."""
        while self._under_way is not None or self._has_news(day, posts_read):
            note = self._under_way = self._under_way or self._new(day, posts_read)
            self._counters.add(note.day.periods, 0, -note.unnoted, note.posts, token=note.token)
            note.day.unnoted -= note.unnoted
            self._noted, self._under_way = note.covers, None
            if not self._counters.is_overtaken:
                self._noted_from = note.first

    def bills(self, day: Day) -> list[Bill]:
        """Return what was read on a day since the last note that the table did not refuse."""
        return bills_for(self._fence, day.periods[0].item_id, day.read.since(self._noted_from))

    def _has_news(self, day: Day, posts_read: int) -> bool:
        return day.unnoted != 0 or (posts_read, self._sent.added) != self._noted

    def _new(self, day: Day, posts_read: int) -> _Note:
        covers, first = (posts_read, self._sent.added), self._found_from()
        change = change_of_sent_posts(self._known(day, first), self._fence)
        return _Note(day, day.unnoted, change, covers, first)

    def _known(self, day: Day, first: int) -> SentPosts:
        sent, complete_from = self._sent.since(first), self._sent.complete_from
        if len(sent) > MOST_POSTS:
            complete_from = max(sent) + 1
            sent = self._found_in_gaps(sent)
        return SentPosts(
            frozenset(sent),
            frozenset(day.read.since(first)),
            day.periods[0].item_id,
            complete_from,
            self._uncounted.intersection(sent),
        )
