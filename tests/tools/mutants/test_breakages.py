"""The ways to break the product on purpose, and whether a trial tells what noticed them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from mutants.storm.__main__ import summary
from mutants.storm.breakages import LIST, Breakage, BreakageError, read_list
from mutants.storm.trial import Verdict, try_breakage

PROJECT = Path(__file__).parents[3]
LIMIT = Breakage("no limit", "limit.py", "return size > 3\n", "return False\n")
OF_A_TEST = Breakage("no limit", LIMIT.file, LIMIT.before, LIMIT.after, "test_limit.py", "small")


@pytest.mark.parametrize(
    ("tried", "survived", "left", "words"),
    [
        (1, 0, 0, "1 way tried, 0 not noticed."),
        (16, 2, 0, "16 ways tried, 2 not noticed."),
        (3, 1, 13, "3 ways tried, 1 not noticed. Not begun in time: 13."),
    ],
)
def test_what_was_tried_is_told_in_one_sentence(
    tried: int, survived: int, left: int, words: str
) -> None:
    assert summary(tried, survived, left) == words


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / LIMIT.file).write_text("def is_full(size):\n    return size > 3\n")
    return folder


class Runs:
    """Answers runs one after another; `asked` are their arguments, `seen` the file they found."""

    def __init__(self, *answers: tuple[int, str]) -> None:
        self._answers = iter(answers)
        self.asked: list[list[str]] = []
        self.seen: list[str] = []

    def __call__(self, arguments: Sequence[str], folder: Path) -> tuple[int, str]:
        self.asked.append(list(arguments))
        self.seen.append((folder / LIMIT.file).read_text())
        return next(self._answers)


def trial(project: Path, runs: Runs, breakage: Breakage = LIMIT) -> Verdict:
    return try_breakage(project, breakage, range(4, 6), 700, runs)


def test_every_entry_of_the_list_can_be_made_and_changes_its_file() -> None:
    breakages = read_list(PROJECT)
    assert len({breakage.name for breakage in breakages}) == len(breakages) >= 16
    for breakage in breakages:
        assert breakage.made_in(PROJECT) != (PROJECT / breakage.file).read_bytes()
        assert not breakage.test or (PROJECT / breakage.test.partition("::")[0]).is_file()


@pytest.mark.parametrize("content", ["", "return size > 3\n" * 2])
def test_an_entry_whose_lines_do_not_stand_there_once_is_told(project: Path, content: str) -> None:
    (project / LIMIT.file).write_text(content)
    with pytest.raises(BreakageError, match=f"no limit stand . times in limit.py.* {LIST}"):
        LIMIT.made_in(project)


@pytest.mark.parametrize("lines", ['test = "tests"', 'why = "rare"', 'seed = "4"'])
def test_an_entry_that_says_too_little_or_too_much_is_told(project: Path, lines: str) -> None:
    entry = f'[[breakage]]\nname = "n"\nfile = "f"\nbefore = "b"\nafter = "a"\n{lines}\n'
    (project / LIST).parent.mkdir(parents=True)
    (project / LIST).write_text(entry)
    with pytest.raises(BreakageError, match=r"breakages\.toml"):
        read_list(project)


def test_storms_run_on_the_broken_copy_until_one_breaks_a_law(project: Path) -> None:
    told = "seed 5 broke law 7: 900 read\nseed 5 broke law 9: 2 posts\n1 storm ...\n"
    runs = Runs((0, ""), (1, f"Deploying ...\n{told}"))
    verdict = trial(project, runs)
    assert (verdict.is_noticed, verdict.words) == (
        True,
        "seed 5 broke law 7: 900 read; seed 5 broke law 9: 2 posts",
    )
    assert runs.asked == [
        ["-m", "sandbox", "storm", f"--seed={seed}", "--posts=700"] for seed in (4, 5)
    ]
    assert set(runs.seen) == {"def is_full(size):\n    return False\n"}
    assert (project / LIMIT.file).read_text().endswith("return size > 3\n"), "as it was"


def test_a_breakage_at_which_every_law_holds_is_not_noticed(project: Path) -> None:
    verdict = trial(project, Runs((0, ""), (0, "")))
    assert (verdict.is_noticed, verdict.words) == (False, "every law held at seeds 4, 5")


def test_a_storm_that_fails_by_itself_has_noticed_nothing(project: Path) -> None:
    """It may be the fault of the storm, or of a busy machine."""
    verdict = trial(project, Runs((1, "Starting ...\nNo window connected.\n\n")))
    words = "the storm of seed 4 failed: No window connected."
    assert (verdict.is_noticed, verdict.words) == (False, words)


@pytest.mark.parametrize(("status", "is_noticed"), [(0, False), (1, True), (4, False)])
def test_where_a_test_is_named_it_must_fail_and_not_only_be_missing(
    project: Path, status: int, is_noticed: bool
) -> None:
    runs = Runs((status, ""))
    verdict = trial(project, runs, OF_A_TEST)
    assert (verdict.is_noticed, verdict.words) == (is_noticed, "test_limit.py")
    assert runs.asked == [["-m", "pytest", "-q", "-x", "test_limit.py"]]
