"""A machine that is busy with something else takes nothing of a function's time."""

from __future__ import annotations

import os
import queue
from pathlib import Path

import pytest

from sandbox.cloud.functions import stalls
from sandbox.cloud.functions.stalls import get_in_time, seconds_kept_waiting, seconds_since


def test_what_the_system_tells_of_each_thread_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for process, thread, words in (
        (7, 7, "1 2000000000 3\n"),
        (7, 8, "9 500000000 1\n"),
        (7, 9, "no numbers\n"),
        (8, 8, "0 1000000000 0\n"),
    ):
        task = tmp_path / str(process) / "task" / str(thread)
        task.mkdir(parents=True)
        (task / "schedstat").write_text(words)
    monkeypatch.setattr(stalls, "_PROCESSES", tmp_path)
    assert sorted(seconds_kept_waiting([7]).values()) == [0.0, 0.5, 2.0]
    assert sum(seconds_kept_waiting([7, 8]).values()) == 3.5
    assert seconds_kept_waiting([9]) == {}


def test_a_thread_that_ended_takes_nothing_from_what_the_others_waited() -> None:
    """Such as those that served a request each: they may have waited for long before."""
    lasting, ended, new = Path("7"), Path("8"), Path("9")
    assert seconds_since({lasting: 2.0, ended: 30.0}, {lasting: 5.0, new: 0.5}) == 3.5
    assert seconds_since({lasting: 2.0}, {lasting: 1.0}) == 0.0, "another thread with its number"


def test_this_process_can_be_asked_about() -> None:
    assert sum(seconds_kept_waiting([os.getpid()]).values()) >= 0.0


def test_an_answer_that_is_there_is_returned_and_one_that_never_comes_is_told() -> None:
    answers: queue.Queue[str] = queue.Queue()
    answers.put("done")
    assert get_in_time(answers, 0.01, os.getpid()) == "done"
    with pytest.raises(queue.Empty):
        get_in_time(answers, 0.01, os.getpid())


@pytest.mark.parametrize(
    ("stalls_seconds", "tries"), [([0.0], 1), ([0.02, 0.02], 2), ([9.0, 9.0], 2)]
)
def test_what_the_machine_ran_instead_is_added_to_the_time_once(
    monkeypatch: pytest.MonkeyPatch, stalls_seconds: list[float], tries: int
) -> None:
    told = iter([0.0, *stalls_seconds])
    asked: list[object] = []

    def seconds(involved: object) -> dict[Path, float]:
        asked.append(involved)
        return {Path("thread"): next(told)}

    monkeypatch.setattr(stalls, "seconds_kept_waiting", seconds)
    with pytest.raises(queue.Empty):
        get_in_time(queue.Queue[str](), 0.03, 4711)
    assert asked == [(4711, os.getpid())] * (tries + 1)
