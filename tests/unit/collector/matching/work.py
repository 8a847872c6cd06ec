"""How much work something is, told without a clock."""

from __future__ import annotations

import sys
from collections.abc import Callable
from inspect import CO_GENERATOR
from types import FrameType


class TooMuchWorkError(AssertionError):
    """It was not done after as many calls as it may take."""


def done_within(most: int, work: Callable[[], object]) -> bool:
    """Say whether something ends within so many calls of Python's functions; it is cut then."""
    left = most

    def count(frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal left
        left -= 1
        # What is raised while a generator is closed is ignored.
        if left < 0 and not frame.f_code.co_flags & CO_GENERATOR:
            raise TooMuchWorkError

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    except TooMuchWorkError:
        return False
    finally:
        sys.settrace(before)
    return True
