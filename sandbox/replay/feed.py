"""Publishes posts on the X stand-in at an even pace, in a thread of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.watch.x_remote import XRemote

TICK_SECONDS = 0.1


class Feed:
    """Posts in their order, `rate` of them a second of real time."""

    def __init__(
        self, control: XRemote, posts: Sequence[Mapping[str, Any]], posts_per_second: float
    ) -> None:
        self.problem: Exception | None = None
        self._control = control
        self._posts = posts
        self._posts_per_second = posts_per_second
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)

    @property
    def running(self) -> bool:
        """Tell whether posts are still to come."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to publish."""
        self._thread.start()

    def stop(self) -> None:
        """Publish no more."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        try:
            self._publish_all()
        except Exception as problem:  # told by the thread that watches
            self.problem = problem

    def _publish_all(self) -> None:
        begun, sent = time.monotonic(), 0
        while sent < len(self._posts) and not self._stop.is_set():
            due = int((time.monotonic() - begun) * self._posts_per_second) + 1
            if due > sent:
                self._control.publish(self._posts[sent:due])
                sent = min(due, len(self._posts))
            self._stop.wait(TICK_SECONDS)
