"""The rooms of the product, and which tests concern each: change the table when either moves.

A room is a folder that holds Python files of its own (its subfolders are rooms too), or the folder
`dashboards` with all that is below it. What the table does not name is held by the tests at the
same path under tests/unit, or by those of the nearest folder above that has any. A star stands for
any name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TOPS = ("functions", "components", "dashboards")

TESTS: dict[str, list[str]] = {
    "components": [
        "tests/unit/components",
        "tests/infra/test_*.py",
        "tests/infra/archives",
        "tests/infra/iam",
        "tests/infra/monitoring",
        "tests/infra/resources",
    ],
    "functions/bootstrap/contents": ["tests/unit/bootstrap"],
    "functions/collector": [
        "tests/unit/collector/test_*.py",
        "tests/windows/test_[bdeghlrsv]*.py",  # without those that take longest
    ],
    "functions/collector/gaps": [
        "tests/unit/collector/gaps",
        "tests/windows/filler",
        "tests/windows/test_damaged_lines.py",
        "tests/windows/test_failed_writes.py",
        "tests/windows/test_gaps.py",
        "tests/windows/test_where_it_began.py",
    ],
    "functions/collector/matching": [
        "tests/unit/collector/matching",
        "tests/laws/collector/matching",
    ],
    "functions/collector/posts": ["tests/unit/collector/posts", "tests/windows/test_delivery.py"],
    "functions/collector/rules": [
        "tests/unit/collector/rules",
        "tests/windows/test_refused.py",
        "tests/windows/test_tags.py",
    ],
    "functions/collector/state": [
        "tests/unit/collector/state",
        "tests/laws/collector/state",
        "tests/windows/test_counts_once.py",
        "tests/windows/test_lease.py",
        "tests/windows/test_overtaken.py",
        "tests/windows/test_partition.py",
    ],
    "functions/collector/stream": [
        "tests/unit/collector/stream",
        "tests/windows/test_stream.py",
        "tests/windows/test_end.py",
    ],
    "functions/collector/x": ["tests/unit/collector/x", "tests/unit/collector/stream"],
    "functions/redrive": ["tests/unit/redrive", "tests/laws/redrive"],
    "functions/sentiment": ["tests/unit/sentiment", "tests/laws/sentiment"],
    "dashboards": [
        "tests/unit/bootstrap/dashboards/test_boards.py",
        "tests/unit/bootstrap/dashboards/test_dashboards.py",
        "tests/unit/bootstrap/dashboards/test_import_file.py",
        "tests/unit/bootstrap/contents/test_index_data.py",
        "tests/unit/bootstrap/contents/test_index_fields.py",
        "tests/unit/bootstrap/dashboards/test_panels.py",
        "tests/unit/bootstrap/dashboards/test_saved_objects.py",
        "tests/unit/bootstrap/contents/test_templates.py",
    ],
}

READ_BY_ALL = ("tests/conftest.py", "tests/unit/conftest.py", "tests/fake_clock.py")
"""What tests of every room depend on."""


@dataclass(frozen=True)
class Room:
    """Files to change, and the tests that should see it; all paths are below the project."""

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]


class NoTestsError(Exception):
    """A room for which the table names no tests that exist."""


def rooms(project: Path, table: dict[str, list[str]] | None = None) -> list[Room]:
    """Return all rooms, in the order of their names."""
    tests = TESTS if table is None else table
    found: dict[str, list[str]] = {}
    for top in TOPS:
        for path in sorted((project / top).rglob("*")):
            if path.suffix == (".json" if top == "dashboards" else ".py"):
                file = path.relative_to(project)
                name = top if top == "dashboards" else file.parent.as_posix()
                if path.stat().st_size:
                    found.setdefault(name, []).append(file.as_posix())
    return [
        Room(name, tuple(files), tuple(_tests(project, name, tests)))
        for name, files in sorted(found.items())
    ]


def _tests(project: Path, name: str, table: dict[str, list[str]]) -> list[str]:
    below = name.removeprefix("functions/")
    for place in (name, *(parent.as_posix() for parent in Path(name).parents)):
        if place in table:
            found = [path for test in table[place] for path in sorted(project.glob(test))]
            return [path.relative_to(project).as_posix() for path in found] or _none(name)
    for folder in (Path(below), *Path(below).parents):
        if folder != Path() and (project / "tests/unit" / folder).is_dir():
            return [f"tests/unit/{folder.as_posix()}"]
    return _none(name)


def _none(name: str) -> list[str]:
    raise NoTestsError(
        f"No tests concern {name}: there is no folder for it under tests/unit, and the table in "
        "mutants/rooms.py names none that exists. Add a line there, such as "
        f'"{name}": ["tests/unit/…"].'
    )


def digest(project: Path, paths: Iterator[str] | tuple[str, ...]) -> str:
    """Return a name for the content of these files, and of the Python files below these folders."""
    digest = hashlib.sha256()
    for name in paths:
        path = project / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(f"{file.relative_to(project).as_posix()}\n".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:20]
