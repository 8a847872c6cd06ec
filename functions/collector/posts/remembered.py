"""The posts that went out lately, so that stream and search send each once."""

from __future__ import annotations

from collections.abc import Iterable

from collector.spans import Span, inside


class RememberedPosts:
    """A bounded set of post ids that forgets the oldest. One serves all windows of a process."""

    def __init__(self, capacity: int = 50_000) -> None:
        self._capacity = capacity
        self._ids: dict[int, None] = {}

    def __contains__(self, post_id: object) -> bool:
        return post_id in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def inside(self, gaps: Iterable[Span]) -> list[int]:
        """Return the remembered ids that search may find again when it fills these gaps."""
        return inside(list(self._ids), gaps)

    def add(self, post_id: int) -> None:
        """Remember an id, and forget the oldest beyond the capacity."""
        self._ids[post_id] = None
        if len(self._ids) > self._capacity:
            del self._ids[next(iter(self._ids))]
