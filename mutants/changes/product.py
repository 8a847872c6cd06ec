"""All changes of a room."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mutants.changes import json_file, python_file
from mutants.changes.mutation import Mutation
from mutants.changes.operators.names import Fields, fields_of
from mutants.rooms import Room


def mutations_of(
    project: Path, room: Room, is_wanted: Callable[[Mutation], bool] = lambda _: True
) -> list[Mutation]:
    """Return the wanted changes of a room's files, in their order."""
    classes = _classes(project, room)
    found: list[Mutation] = []
    for file in room.files:
        content = (project / file).read_bytes()
        if file.endswith(".json"):
            found += filter(is_wanted, json_file.mutations(file, content))
        else:
            found += python_file.mutations(file, content, classes, is_wanted)
    return found


def _classes(project: Path, room: Room) -> dict[str, Fields]:
    """The classes that the room may use: those of its function, or of all components."""
    folders = {"/".join(room.name.split("/")[: 2 if room.name.startswith("functions") else 1])}
    if room.name.startswith("functions"):
        folders.add("functions/shared")
    files = [file for folder in sorted(folders) for file in (project / folder).rglob("*.py")]
    return fields_of(file.read_bytes() for file in sorted(files))
