"""The plugins of the worker's pytest: which tests run, and what is told of them."""

from __future__ import annotations

import io
import os
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import pytest

from mutants.worker.measuring import Measured, Measuring, forget_what_is_kept
from mutants.worker.selection import Selection

TESTS = """
def test_first():
    pass


def test_unchosen():
    assert False


def test_red():
    assert False


def test_new():
    pass
"""
FIRST, UNCHOSEN, RED, NEW = (
    f"test_a.py::test_{name}" for name in ("first", "unchosen", "red", "new")
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a selection tells of a run in this process."""
    folder = tmp_path_factory.mktemp("selection")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n")
    (folder / "test_a.py").write_text(TESTS)
    (folder / "test_b.py").write_text("import nothing_of_this_name\n")
    arguments = ["-s", "-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:logging"]
    arguments += ["--assert=plain", "--continue-on-collection-errors", f"--rootdir={folder}"]
    lines = io.StringIO()
    selection = Selection([RED, FIRST], [FIRST, UNCHOSEN, RED, "test_a.py::test_gone"], lines)
    with (
        patch.dict(os.environ, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"),
        patch.dict(sys.modules),
        patch.object(sys, "dont_write_bytecode", new=True),
    ):
        pytest.main([*arguments, str(folder)], plugins=[selection])
    return lines.getvalue().splitlines()


def test_the_chosen_tests_run_in_the_chosen_order_and_then_those_that_are_new(
    told: list[str],
) -> None:
    started = [line for line in told if line.startswith("started")]
    assert started == [f"started {RED}", f"started {FIRST}", f"started {NEW}"]


def test_a_failure_is_told_between_its_test_and_the_next(told: list[str]) -> None:
    red = told.index(f"started {RED}")
    assert told[red : red + 3] == [f"started {RED}", f"failed {RED}", f"started {FIRST}"]


def test_what_can_not_be_imported_is_told_before_the_imports_are_done(told: list[str]) -> None:
    assert told[:2] == ["failed test_b.py", "collected"]


def report(phase: str, words: str) -> pytest.TestReport:
    outcome = "failed" if words else "passed"
    return pytest.TestReport(FIRST, ("", 0, ""), {}, outcome, words, phase, duration=0.25)  # type: ignore[arg-type]


def test_a_test_that_fails_without_a_change_is_told_once_with_the_reason(tmp_path: Path) -> None:
    measuring = Measuring(tmp_path, [])
    measuring.tests[FIRST] = Measured(FIRST, "test_a.py")
    measuring.pytest_runtest_logreport(report("setup", ""))
    assert measuring.errors == []
    measuring.pytest_runtest_logreport(report("call", "1 is not 2"))
    measuring.pytest_runtest_logreport(report("teardown", "nor is 3"))
    assert measuring.errors == [f"{FIRST}: 1 is not 2"]
    assert measuring.tests[FIRST].seconds == 0.75


def test_a_file_of_tests_that_can_not_be_imported_is_told_with_the_reason(tmp_path: Path) -> None:
    measuring = Measuring(tmp_path, [])
    measuring.pytest_collectreport(pytest.CollectReport("test_a.py", "passed", None, []))
    measuring.pytest_collectreport(pytest.CollectReport("test_b.py", "failed", "No module", []))
    assert measuring.errors == ["test_b.py: No module"]


def test_what_one_test_keeps_for_others_is_made_again_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or only the first of them would count as one that runs its lines."""
    made: list[int] = []
    kept, elsewhere = ModuleType("kept"), ModuleType("elsewhere")
    kept.__file__ = str(tmp_path / "tests" / "kept.py")
    elsewhere.__file__ = str(tmp_path / "functions" / "elsewhere.py")
    for module in (kept, elsewhere):
        vars(module)["make"] = cache(lambda: made.append(1))
        monkeypatch.setitem(sys.modules, module.__name__, module)
    for _ in range(3):
        kept.make()
        elsewhere.make()
        forget_what_is_kept(tmp_path / "tests")
    assert len(made) == 3 + 1
