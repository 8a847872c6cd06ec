"""However a build ends, and whatever else builds, no archive is half made."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from components.functions.function_archive import ArchiveError, build_function_archive
from tests.infra.archives.archives import held, sample_project


def test_builds_at_the_same_time_agree_and_leave_nothing_behind(tmp_path: Path) -> None:
    project = sample_project(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        archives = set(
            pool.map(lambda _: build_function_archive("sample", project=project), range(8))
        )
    (archive,) = archives
    assert list(archive.parent.iterdir()) == [archive]


def test_an_interrupted_build_leaves_nothing_half_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = sample_project(tmp_path)
    copied: list[Path] = []

    def interrupt(target: Path) -> None:
        copied.append(target)
        raise KeyboardInterrupt

    _before_the_copy_of(monkeypatch, "clock.py", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build_function_archive("sample", project=project)
    monkeypatch.undo()
    place = project / "build/functions/sample"
    assert copied[0].is_relative_to(place), "a move from another disk would take several steps"
    archive = build_function_archive("sample", project=project)
    assert held(archive) == {"sample/handler.py", "shared/clock.py"}
    assert list(archive.parent.iterdir()) == [archive]


def test_a_build_that_another_was_quicker_than_takes_the_others_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = sample_project(tmp_path)
    others: list[Path] = []

    def be_quicker(_: Path) -> None:
        monkeypatch.undo()
        others.append(build_function_archive("sample", project=project))

    _before_the_copy_of(monkeypatch, "clock.py", be_quicker)
    archive = build_function_archive("sample", project=project)
    assert others == [archive]
    assert list(archive.parent.iterdir()) == [archive]


def test_an_archive_that_can_not_be_moved_to_its_place_is_told(tmp_path: Path) -> None:
    project = sample_project(tmp_path)
    archive = build_function_archive("sample", project=project)
    shutil.rmtree(archive)
    archive.write_text("a file where a folder belongs")
    with pytest.raises(ArchiveError, match="can't be written to"):
        build_function_archive("sample", project=project)


def test_what_a_killed_build_leaves_behind_does_no_harm(tmp_path: Path) -> None:
    project = sample_project(tmp_path)
    left = project / "build/functions/sample/.building-x/archive"
    left.mkdir(parents=True)
    (left / "half.py").write_text("x = ")
    archive = build_function_archive("sample", project=project)
    assert held(archive) == {"sample/handler.py", "shared/clock.py"}


def _before_the_copy_of(
    monkeypatch: pytest.MonkeyPatch, name: str, happens: Callable[[Path], None]
) -> None:
    """Let something happen in the middle of a build; it is told where the copy would go."""
    copyfile = shutil.copyfile

    def copy(source: Path, target: Path) -> None:
        if source.name == name:
            happens(target)
        copyfile(source, target)

    monkeypatch.setattr(shutil, "copyfile", copy)
