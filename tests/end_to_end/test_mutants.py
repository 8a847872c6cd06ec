"""One whole run with a real worker: a process of its own, which runs pytest on each change."""

from __future__ import annotations

import json

import pytest

from mutants import rooms
from mutants.changes.product import mutations_of
from mutants.choice import Choice
from mutants.worker.workshop import Workshop
from tests.tools.mutants.small_project import DOUBLE, LIMIT, Ran, SmallProject

RELEASE = """def release(lock):
    lock.release()
"""
TEST_RELEASE = """
from threading import Lock

import pytest

from small.limit import is_full
from small.release import release


@pytest.fixture(scope="module")
def lock():
    found = Lock()
    found.acquire()
    release(found)
    return found


def test_it_is_free(lock):
    assert is_full(3)  # a change of before must be taken back
    lock.acquire()
"""
OF_LIMIT = "tests/unit/small/test_limit.py::test_three_is_full"
OF_RELEASE = "tests/unit/small/test_release.py::test_it_is_free"
OF_PANEL = "tests/unit/small/test_panel.py::test_it"
TEST_PANEL = """
import json
from pathlib import Path

PANEL = json.loads((Path(__file__).parents[3] / "dashboards/panel.json").read_text())


def test_it():
    assert PANEL["size"] == 5
"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[SmallProject, Ran]:
    project = SmallProject.new(tmp_path_factory.mktemp("whole") / "project")
    project.write("functions/small/release.py", RELEASE)
    project.write("tests/unit/small/test_release.py", TEST_RELEASE)
    project.write("dashboards/panel.json", '{"size": 5}')
    project.write("tests/unit/small/test_panel.py", TEST_PANEL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mutants.choice.SHORTEST_LIMIT_SECONDS", 0.5)
        patch.setitem(rooms.TESTS, "dashboards", ["tests/unit/small"])
        return project, project.run(Workshop, names=["functions/small"])


@pytest.fixture
def choice(ran: tuple[SmallProject, Ran]) -> Choice:
    """What is tried on a change, as it follows from what the real worker has measured."""
    folder = ran[0].folder
    (file,) = (folder / "build/mutants/measured").iterdir()
    kept = json.loads(file.read_text())
    return Choice(folder, kept["measured"])


def test_a_real_worker_sees_what_the_tests_see_and_nothing_else(
    ran: tuple[SmallProject, Ran],
) -> None:
    project, told = ran
    (room,) = told.report
    of_double = {"None returned, not a * 2", "* to /", "2 to 3", "2 to 4", "2 to 0"}
    assert room["red_tests"] == []
    assert told.survivors == {"3 to 0"} | of_double
    assert room["killed"] + room["timed_out"] == 6
    killers = {one["test"] for one in project.results() if one["outcome"] == "killed"}
    assert killers <= {OF_LIMIT, OF_RELEASE}


def test_a_change_without_end_is_timed_out(ran: tuple[SmallProject, Ran]) -> None:
    told = [one["test"] for one in ran[0].results() if one["outcome"] == "timed out"]
    assert OF_RELEASE in told


def test_the_real_files_stay_as_they_are(ran: tuple[SmallProject, Ran]) -> None:
    for name, text in (("limit", LIMIT), ("double", DOUBLE), ("release", RELEASE)):
        assert (ran[0].folder / f"functions/small/{name}.py").read_text("utf-8") == text


def test_a_dashboard_is_tried_with_the_tests_whose_process_reads_it(
    ran: tuple[SmallProject, Ran], choice: Choice
) -> None:
    assert set(choice.tests) == {OF_LIMIT, OF_RELEASE, OF_PANEL}
    room = rooms.Room("dashboards", ("dashboards/panel.json",), ("tests/unit/small",))
    for mutation in mutations_of(ran[0].folder, room):
        assert [test.id for test in choice.for_mutation(mutation)] == [OF_PANEL]


def test_what_a_shared_fixture_runs_is_tried_with_the_tests_that_use_it(
    ran: tuple[SmallProject, Ran], choice: Choice
) -> None:
    room = rooms.Room("functions/small", ("functions/small/release.py",), ("tests/unit/small",))
    (mutation,) = mutations_of(ran[0].folder, room)
    assert [test.id for test in choice.for_mutation(mutation)] == [OF_RELEASE]
