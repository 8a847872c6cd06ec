"""A service of the local cloud goes on after what failed once."""

from __future__ import annotations

import threading

from sandbox.cloud.counters import Counters
from sandbox.cloud.repetition import repeat


def test_a_service_that_fails_once_tells_it_and_goes_on() -> None:
    counters, stopping = Counters(), threading.Event()
    looks: list[int] = []

    def look() -> None:
        looks.append(len(looks))
        if len(looks) == 3:
            stopping.set()
        raise RuntimeError("can't start new thread")

    repeat(look, stopping, counters)
    assert looks == [0, 1, 2]
    (error,) = counters.errors()
    assert (error["code"], error["times"]) == ("Sandbox.ServiceFault", 3)
    assert "can't start new thread" in str(error["message"])
