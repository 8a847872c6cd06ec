"""The same inputs give the same bytes under the same name; any change of them gives others."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.functions.function_archive import build_function_archive
from tests.infra.archives.archives import sample_project, zipped


def test_the_same_inputs_give_the_same_bytes_anywhere(tmp_path: Path) -> None:
    first = build_function_archive("sample", project=sample_project(tmp_path / "one"))
    second = build_function_archive("sample", project=sample_project(tmp_path / "two"))
    assert first.name == second.name
    assert zipped(first) == zipped(second)


def test_an_archive_is_built_anew_only_when_its_inputs_changed(tmp_path: Path) -> None:
    project = sample_project(tmp_path)
    archive = build_function_archive("sample", project=project)
    made = archive.stat().st_mtime_ns
    (project / "functions/other").mkdir()
    (project / "functions/other/new.py").write_text("x = 1")
    (project / "functions/sample/__pycache__").mkdir()
    (project / "functions/sample/__pycache__/handler.pyc").write_bytes(b"bytes")
    (project / "functions/sample/.DS_Store").write_bytes(b"how a window looked")
    assert build_function_archive("sample", project=project) == archive
    assert archive.stat().st_mtime_ns == made


@pytest.mark.parametrize(
    "changed",
    [
        "functions/sample/handler.py",
        "functions/sample/further/down/new.py",
        "functions/shared/clock.py",
        "dashboards/a.json",
    ],
)
def test_a_change_of_any_input_gives_another_archive(tmp_path: Path, changed: str) -> None:
    project = sample_project(tmp_path)
    before = build_function_archive("sample", project=project, extra_folders=["dashboards"])
    (project / changed).parent.mkdir(parents=True, exist_ok=True)
    (project / changed).write_text("changed = True")
    after = build_function_archive("sample", project=project, extra_folders=["dashboards"])
    assert after != before
    assert (after / changed.removeprefix("functions/")).read_text() == "changed = True"


@pytest.mark.parametrize(
    "moved",
    [
        {"p.py": "a", "q.py": "bb"},
        {"p.py": "ab", "r.py": "b"},
    ],
)
def test_the_same_bytes_in_other_files_are_another_archive(
    tmp_path: Path, moved: dict[str, str]
) -> None:
    archives = set()
    for number, files in enumerate([{"p.py": "ab", "q.py": "b"}, moved]):
        project = sample_project(tmp_path / str(number))
        for path, text in files.items():
            (project / "functions/sample" / path).write_text(text)
        archives.add(build_function_archive("sample", project=project).name)
    assert len(archives) == 2


def test_a_new_lock_gives_another_archive(tmp_path: Path) -> None:
    project = sample_project(tmp_path)
    before = build_function_archive("sample", project=project)
    (project / "functions/sample/requirements.txt").write_text("# a newer nothing")
    assert build_function_archive("sample", project=project) != before
