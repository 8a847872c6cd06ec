"""Changes in a copy of a project."""

from __future__ import annotations

import os
from pathlib import Path

from mutants.worker.overlay import Overlay, copy_project


def test_each_change_has_another_time_in_whole_seconds_so_that_no_compiled_code_serves_two(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.py").write_text("x = 0\n")
    overlay = Overlay(tmp_path)
    times = []
    for number in (1, 2, 3):
        overlay.change("a.py", f"x = {number}\n".encode())
        assert (tmp_path / "a.py").read_text() == f"x = {number}\n"
        times.append(int((tmp_path / "a.py").stat().st_mtime))
    assert len(set(times)) == 3


def test_a_copy_has_the_newest_archive_of_each_function_and_no_virtual_environment(
    tmp_path: Path,
) -> None:
    project, copy = tmp_path / "project", tmp_path / "copy"
    for number, name in enumerate(("collector/old", "collector/new", "redrive/only")):
        archive = project / "build" / "functions" / name
        archive.mkdir(parents=True)
        (archive / "handler.py").write_text(name)
        os.utime(archive, (number, number))
    for name in (".venv/bin/python", "functions/handler.py"):
        (project / name).parent.mkdir(parents=True)
        (project / name).touch()
    copy_project(project, copy)
    found = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    archives = ("collector/new", "redrive/only")
    assert found == {"functions/handler.py"} | {
        f"build/functions/{name}/handler.py" for name in archives
    }
