"""Writes the page as one file that holds its numbers and needs no network."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sandbox.page.definitions import Definitions, read_definitions
from sandbox.page.index import Index
from sandbox.page.markup import file_page
from sandbox.page.snapshot import take_snapshot

Json = dict[str, Any]

MOST_CHOICES = 64  # snapshots in one file: about 20 KB each


def write_static_page(path: Path, index_url: str, dashboards_folder: Path) -> None:
    """Write what the index at `index_url` holds now as a page to open from the disk.

    The controls work as far as there are at most 64 combinations of their values; beyond
    that the page says that they are off. Raises IndexDoesNotAnswerError, OSError, and ValueError
    for a folder without dashboards.
    """
    definitions = read_definitions(dashboards_folder)
    index = Index(index_url, definitions.index_pattern.title)
    snapshots = _snapshots(index, definitions, datetime.now(UTC))
    path.write_text(file_page(snapshots), "utf-8")


def _snapshots(index: Index, definitions: Definitions, now: datetime) -> Json:
    everything = take_snapshot(index, definitions, {}, now)
    choices = _choices(everything)
    if len(choices) > MOST_CHOICES:
        return {"": everything}
    return {
        choice_name(chosen): take_snapshot(index, definitions, chosen, now)
        if chosen
        else everything
        for chosen in choices
    }


def choice_name(chosen: Mapping[str, str]) -> str:
    """Return the name of a choice, as the page's script spells it: field=value&field=value."""
    return urlencode(sorted(chosen.items()))


def _choices(snapshot: Json) -> list[dict[str, str]]:
    options = {
        control["field"]: control["options"]
        for board in snapshot["dashboards"]
        for panel in board["panels"]
        for control in panel.get("drawing", {}).get("controls", [])
    }
    picks = itertools.product(*([None, *values] for values in options.values()))
    return [
        {name: value for name, value in zip(options, pick, strict=True) if value is not None}
        for pick in picks
    ]
