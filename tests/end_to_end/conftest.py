"""Fixtures of the tests that run the whole pipeline."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.end_to_end.commands import PROJECT

NOT_COPIED = (".git", ".venv", ".sandbox", "engine", "__pycache__", ".*_cache", ".hypothesis")


@pytest.fixture
def project_copy(tmp_path: Path) -> Path:
    """A copy of the project to break; archives that are built already come along."""
    copy = tmp_path / "project"
    ignored = shutil.ignore_patterns(*NOT_COPIED)

    def ignore(folder: str, names: list[str]) -> set[str]:
        # Only the top folder's `engine` is a build; sandbox/engine is a part of the project.
        found = ignored(folder, names)
        return found if Path(folder).name == "build" else found - {"engine"}

    shutil.copytree(PROJECT, copy, symlinks=True, ignore=ignore)
    return copy


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    """Forty posts in a file, some of them the same, some in other languages."""
    texts = ["coffee is wonderful", "this coffee is awful", "el café es bueno", "コーヒーが好き"]
    file = tmp_path / "posts.jsonl"
    lines = [f'{{"text": "{texts[number % 4]} {number // 2}"}}\n' for number in range(40)]
    file.write_text("".join(lines), encoding="utf-8")
    return file
