"""A window that dies anywhere leaves nothing behind that a later one does not find."""

from __future__ import annotations

from collector.timing import Timing
from sandbox.simulation.aws import Call, NoAnswer
from tests.unit.collector.setting import Setting

WRITES = frozenset({"PutItem", "DeleteItem", "UpdateItem"})
QUICK = Timing(stream_lag=2.0, search_lag=33.0, checkpoint_interval=1.0)


class Killed(BaseException):
    """The process is gone: nothing that it would do afterwards happens."""


class Killer:
    """Lets a process die at its n-th write to the state table, before or after it is done."""

    def __init__(self, setting: Setting, at: int, *, done: bool) -> None:
        self.writes = 0
        self.is_dead = False
        self._at = at
        self._done = done
        self._setting = setting

    def __call__(self, call: Call) -> NoAnswer | None:
        if self.is_dead:
            raise Killed
        if call.operation in WRITES:
            self.writes += 1
            if self.writes == self._at:
                self.is_dead = True
                if self._done:
                    return NoAnswer(done=True)
                raise Killed
        return None
