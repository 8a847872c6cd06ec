"""What Ctrl-C, and each other end from the outside, does to a command, and what it must not."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from sandbox.failure import Interrupted

Handler = Callable[[int, FrameType | None], NoReturn]

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ENDING_NOW = "Ending: what was started is being torn down ..."
TORN_DOWN = "Interrupted; everything that was started has been torn down."


def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    """Handle what ends a process as Ctrl-C is."""
    raise KeyboardInterrupt


def stay_uninterrupted() -> None:
    """Let nothing but a kill end this process: what it did is done, and it only tells of it."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let nothing but a kill end this process for a while; for the main thread."""
    before = [signal.signal(number, signal.SIG_IGN) for number in ENDING]
    try:
        yield
    finally:
        for number, handler in zip(ENDING, before, strict=True):
            signal.signal(number, handler)


@contextmanager
def torn_down_when_interrupted() -> Iterator[None]:
    """Say at once that it ends, for tearing down takes a while; then raise Interrupted."""
    handle_endings(_interrupt_telling)
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(TORN_DOWN) from None


def handle_endings(handler: Handler = interrupt) -> None:
    """Let a handler see what ends this process, but for what it was started to ignore."""
    for number in ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


def _interrupt_telling(_number: int, _frame: FrameType | None) -> NoReturn:
    with contextlib.suppress(OSError):  # nobody may read it any more
        os.write(sys.stderr.fileno(), f"{ENDING_NOW}\n".encode())  # print may be under way
    raise KeyboardInterrupt


@contextmanager
def interruption_later() -> Iterator[None]:
    """Let an interruption wait until a child that is being started is known, so that it is ended.

    Signals are Python's to handle in the main thread only; elsewhere nothing needs to wait.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {number: signal.getsignal(number) for number in ENDING}
    for number in ENDING:
        signal.signal(number, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])
