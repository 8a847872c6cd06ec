"""Changes in a copy of a project."""

from __future__ import annotations

from pathlib import Path

from mutants.worker.overlay import Overlay


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
