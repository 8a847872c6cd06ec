"""What an earlier version left: recorded from it, and kept as plain data beside this file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.deploy.state import State

RECORDED = Path(__file__).parent


def standing_stack(folder: Path, **values: str) -> State:
    """Return the state of a stack that the earlier version deployed, kept in the folder from now.

    `values` stand in place of `{token}`, X's bearer token, `{password}`, the domain's, and
    `{account}`, AWS's.
    """
    text = (RECORDED / "standing_stack.json").read_text()
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    path = folder / "state.json"
    path.write_text(text)
    return State.read(path)


@dataclass(frozen=True)
class LeftInTable:
    """What windows left in the state table, as DynamoDB has it, and the posts of their time.

    `recorded_at` is in seconds since 1970; Firehose had acknowledged the posts `delivered`, and the
    stream did not bring those `missed`.
    """

    recorded_at: float
    items: list[dict[str, Any]]
    delivered: list[int]
    missed: list[int]

    def item(self, kind: str) -> dict[str, Any]:
        """Return the only item of a kind, its attributes as plain text or flags."""
        (found,) = [each for each in self.items if each["kind"] == {"S": kind}]
        return {name: next(iter(value.values())) for name, value in found.items()}


def left_in_table(scene: str) -> LeftInTable:
    """Return what windows left that had `ended`, `paused` or been `killed`."""
    scenes = json.loads((RECORDED / "state_table.json").read_text())
    return LeftInTable(**scenes[scene])
