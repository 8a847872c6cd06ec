"""Looks at the state table and at Firehose again and again while a storm is on."""

from __future__ import annotations

import threading

from sandbox.storm.evidence import Sample
from sandbox.storm.state_table import CollectorState
from sandbox.watch.cloud_remote import CloudRemote

PAUSE_SECONDS = 0.2


class Witness:
    """Takes samples in a thread of its own; `problem` is what ended it, if anything did."""

    def __init__(self, state: CollectorState, control: CloudRemote) -> None:
        self._state = state
        self._control = control
        self._before = len(control.accepted(0))
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="witness", daemon=True)
        self.samples: list[Sample] = []
        self.accepted: list[str] = []
        self.problem: Exception | None = None

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look a last time."""
        self._stop.set()
        self._thread.join()
        if self.problem is None:
            self._look()

    def _run(self) -> None:
        try:
            while not self._stop.wait(PAUSE_SECONDS):
                self._look()
        except Exception as problem:  # told by the thread that counts
            self.problem = problem

    def _look(self) -> None:
        saved = self._state.read()
        # After the gaps: what was in one that is closed by now has been acknowledged before.
        self.accepted += self._control.accepted(self._before + len(self.accepted))
        self.samples.append(
            Sample(saved.checkpoint_id, saved.paused, saved.gaps, len(self.accepted))
        )
