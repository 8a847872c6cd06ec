"""Keeps a second Ctrl-C from interrupting the clearing up after the first."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


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
def interruption_untold() -> Iterator[None]:
    """Let an interruption end what is under way without a word; for the main thread."""
    before = [signal.signal(number, interrupt) for number in ENDING]
    try:
        yield
    finally:
        for number, handler in zip(ENDING, before, strict=True):
            signal.signal(number, handler)


def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    """Handle a signal that ends, as Ctrl-C does."""
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
