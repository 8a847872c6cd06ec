"""Which tests concern a room."""

from __future__ import annotations

from pathlib import Path

import pytest

from mutants.rooms import NoTestsError, rooms


def made(folder: Path, *files: str) -> Path:
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x = 1\n")
    return folder


def test_a_room_is_held_by_the_tests_at_its_path_or_at_the_nearest_above(tmp_path: Path) -> None:
    project = made(
        tmp_path,
        "functions/collector/handler.py",
        "functions/collector/gaps/filler.py",
        "functions/collector/rules/api.py",
        "tests/unit/collector/gaps/test_filler.py",
    )
    assert {room.name: (room.files, room.tests) for room in rooms(project, {})} == {
        "functions/collector": (("functions/collector/handler.py",), ("tests/unit/collector",)),
        "functions/collector/gaps": (
            ("functions/collector/gaps/filler.py",),
            ("tests/unit/collector/gaps",),
        ),
        "functions/collector/rules": (
            ("functions/collector/rules/api.py",),
            ("tests/unit/collector",),
        ),
    }


def test_the_table_comes_first(tmp_path: Path) -> None:
    project = made(tmp_path, "components/settings/read.py", "tests/infra/test_a.py")
    table = {"components": ["tests/infra", "tests/unit/test_gone.py"]}
    (room,) = rooms(project, table)
    assert room.tests == ("tests/infra",)


def test_a_room_without_tests_is_told(tmp_path: Path) -> None:
    project = made(tmp_path, "functions/archive/handler.py")
    with pytest.raises(NoTestsError, match=r"No tests concern functions/archive.*Add a line"):
        rooms(project, {})
