"""The posts that went out lately, so that stream and search send each once."""

from __future__ import annotations


class RememberedPosts:
    """A bounded set of post ids that forgets the oldest. One serves all windows of a process.

    From the id `complete_from` on, none that was added is missing; `added` says how many were.
    """

    def __init__(self, capacity: int = 50_000) -> None:
        self._capacity = capacity
        self._ids: dict[int, None] = {}
        self.complete_from = 0
        self.added = 0

    def __contains__(self, post_id: object) -> bool:
        return post_id in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def since(self, first: int) -> list[int]:
        """Return the remembered ids from this one on."""
        return [post_id for post_id in list(self._ids) if post_id >= first]

    def add(self, post_id: int) -> None:
        """Remember an id, and forget the oldest beyond the capacity."""
        self.added += post_id not in self._ids
        self._ids[post_id] = None
        if len(self._ids) > self._capacity:
            forgotten = next(iter(self._ids))
            del self._ids[forgotten]
            self.misses_up_to(forgotten)

    def misses_up_to(self, post_id: int) -> None:
        """Tell that ids up to this one may be missing."""
        self.complete_from = max(self.complete_from, post_id + 1)
