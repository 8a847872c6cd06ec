"""Keeps Python from searching for reference cycles all the time."""

from __future__ import annotations

import gc

_OBJECTS_BETWEEN_SEARCHES = 100_000


def search_cycles_rarely() -> None:
    """Search after each 100,000 new objects instead of 700.

    A buffer of Firehose is some 100,000 objects that live until the answer is written and hold no
    cycles: looking through them again and again took a tenth of the transform's time.
    """
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)
