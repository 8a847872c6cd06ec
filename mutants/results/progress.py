"""How far a run is: a live table in a terminal, plain lines elsewhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console, RenderableType
from rich.live import Live

PLAIN_LINE_EVERY_SECONDS = 20.0


class Progress:
    """Shows the table of `draw` and a line of words; use it as a context, from any thread."""

    def __init__(self, console: Console, draw: Callable[[], RenderableType]) -> None:
        self._console = console
        self._draw = draw
        self._live = Live(console=console, refresh_per_second=4) if console.is_terminal else None
        self._last_line = 0.0
        self._lock = threading.Lock()

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
        """Leave the screen as it is."""
        if self._live:
            self._live.stop()

    def say(self, words: str) -> None:
        """Show a line that stays."""
        self._console.print(words, markup=False, highlight=False, soft_wrap=True)

    def show(self, words: str) -> None:
        """Show the present state; plain lines come every few seconds."""
        with self._lock:
            if self._live:
                self._live.update(self._draw())
            elif time.monotonic() - self._last_line >= PLAIN_LINE_EVERY_SECONDS:
                self._last_line = time.monotonic()
                self.say(words)
