"""The layout is the architecture: who may import whom, how full a room may be, and no circles."""

from __future__ import annotations

from graphlib import TopologicalSorter

import pytest

from tests.tools.rooms.imports import MODULES, PROJECT, imports, known, names
from tests.tools.rooms.table import ALLOWED

MOST_FILES_IN_A_ROOM = 14


def room_of(module: str) -> str:
    """The longest name of the table that a module has or lies in."""
    name = module
    while name not in ALLOWED:
        if "." not in name:
            return ""
        name = name.rpartition(".")[0]
    return name


def is_allowed(room: str, other: str) -> bool:
    """Whether files of one room may import files of the other."""
    folder = other.rpartition(".")[0] if other in MODULES else other
    return other == room or not {other, folder}.isdisjoint(ALLOWED[room])


@pytest.mark.parametrize(
    "line",
    [
        "from collector import spans",
        "from functions.collector import spans",
        "import functions.collector.spans",
        "def late():\n    from collector.spans import Span",
        'importlib.import_module("collector.spans")',
        '__import__("functions.collector.spans")',
    ],
)
def test_an_import_is_seen_however_it_is_written(line: str) -> None:
    assert "collector.spans" in {known(name) for name in names(line)}


def test_a_name_with_dots_is_refused() -> None:
    with pytest.raises(AssertionError, match="is written whole"):
        names("from .. import window")


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_imports_only_from_the_rooms_below_it(module: str) -> None:
    room = room_of(module)
    assert room, f"{module} lies in no room of the table"
    for imported in sorted(imports(module)):
        other = room_of(imported)
        assert is_allowed(room, other), f"{module} imports {imported}"


def test_no_room_is_reached_from_itself_by_way_of_others() -> None:
    tuple(TopologicalSorter(ALLOWED).static_order())


def test_no_file_imports_itself_by_way_of_others() -> None:
    tuple(TopologicalSorter({module: imports(module) for module in MODULES}).static_order())


def test_every_arrow_of_the_table_is_needed() -> None:
    used: dict[str, set[str]] = {room: set() for room in ALLOWED}
    for module in MODULES:
        used[room_of(module)] |= {room_of(imported) for imported in imports(module)}
    for room, others in ALLOWED.items():
        files = {other.rpartition(".")[0] for other in used[room] if other in MODULES}
        assert others <= used[room] | files, f"{room} does not import {others - used[room]}"


def test_no_room_holds_more_files_than_a_reader_can_oversee() -> None:
    folders = {path.parent for path in MODULES.values()}
    for folder in folders:
        files = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
        assert len(files) <= MOST_FILES_IN_A_ROOM, f"{folder.relative_to(PROJECT)}: {len(files)}"
