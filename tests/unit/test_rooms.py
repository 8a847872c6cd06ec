"""The layout is the architecture: who may import whom, how full a room may be, and no circles."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
MOST_FILES_IN_A_ROOM = 14

# A room is a folder, or a file that several rooms of its folder stand on. What a room imports stands
# right of its name; its own files it may always import.
ROOMS = """
__main__: components components.settings components.monitoring

components: components.settings components.functions components.names components.policies
components.names:
components.policies:
components.settings:
components.functions: components.policies
components.monitoring: components components.settings components.names

shared:
bootstrap: shared
redrive: shared

sentiment: sentiment.comprehend sentiment.documents shared
sentiment.comprehend: shared
sentiment.documents: sentiment.comprehend shared

collector: collector.stream collector.gaps collector.posts collector.state collector.rules collector.x
    collector.settings collector.timing collector.spans shared
collector.stream: collector.gaps collector.posts collector.state collector.x collector.timing shared
collector.gaps: collector.posts collector.state collector.x
    collector.settings collector.timing collector.spans shared
collector.posts: collector.x collector.timing collector.spans shared
collector.state: collector.timing shared
collector.rules: collector.x collector.settings collector.timing shared
collector.x: collector.timing shared
collector.settings: shared
collector.timing:
collector.spans:
"""


def _allowed() -> dict[str, set[str]]:
    table: dict[str, set[str]] = {}
    for line in ROOMS.replace("\n    ", " ").splitlines():
        if line:
            room, _, others = line.partition(":")
            table[room] = set(others.split())
    return table


ALLOWED = _allowed()


def _modules() -> dict[str, Path]:
    places = [PROJECT / "functions", PROJECT]
    found = {"__main__": PROJECT / "__main__.py"}
    for place, names in zip(places, [None, ("components", "sandbox")], strict=True):
        for folder in sorted(place.iterdir()):
            if not folder.is_dir() or (names and folder.name not in names):
                continue
            for path in folder.rglob("*.py"):
                found[".".join(path.relative_to(place).with_suffix("").parts)] = path
    return {name: path for name, path in found.items() if "__pycache__" not in path.parts}


MODULES = _modules()


def room_of(module: str) -> str:
    """The longest name of the table that a module has or lies in."""
    name = module
    while name not in ALLOWED:
        if "." not in name:
            return ""
        name = name.rpartition(".")[0]
    return name


def _imports(module: str) -> set[str]:
    tree = ast.parse(MODULES[module].read_text())
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            source = node.module or ""
            inner = {f"{source}.{alias.name}" for alias in node.names}
            names |= {name if name in MODULES else source for name in inner}
    return {name if name in MODULES else f"{name}.__init__" for name in names} & set(MODULES)


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_imports_only_from_the_rooms_below_it(module: str) -> None:
    room = room_of(module)
    assert room, f"{module} lies in no room of the table"
    for imported in sorted(_imports(module)):
        other = room_of(imported)
        assert other == room or other in ALLOWED[room], f"{module} imports {imported}"


def test_no_room_is_reached_from_itself_by_way_of_others() -> None:
    tuple(TopologicalSorter(ALLOWED).static_order())


def test_no_file_imports_itself_by_way_of_others() -> None:
    tuple(TopologicalSorter({module: _imports(module) for module in MODULES}).static_order())


def test_every_arrow_of_the_table_is_needed() -> None:
    used: dict[str, set[str]] = {room: set() for room in ALLOWED}
    for module in MODULES:
        used[room_of(module)] |= {room_of(imported) for imported in _imports(module)}
    for room, others in ALLOWED.items():
        assert others <= used[room], f"{room} does not import {others - used[room]}"


def test_no_room_holds_more_files_than_a_reader_can_oversee() -> None:
    folders = {path.parent for path in MODULES.values()}
    for folder in folders:
        files = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
        assert len(files) <= MOST_FILES_IN_A_ROOM, f"{folder.relative_to(PROJECT)}: {len(files)}"
