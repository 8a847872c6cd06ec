"""Which tests could see a change, and in which order they are tried.

Those that run its lines, or read its JSON file, in their own process: what a process does that a
test starts is not measured.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mutants.changes.mutation import Mutation
from mutants.worker.measuring import IMPORT

SHORTEST_LIMIT_SECONDS = 3.0
LIMIT_FACTOR = 10.0


@dataclass(frozen=True)
class Test:
    """A test, as it was measured."""

    id: str
    file: str
    seconds: float


class Choice:
    """Knows the tests of a room and the lines that each runs."""

    def __init__(self, project: Path, measured: dict[str, Any]) -> None:
        self._project = project
        self.tests = {
            test["id"]: Test(test["id"], test["file"], test["seconds"])
            for test in measured["tests"]
        }
        self._fixture_seconds = float(measured["fixture_seconds"])
        self._collect_seconds = float(measured["collect_seconds"])
        self._by_line: dict[tuple[str, int], set[str]] = defaultdict(set)
        self._by_file: dict[str, set[str]] = defaultdict(set)
        self._killers: dict[tuple[str, str], list[str]] = defaultdict(list)
        users = _users(measured)
        for file, contexts in measured["lines"].items():
            for context, lines in contexts.items():
                if context == IMPORT:
                    continue
                is_test = context in self.tests
                seen_by = {context} if is_test else users.get(context, set(self.tests))
                self._by_file[file] |= seen_by
                for line in lines:
                    self._by_line[file, line] |= seen_by

    def for_mutation(self, mutation: Mutation) -> list[Test]:
        """The tests to try, the one most likely to see it, or the quickest, first."""
        if mutation.file.endswith(".json"):
            seen_by = self._by_file[mutation.file] or set(self.tests)
        elif mutation.at_import:
            seen_by = self._at_import(mutation.file) or set(self.tests)
        else:
            seen_by = set().union(*(self._by_line[mutation.file, n] for n in mutation.lines))
        first = self._killers[mutation.file, mutation.scope]
        order = {test: number for number, test in enumerate(first)}
        chosen = [self.tests[test] for test in seen_by]
        return sorted(chosen, key=lambda test: (order.get(test.id, len(order)), test.seconds))

    def learn(self, mutation: Mutation, killer: str) -> None:
        """Note which test saw a change: it may well see the next one there."""
        killers = self._killers[mutation.file, mutation.scope]
        if killer in self.tests:
            if killer in killers:
                killers.remove(killer)
            killers.insert(0, killer)
            del killers[5:]

    def limits(self, tests: list[Test]) -> dict[str, float]:
        """How long each test may take, and `other`: all that is between them."""
        extra = SHORTEST_LIMIT_SECONDS + 2 * self._fixture_seconds
        limits = {test.id: extra + LIMIT_FACTOR * test.seconds for test in tests}
        return limits | {"other": 10.0 + LIMIT_FACTOR * self._collect_seconds + extra}

    def _at_import(self, file: str) -> set[str]:
        """Tests that run the module, one that imports from it, or that import from it themselves.

        What a module computes once, at its import, is seen wherever its names are used.
        """
        seen_by = set(self._by_file[file])
        for importer in self._importers(file):
            seen_by |= self._by_file[importer]
            seen_by |= {test.id for test in self.tests.values() if test.file == importer}
        return seen_by

    def _importers(self, file: str) -> list[str]:
        module = file.removeprefix("functions/").removesuffix(".py").removesuffix("/__init__")
        name = module.replace("/", ".")
        files = {*self._by_file, *(test.file for test in self.tests.values())}
        return [other for other in files if name in self._imported_by(other)]

    def _imported_by(self, file: str) -> set[str]:
        found: set[str] = set()
        path = self._project / file
        for node in ast.walk(ast.parse(path.read_bytes())) if path.suffix == ".py" else ():
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        return found


def _users(measured: dict[str, Any]) -> dict[str, set[str]]:
    users: dict[str, set[str]] = defaultdict(set)
    for test in measured["tests"]:
        users[f"file {test['file']}"].add(test["id"])
        for fixture in test["fixtures"]:
            users[f"fixture {fixture}"].add(test["id"])
    return users
