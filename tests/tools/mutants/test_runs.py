"""Runs over a small project: what is killed, what survives, and what is kept."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path

import pytest

from mutants import rooms
from mutants.equivalents import EquivalentsError
from tests.tools.mutants.small_project import SmallProject

OF_DOUBLE = {"None returned, not a * 2", "* to /", "2 to 3", "2 to 4", "2 to 0"}
EQUIVALENT = """
[[equivalent]]
file = "functions/small/limit.py"
in = ""
line = "LIMIT = 3"
change = "3 to 0"
reason = "for this test"
"""


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> SmallProject:
    project = SmallProject.new(tmp_path_factory.mktemp("tried") / "project")
    assert project.run().status == 1
    return project


@pytest.fixture
def project(tried: SmallProject, tmp_path: Path) -> SmallProject:
    """A copy of a project with its results: a run has nothing to try until something changes."""
    shutil.copytree(tried.folder, tmp_path / "project")
    return SmallProject(tmp_path / "project")


def test_what_a_test_sees_is_killed_and_the_rest_is_told_with_its_line(
    project: SmallProject,
) -> None:
    ran = project.run()
    (room,) = ran.report
    # killed: 3 to 4, 3 to 6, the lost answer, >= to >, >= to <
    assert (room["room"], room["mutants"], room["killed"]) == ("functions/small", 11, 5)
    assert (ran.status, ran.survivors) == (1, {"3 to 0"} | OF_DOUBLE)
    assert "functions/small/limit.py:2: 3 to 0" in ran.words
    listed = (project.folder / "build/mutants/survivors.txt").read_text("utf-8").splitlines()
    assert "functions/small/limit.py:2: 3 to 0" in listed
    assert "functions/small/double.py:2: 2 to 4    in double" in listed
    assert project.run(goal=45.0).status == 0
    assert project.run(goal=46.0).status == 1


def test_what_no_test_runs_survives_without_a_try(project: SmallProject) -> None:
    survived = [one for one in project.results() if one["outcome"] == "survived"]
    assert [one["seconds"] for one in survived].count(0.0) == len(OF_DOUBLE)


def test_a_second_run_tries_only_what_has_changed(project: SmallProject) -> None:
    project.run()
    assert len(project.results()) == 11, "nothing has changed"
    project.write(
        "tests/unit/small/test_double.py",
        "from small.double import double\n\n\ndef test_it():\n    assert double(5) == 10\n",
    )
    assert project.run().survivors == {"3 to 0"}
    assert len(project.results()) == 17, "survivors meet the new test, the killed stay so"


def test_tests_that_two_rooms_share_are_measured_once(tmp_path: Path) -> None:
    project = SmallProject.new(tmp_path / "project")
    project.write("functions/small/inner/size.py", "SIZE = 5\n")
    ran = project.run()
    assert ran.words.count("running its tests once without any change") == 1
    assert [(room["room"], room["mutants"]) for room in ran.report] == [
        ("functions/small", 11),
        ("functions/small/inner", 3),
    ]


def test_tests_that_fail_without_a_change_stop_the_room(tmp_path: Path) -> None:
    project = SmallProject.new(tmp_path / "project")
    project.write("tests/unit/small/test_red.py", "def test_red():\n    assert False\n")
    ran = project.run()
    assert ran.status == 1
    assert "functions/small: 1 of its tests fail without any change" in ran.words
    assert "tests/unit/small/test_red.py::test_red" in ran.words
    assert ran.report[0]["mutants"] == 0


def test_an_equivalent_is_subtracted(project: SmallProject) -> None:
    project.write("mutants/equivalents.toml", EQUIVALENT)
    ran = project.run(goal=50.0)
    assert (ran.status, ran.survivors, ran.report[0]["equivalent"]) == (0, OF_DOUBLE, 1)


def test_an_equivalent_that_a_test_sees_is_told(project: SmallProject) -> None:
    project.write("mutants/equivalents.toml", EQUIVALENT.replace("3 to 0", "3 to 4"))
    ran = project.run(goal=0.0)
    assert ran.status == 1
    assert "no longer applies; remove it. It is seen by a test" in ran.words


def test_an_equivalent_of_a_line_that_is_gone_is_told(project: SmallProject) -> None:
    project.write("mutants/equivalents.toml", EQUIVALENT.replace("LIMIT = 3", "LIMIT = 4"))
    ran = project.run(goal=0.0)
    assert ran.status == 1
    assert "no longer applies; remove it. It describes no change of today" in ran.words


def test_an_equivalent_without_a_reason_is_refused(project: SmallProject) -> None:
    project.write("mutants/equivalents.toml", EQUIVALENT.replace("for this test", " "))
    with pytest.raises(EquivalentsError, match=r"Entry 1 of .* has no reason"):
        project.run()


def test_a_sample_is_the_same_for_the_same_seed(project: SmallProject) -> None:
    first, again, other = (project.run(sample=1, seed=seed) for seed in (1, 1, 2))
    assert first.report[0]["mutants"] == 5, "of every room a few at least"
    assert first.report == again.report
    assert first.report != other.report


def test_a_sample_of_which_too_few_are_killed_fails(project: SmallProject) -> None:
    share = project.run(sample=1).report[0]["killed_percent"]
    assert project.run(sample=1, goal=share).status == 0
    assert project.run(sample=1, goal=share + 1).status == 1


def test_rooms_whose_turn_has_not_come_in_time_are_told_and_not_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = count(step=30)
    monkeypatch.setattr("mutants.runner.time.monotonic", lambda: next(seconds))
    project = SmallProject.new(tmp_path / "project")
    project.write("functions/other/size.py", "SIZE = 5\n")
    project.write("tests/unit/other/test_size.py", "from other.size import SIZE\n")
    ran = project.run(minutes=1.0, goal=0.0)
    assert (ran.status, [bool(room["mutants"]) for room in ran.report].count(True)) == (0, 1)
    assert "The minutes were over before 1 of 2 rooms were begun." in ran.words


def test_a_run_that_tried_nothing_is_no_success(tmp_path: Path) -> None:
    project = SmallProject.new(tmp_path / "project")
    assert project.run(minutes=-1.0, goal=0.0).status == 1


def test_the_list_is_of_what_was_named(project: SmallProject) -> None:
    project.write("functions/small/inner/size.py", "SIZE = 5\n")
    ran = project.run(list=True, names=["functions/small/inner"])
    assert ran.words == "functions/small/inner: tests/unit/small\n"


def test_a_room_that_is_not_there_is_told_with_those_that_are(project: SmallProject) -> None:
    with pytest.raises(rooms.NoTestsError, match="The rooms are: functions/small"):
        project.run(names=["functions/large"])


def test_files_can_be_named_alone(project: SmallProject) -> None:
    double, limit = "functions/small/double.py", "functions/small/limit.py"
    assert project.run(names=[double]).survivors == OF_DOUBLE
    assert [room["mutants"] for room in project.run(names=[double, limit]).report] == [11]


def test_a_dashboard_is_tried_as_well(
    project: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rooms.TESTS, "dashboards", ["tests/unit/small"])
    project.write("dashboards/panel.json", '{"size": 5, "other": 1}')
    project.write(
        "tests/unit/small/test_panel.py",
        "import json\nfrom pathlib import Path\n\n"
        'FILE = Path(__file__).parents[3] / "dashboards/panel.json"\n'
        "PANEL = json.loads(FILE.read_text())\n\n\n"
        'def test_it():\n    assert PANEL["size"] == 5\n',
    )
    ran = project.run(names=["dashboards"])
    assert ran.survivors == {"1 to 2", 'without "other": 1'}
    assert ran.report[0]["killed"] == 2
    assert "dashboards/panel.json:1: 1 to 2" in ran.words
