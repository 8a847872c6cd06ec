"""Somebody who posts every five minutes, and thinks again about each fourth post."""

from __future__ import annotations

from itertools import count

from tests.infra.deployed_stack.stack import Stack

PAUSE_SECONDS = 300.0
EDIT_AFTER_SECONDS = 1_200.0
"""X lets an author edit for an hour."""
EACH_EDITED = 4


class Author:
    """`newest` has the last version of each post, by the post's id."""

    def __init__(self, stack: Stack) -> None:
        self.newest: dict[str, str] = {}
        self._setting = stack.setting
        self._posts = True
        stack.clock.thread(self._write, "author").start()

    def stop(self) -> None:
        """Publish nothing more; edits that were thought of still come."""
        self._posts = False

    def _write(self) -> None:
        for number in count():
            self._setting.clock.sleep(PAUSE_SECONDS)
            if not self._posts:
                return
            self._publish(number)

    def _publish(self, number: int) -> None:
        # Words of its own, or the transform would know the answer from the post before.
        first = self._setting.publish(f"climate change, day {number}", key=str(number))
        self.newest[str(first)] = str(first)
        if number % EACH_EDITED == 0:
            self._setting.later(EDIT_AFTER_SECONDS, lambda: self._edit(first, number))

    def _edit(self, first: int, number: int) -> None:
        text = f"climate change, day {number}, said better"
        self.newest[str(first)] = str(self._setting.publish(text, edit_of=str(number)))
