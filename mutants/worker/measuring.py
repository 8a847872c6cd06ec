"""A plugin for pytest: the lines that each test runs, the JSON files it reads, its time.

What a fixture of several tests runs counts for all tests that use the fixture.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage

JSON_LINE = 0
IMPORT = ""
"""The context of lines that run before the first test."""


@dataclass
class Measured:
    """One test."""

    id: str
    file: str
    seconds: float = 0.0
    failed: bool = False
    fixtures: list[str] = field(default_factory=list)


class Measuring:
    """Watches a run of pytest."""

    def __init__(self, project: Path, folders: list[str]) -> None:
        self._project = project
        self._coverage = Coverage(
            data_file=None,
            config_file=False,
            source=[str(project / folder) for folder in folders],
            messages=False,
        )
        self.tests: dict[str, Measured] = {}
        self.errors: list[str] = []
        self.fixture_seconds = 0.0
        self.collect_seconds = 0.0
        self._collecting = ""
        self._read: dict[str, dict[str, list[int]]] = {}
        self._began = time.monotonic()
        self._context = IMPORT

    def start(self) -> None:
        """Begin to watch."""
        self._coverage.start()
        sys.addaudithook(self._see)

    def result(self) -> dict[str, Any]:
        """Return all that was seen, as plain data."""
        self._coverage.stop()
        return {
            "tests": [asdict(test) for test in self.tests.values()],
            "lines": self._lines(),
            "errors": self.errors,
            "fixture_seconds": self.fixture_seconds,
            "collect_seconds": self.collect_seconds,
        }

    def _see(self, event: str, arguments: tuple[object, ...]) -> None:
        """Note that a JSON file of the project is read: as the file's line 0."""
        if event != "open" or not str(arguments[0]).endswith(".json"):
            return
        path = Path(str(arguments[0])).absolute()
        if path.is_relative_to(self._project):
            contexts = self._read.setdefault(path.relative_to(self._project).as_posix(), {})
            contexts[self._collecting or self._context] = [JSON_LINE]

    def _lines(self) -> dict[str, dict[str, list[int]]]:
        """The lines by file and context: a test's id, `fixture <name>`, `file <of tests>`."""
        data = self._coverage.get_data()
        found = dict(self._read)
        for path in data.measured_files():
            file = Path(path).resolve().relative_to(self._project.resolve()).as_posix()
            contexts = found.setdefault(file, {})
            for line, names in data.contexts_by_lineno(path).items():
                for name in names:
                    contexts.setdefault(name, []).append(line)
        return found

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note the tests."""
        self.collect_seconds = time.monotonic() - self._began
        for item in session.items:
            fixtures = list(getattr(item, "fixturenames", []))
            file = item.path.relative_to(self._project.resolve()).as_posix()
            self.tests[item.nodeid] = Measured(item.nodeid, file, fixtures=fixtures)

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, object, object]:
        """Count what a file of tests reads at its import for all tests in it."""
        if isinstance(collector, pytest.Module):
            file = collector.path.relative_to(self._project.resolve()).as_posix()
            self._collecting = f"file {file}"
        try:
            return (yield)
        finally:
            self._collecting = ""

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note what can't be imported."""
        if report.failed:
            self.errors.append(f"{report.nodeid}: {report.longreprtext}")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Count lines for this test, also those that another test asked for before it."""
        self._switch(item.nodeid)
        try:
            return (yield)
        finally:
            self._switch(IMPORT)
            forget_what_is_kept(self._project / "tests")

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any]
    ) -> Generator[None, object, object]:
        """Count lines for a fixture that tests share."""
        if fixturedef.scope == "function":
            return (yield)
        before, began = self._context, time.monotonic()
        self._switch(f"fixture {fixturedef.argname}")
        try:
            return (yield)
        finally:
            self.fixture_seconds += time.monotonic() - began
            self._switch(before)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how long a test took, and whether it failed."""
        test = self.tests[report.nodeid]
        test.seconds += report.duration
        if report.failed and not test.failed:
            test.failed = True
            self.errors.append(f"{report.nodeid}: {report.longreprtext}")

    def _switch(self, context: str) -> None:
        self._context = context
        self._coverage.switch_context(context)


def forget_what_is_kept(folder: Path) -> None:
    """Empty the caches (`functools.cache`) of the modules in a folder."""
    for module in list(sys.modules.values()):
        if str(getattr(module, "__file__", None) or "").startswith(f"{folder}{os.sep}"):
            for each in vars(module).values():
                if callable(clear := getattr(each, "cache_clear", None)):
                    clear()
