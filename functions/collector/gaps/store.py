"""The open gaps in the state table: items `gap/<first>-<last>`, ids padded to sort by age."""

from __future__ import annotations

from collector.spans import Span, neighbours, without
from collector.state.table import StateTable
from shared.clock import WaitingClock


class GapStore:
    """All open gaps; a gap is in the table before it counts as open. Safe from several threads."""

    def __init__(self, state: StateTable, clock: WaitingClock) -> None:
        self._state = state
        self._lock = clock.lock()
        self._open: set[Span] = set()
        self.opened = 0
        self.closed = 0
        self.dropped = 0

    def load(self) -> None:
        """Read what earlier windows left open."""
        items = self._state.query("gap")
        with self._lock:
            self._open |= {Span(int(item["first"]), int(item["last"])) for item in items}

    def all_open(self) -> list[Span]:
        """Return the open gaps, oldest first."""
        with self._lock:
            return sorted(self._open)

    def open(self, gap: Span) -> None:
        """Write down a gap, leaving out what is open already."""
        with self._lock:
            for part in without(gap, self._open):
                self._write(part)
                self.opened += 1

    def join(self, newest_id: int) -> None:
        """Make one gap of neighbours that end by an id, so that a flapping stream costs few calls.

        Those that went into another count as closed. Only for the thread that fills gaps: what it
        is filling must not change under it.
        """
        with self._lock:
            for group in neighbours(gap for gap in self._open if gap.last <= newest_id):
                whole = Span(group[0].first, max(gap.last for gap in group))
                if group != [whole]:
                    self._write(whole)
                    for gap in group:
                        if gap != whole:
                            self._remove(gap)
                    self.closed += len(group) - 1

    def shrink(self, gap: Span, left: Span) -> None:
        """Replace a gap by what is left of it."""
        with self._lock:
            if left != gap:
                self._write(left)
                self._remove(gap)

    def close(self, gap: Span) -> None:
        """Forget a gap that search has filled."""
        with self._lock:
            self._remove(gap)
            self.closed += 1

    def drop(self, gap: Span) -> None:
        """Forget a gap that nothing can fill."""
        with self._lock:
            self._remove(gap)
            self.dropped += 1

    def _write(self, gap: Span) -> None:
        self._state.put("gap", _item_id(gap), {"first": gap.first, "last": gap.last})
        self._open.add(gap)

    def _remove(self, gap: Span) -> None:
        self._state.delete("gap", _item_id(gap))
        self._open.discard(gap)


def _item_id(gap: Span) -> str:
    return f"{gap.first:019d}-{gap.last:019d}"
