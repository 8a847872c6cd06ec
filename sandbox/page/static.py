"""Writes the page as one file that holds its numbers and needs no network."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sandbox.page.definitions import Definitions, read_definitions
from sandbox.page.index import Index
from sandbox.page.markup import file_page
from sandbox.page.snapshot import find_extent, take_snapshot

Json = dict[str, Any]

MOST_CHOICES = 100  # snapshots in one file: about 20 KB each
MOST_READS = 100_000  # documents times choices: about ten seconds of the sandbox's index


def write_static_page(path: Path, index_url: str, dashboards_folder: Path) -> None:
    """Write what the index at `index_url` holds now as a page to open from the disk.

    Its controls work one at a time; with too many values in them, or too many documents, they are
    off, and the page says so. Raises IndexDoesNotAnswerError, OSError, and ValueError for a
    folder without dashboards.
    """
    definitions = read_definitions(dashboards_folder)
    index = Index(index_url, definitions.index_pattern.title)
    snapshots = _snapshots(index, definitions, datetime.now(UTC))
    path.write_text(file_page(snapshots), "utf-8")


def _snapshots(index: Index, definitions: Definitions, now: datetime) -> Json:
    extent = find_extent(index, definitions.index_pattern, now)
    everything = take_snapshot(index, definitions, {}, now, extent)
    choices = _choices(everything)
    too_many = len(choices) > MOST_CHOICES or len(choices) * extent.documents > MOST_READS
    filtered = {
        f"{field}={value}": take_snapshot(index, definitions, {field: value}, now, extent)
        for field, value in ([] if too_many else choices)
    }
    return {"": everything, **filtered}


def _choices(snapshot: Json) -> list[tuple[str, str]]:
    return [
        (control["field"], value)
        for board in snapshot["dashboards"]
        for panel in board["panels"]
        for control in panel.get("drawing", {}).get("controls", [])
        for value in control["options"]
    ]
