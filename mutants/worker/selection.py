"""A plugin for pytest: runs the chosen tests in the chosen order, and tells of each as it goes."""

from __future__ import annotations

from typing import IO

import pytest


class Selection:
    """Tells its lines: `collected`, `started <id>`, `failed <id>`."""

    def __init__(self, tests: list[str], known: list[str], lines: IO[str]) -> None:
        self._order = {test: number for number, test in enumerate(tests)}
        self._known = set(known)
        self._lines = lines

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the chosen tests, and those that only the change has brought about."""
        kept = [i for i in items if i.nodeid in self._order or i.nodeid not in self._known]
        kept.sort(key=lambda item: self._order.get(item.nodeid, len(self._order)))
        items[:] = kept

    def pytest_collection_finish(self) -> None:
        """Tell that the imports are done."""
        self._tell("collected")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Tell what can't be imported any more."""
        if report.failed:
            self._tell(f"failed {report.nodeid}")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Tell what runs now."""
        self._tell(f"started {nodeid}")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell a failure."""
        if report.failed:
            self._tell(f"failed {report.nodeid}")

    def _tell(self, line: str) -> None:
        print(line.replace("\n", " "), file=self._lines, flush=True)
