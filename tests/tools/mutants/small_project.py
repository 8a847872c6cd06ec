"""A project of one room and its tests, to break on purpose."""

from __future__ import annotations

import argparse
import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

from mutants.__main__ import run
from mutants.worker.workshop import Start
from tests.tools.mutants.plain_worker import PlainWorker

PYPROJECT = """
[tool.pytest.ini_options]
pythonpath = [".", "functions"]
addopts = "--import-mode=importlib"
"""
LIMIT = """
LIMIT = 3


def is_full(count):
    return count >= LIMIT
"""
DOUBLE = """def double(a):
    return a * 2
"""
TEST_LIMIT = """
from small.limit import is_full


def test_three_is_full():
    assert is_full(3)
"""


@dataclass
class Ran:
    """What a run of the command told."""

    status: int
    words: str
    report: list[dict[str, Any]] = field(default_factory=list)

    @property
    def survivors(self) -> set[str]:
        """The changes that no test saw, of all rooms."""
        return {one["change"] for room in self.report for one in room["survivors"]}


class SmallProject:
    """Lies in a folder of its own; its one room is functions/small."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def new(cls, folder: Path) -> SmallProject:
        """Write the project."""
        project = cls(folder)
        project.write("pyproject.toml", PYPROJECT)
        project.write("functions/small/__init__.py", "")
        project.write("functions/small/limit.py", LIMIT)
        project.write("functions/small/double.py", DOUBLE)
        project.write("tests/unit/small/test_limit.py", TEST_LIMIT)
        return project

    def write(self, name: str, text: str) -> None:
        """Write a file, with the folders around it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def results(self) -> list[dict[str, Any]]:
        """Every try that was ever made, in its order."""
        file = self.folder / "build/mutants/results.jsonl"
        return [json.loads(line) for line in file.read_text("utf-8").splitlines()]

    def run(self, start: Start = PlainWorker, **arguments: Any) -> Ran:
        """Run the command in this process, with one worker, which is in this process as well."""
        given = {"names": [], "list": False, "sample": None, "minutes": None, "seed": 1}
        given |= {"workers": 1, "goal": 100.0}
        told = io.StringIO()
        console = Console(file=told, width=200)
        status = run(argparse.Namespace(**given | arguments), self.folder, console, start)
        file = self.folder / "build/mutants/report.json"
        report = json.loads(file.read_text("utf-8")) if file.exists() else []
        return Ran(status, told.getvalue(), report)
