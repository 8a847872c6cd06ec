"""What an earlier version left: recorded from it, and kept as plain data beside this file."""

from __future__ import annotations

import base64
import gzip
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


def rules_at_x() -> list[dict[str, str]]:
    """Return the rules that the standing stack had put on X, each with its value and its tag."""
    rules: list[dict[str, str]] = json.loads((RECORDED / "rules_at_x.json").read_text())
    return rules


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

    @property
    def posts_read(self) -> int:
        """How many posts counted as read, on its only day."""
        (counted,) = {int(each["posts"]["N"]) for each in self.items if "posts" in each}
        return counted


def left_in_table(scene: str) -> LeftInTable:
    """Return what windows left that had `ended`, `paused` or been `killed`."""
    scenes = json.loads((RECORDED / "state_table.json").read_text())
    return LeftInTable(**scenes[scene])


@dataclass(frozen=True)
class LeftInBucket:
    """What was in the failures bucket: objects by their keys, and the records in them."""

    objects: dict[str, bytes]
    records: list[dict[str, Any]]


LAST_FAILURE = 1_796_065_660.0
"""After all that the recorded objects tell, in seconds since 1970."""


def left_in_bucket(scene: str) -> LeftInBucket:
    """Return what had failed and was `new`, was `redriven` three times, or `dead` after that."""
    found = json.loads((RECORDED / "failed_objects.json").read_text())[scene]
    lines = [line for lines in found.values() for line in lines]
    return LeftInBucket(
        {key: gzip.compress(_text_of(lines)) for key, lines in found.items()},
        [json.loads(base64.b64decode(line["rawData"])) for line in lines],
    )


def _text_of(lines: list[dict[str, Any]]) -> bytes:
    return "".join(f"{json.dumps(line)}\n" for line in lines).encode()


def domain_contents() -> list[dict[str, Any]]:
    """Return what the bootstrap put into the domain: `method`, `path` and `body` of requests."""
    requests: list[dict[str, Any]] = json.loads((RECORDED / "domain_contents.json").read_text())
    return requests
