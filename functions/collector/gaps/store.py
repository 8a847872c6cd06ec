"""The open gaps in the state table: items `gap/<first>-<last>`, ids padded to sort by age."""

from __future__ import annotations

from collector.gaps.progress import Progress, read_progress, write_progress
from collector.posts.remembered import RememberedPosts
from collector.spans import Span, fewer, neighbours, whole, without
from collector.state.items import Value
from collector.state.table import StateTable
from shared.clock import WaitingClock


class GapStore:
    """All open gaps; a gap is in the table before it counts as open. Safe from several threads."""

    def __init__(
        self, state: StateTable, clock: WaitingClock, sent: RememberedPosts | None = None
    ) -> None:
        """`sent` are the posts that need not be found, where gaps are joined."""
        self._state = state
        self._sent = RememberedPosts() if sent is None else sent
        self._lock = clock.lock()
        self._open: dict[Span, dict[str, int]] = {}
        self._unsaved: set[Span] = set()
        self._unanswered: set[Span] = set()
        self.opened = 0
        self.closed = 0
        self.dropped = 0

    def load(self) -> None:
        """Read what earlier windows left open."""
        items = self._state.query("gap")
        with self._lock:
            for item in items:
                gap = Span(int(item["first"]), int(item["last"]))
                self._open.setdefault(gap, read_progress(str(item.get("searched", ""))))

    def all_open(self) -> list[Span]:
        """Return the open gaps, oldest first."""
        with self._lock:
            return sorted(self._open)

    def open(self, gap: Span) -> None:
        """Write down a gap, leaving out what is open already."""
        with self._lock:
            for part in without(gap, self._open):
                self._unanswered.add(part)
                self._write(part, {})
                self._unanswered.discard(part)
                self.opened += 1
            self._remove_what_was_written_unanswered()

    def join(self, newest_id: int, most: int) -> None:
        """Make one gap of neighbours that end by an id, so that a flapping stream costs few calls.

        Of more than `most` gaps those that lie closest are joined, too, where it is known which
        posts between them were sent. A gap that is searched in part stays as it is. Those that
        went into another count as closed. Only for the thread that fills gaps: what it is filling
        must not change under it.
        """
        with self._lock:
            ready = [gap for gap in self._open if gap.last <= newest_id and not self._open[gap]]
            groups = neighbours(ready)
            known = [group for group in groups if group[0].first >= self._sent.complete_from]
            unknown = groups[: len(groups) - len(known)]
            for group in unknown + fewer(known, most - len(unknown)):
                joined = whole(group)
                if group != [joined]:
                    self._write(joined, {})
                    for gap in group:
                        if gap != joined:
                            self._remove(gap)
                    self.closed += len(group) - 1

    def searched(self, gap: Span) -> Progress:
        """Return how far the queries have come in a gap."""
        with self._lock:
            return dict(self._open[gap])

    def advance(self, gap: Span, digest: str, last: int) -> None:
        """Note that a query found all that is newer than an id; `save` writes it down."""
        with self._lock:
            self._open[gap][digest] = last
            self._unsaved.add(gap)

    def save(self) -> None:
        """Write down how far the queries have come."""
        with self._lock:
            while self._unsaved:
                gap = next(iter(self._unsaved))
                self._write(gap, self._open[gap])

    def trim(self, gap: Span, left: Span, *, counts: bool = True) -> None:
        """Replace a gap by a part of it; the rest counts as dropped, unless it did before."""
        with self._lock:
            if left != gap:
                self._write(left, self._open[gap])
                self._remove(gap)
                self.dropped += counts

    def close(self, gap: Span) -> None:
        """Forget a gap that search has filled."""
        with self._lock:
            self._remove(gap)
            self.closed += 1

    def drop(self, gap: Span, *, counts: bool = True) -> None:
        """Forget a gap that nothing can fill; part of it may count already."""
        with self._lock:
            self._remove(gap)
            self.dropped += counts

    def _write(self, gap: Span, searched: dict[str, int]) -> None:
        values: dict[str, Value] = {"first": gap.first, "last": gap.last}
        if searched:
            values["searched"] = write_progress(searched)
        self._state.put("gap", _item_id(gap), values)
        self._open[gap] = searched
        self._unsaved.discard(gap)

    def _remove_what_was_written_unanswered(self) -> None:
        """A gap that was written and not acknowledged is open by now as a part of others."""
        for gap in sorted(self._unanswered):
            if not without(gap, self._open):
                if gap not in self._open:
                    self._state.delete("gap", _item_id(gap))
                self._unanswered.discard(gap)

    def _remove(self, gap: Span) -> None:
        self._state.delete("gap", _item_id(gap))
        self._open.pop(gap, None)
        self._unsaved.discard(gap)


def _item_id(gap: Span) -> str:
    return f"{gap.first:019d}-{gap.last:019d}"
