"""A worker in this process: it runs the tests of a small project as plain functions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

from mutants.worker.overlay import Overlay, copy_project


class PlainWorker:
    """Answers as `mutants.worker` does, for tests without fixtures, and without time limits."""

    def __init__(self, project: Path, folder: Path) -> None:
        copy_project(project, folder)
        self._folder = folder
        self._overlay = Overlay(folder)

    def ask(self, do: str, **order: Any) -> dict[str, Any]:
        """Do what is ordered, at once."""
        answer: dict[str, Any] = getattr(self, f"_{do}")(order)
        return answer

    def close(self) -> None:
        """Nothing is left to end."""

    def _modules(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"modules": []}

    def _preload(self, _: dict[str, Any]) -> dict[str, Any]:
        return {}

    def _measure(self, order: dict[str, Any]) -> dict[str, Any]:
        lines: dict[str, dict[str, list[int]]] = {}
        tests, errors = [], []
        files = [file for place in order["tests"] for file in (self._folder / place).rglob("*.py")]
        for file in sorted(path.relative_to(self._folder).as_posix() for path in files):
            with self._tests(file) as found:
                for test, function in found.items():
                    tests.append({"id": test, "file": file, "seconds": 0.0, "fixtures": []})
                    try:
                        for ran, line in self._lines_of(function):
                            lines.setdefault(ran, {}).setdefault(test, []).append(line)
                    except Exception as error:
                        errors.append(f"{test}: {type(error).__name__}")
        seconds = {"fixture_seconds": 0.0, "collect_seconds": 0.0}
        return {"tests": tests, "lines": lines, "errors": errors, **seconds}

    def _attempt(self, order: dict[str, Any]) -> dict[str, Any]:
        path = self._folder / order["file"]
        before = path.read_bytes()
        self._overlay.change(order["file"], order["content"].encode())
        try:
            seen_by = next(filter(self._fails, order["tests"]), "")
        finally:
            path.write_bytes(before)
        return {"outcome": "killed" if seen_by else "survived", "test": seen_by, "seconds": 0.1}

    def _fails(self, test: str) -> bool:
        try:
            with self._tests(test.partition("::")[0]) as found:
                found[test]()
        except Exception:
            return True
        return False

    @contextmanager
    def _tests(self, file: str) -> Iterator[dict[str, Callable[[], object]]]:
        """Give the tests of a file by their ids; what they import is the copy."""
        path = self._folder / file
        names: dict[str, Any] = {"__file__": str(path), "__name__": path.stem}
        with (
            patch.dict(sys.modules),
            patch.object(sys, "path", [str(self._folder / "functions"), *sys.path]),
            patch.object(sys, "dont_write_bytecode", new=True),
        ):
            exec(compile(path.read_text("utf-8"), path, "exec"), names)
            yield {f"{file}::{name}": names[name] for name in names if name.startswith("test_")}

    def _lines_of(self, test: Callable[[], object]) -> list[tuple[str, int]]:
        """Run a test; return the files and lines of the project that it ran."""
        found: set[tuple[str, int]] = set()

        def watch(frame: FrameType, _event: str, _argument: object) -> Any:
            path = Path(frame.f_code.co_filename)
            if not path.is_relative_to(self._folder):
                return None
            found.add((path.relative_to(self._folder).as_posix(), frame.f_lineno))
            return watch

        before = sys.gettrace()
        sys.settrace(watch)
        try:
            test()
        finally:
            sys.settrace(before)
        return sorted(found)
