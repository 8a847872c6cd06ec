"""Services that look again and again whether something is due."""

from __future__ import annotations

import threading
from collections.abc import Callable

from sandbox.cloud.counters import Counters

TICK_SECONDS = 0.02


def repeat(look: Callable[[], None], stopping: threading.Event, counters: Counters) -> None:
    """Look until it is stopped; what fails once is told, and tried again at the next tick."""
    while not stopping.wait(TICK_SECONDS):
        try:
            look()
        except Exception as error:  # without it the service would stand still, and nobody know why
            counters.error("Sandbox.ServiceFault", repr(error))
