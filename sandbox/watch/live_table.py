"""The counts of a running demo: a table in a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table

PLAIN_LINE_EVERY_SECONDS = 5.0


@dataclass(frozen=True)
class Counts:
    """How many posts have come how far; `delivered` and `analysed` count every version of one."""

    matched: int
    delivered: int
    analysed: int
    indexed: int
    failed: int

    def as_words(self) -> str:
        """Return the counts as one line."""
        return "  ".join(f"{name} {value:,}" for name, value in vars(self).items())


class LiveTable:
    """Shows the latest counts; use it as a context."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = Live(console=console, refresh_per_second=4) if console.is_terminal else None
        self._last_line = 0.0

    def __enter__(self) -> Self:
        """Begin to show."""
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the last counts on the screen."""
        if self._live:
            self._live.stop()

    def show(self, phase: str, counts: Counts, *, at_once: bool = False) -> None:
        """Show the counts of this moment; plain lines come every few seconds, or `at_once`."""
        if self._live:
            self._live.update(_table(phase, counts))
        elif at_once or time.monotonic() - self._last_line >= PLAIN_LINE_EVERY_SECONDS:
            self._last_line = time.monotonic()
            line = f"  {phase}: {counts.as_words()}"
            self._console.print(line, markup=False, highlight=False, soft_wrap=True)


def _table(phase: str, counts: Counts) -> Table:
    table = Table(title=phase, title_justify="left")
    for name in vars(counts):
        table.add_column(name, justify="right", min_width=10)
    table.add_row(*(f"{value:,}" for value in vars(counts).values()))
    return table
