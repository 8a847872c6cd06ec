"""The list of changes that change nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mutants import equivalents
from mutants.changes.mutation import Mutation
from mutants.changes.product import mutations_of
from mutants.rooms import rooms

PROJECT = Path(__file__).parents[3]


def test_every_entry_describes_a_change_of_todays_code() -> None:
    entries = equivalents.read(PROJECT / "mutants" / "equivalents.toml")
    listed = {entry.file for entry in entries}

    def is_described(mutation: Mutation) -> bool:
        return any(entry.describes(mutation) for entry in entries)

    found = [
        mutation
        for room in rooms(PROJECT)
        if (files := tuple(file for file in room.files if file in listed))
        for mutation in mutations_of(PROJECT, replace(room, files=files), is_described)
    ]
    assert [str(entry) for entry in equivalents.stale(entries, found)] == []
