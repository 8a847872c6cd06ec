"""Keeps what was found out, so that a later run tries only what has changed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

KILLED, SURVIVED, TIMED_OUT = "killed", "survived", "timed out"


@dataclass(frozen=True)
class Result:
    """What became of one change."""

    key: str
    """Names the file's content, the change, and the room."""
    outcome: str
    test: str
    """The test that saw it; empty for a survivor."""
    proof: str
    """Names the content of that test's file; for a survivor, of all tests of the room."""
    seconds: float


class Results:
    """The results in `build/mutants`, one line each, written as they come."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._by_key: dict[str, Result] = {}
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists():
            for line in file.read_text("utf-8").splitlines():
                try:
                    result = Result(**json.loads(line))
                except (ValueError, TypeError):  # a line that was cut off
                    continue
                self._by_key[result.key] = result

    def add(self, result: Result) -> None:
        """Keep a result."""
        self._by_key[result.key] = result
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(result)) + "\n")

    def get(self, key: str) -> Result | None:
        """The last result of this key, whether it still holds or not."""
        return self._by_key.get(key)
