"""A machine that is busy with something else takes nothing of a function's time."""

from __future__ import annotations

import os
import queue
from pathlib import Path

import pytest

from sandbox.cloud.functions import stalls
from sandbox.cloud.functions.stalls import (
    get_in_time,
    seconds_kept_waiting,
    seconds_of_pressure,
)


def test_what_the_system_tells_of_each_thread_is_added_up(
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
    assert seconds_kept_waiting([7]) == 2.5
    assert seconds_kept_waiting([7, 8]) == 3.5
    assert seconds_kept_waiting([9]) == 0.0


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("some avg10=95.04 avg60=94.82 avg300=89.87 total=2500000\nfull avg10=0.00 total=7\n", 2.5),
        ("some avg10=0.00\n", 0.0),
        ("some total=many\n", 0.0),
        (None, 0.0),
    ],
)
def test_what_the_system_tells_of_the_whole_machine_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str | None, seconds: float
) -> None:
    if words is not None:
        (tmp_path / "cpu").write_text(words)
    monkeypatch.setattr(stalls, "_PRESSURE", tmp_path / "cpu")
    assert seconds_of_pressure() == seconds


def test_this_process_and_this_machine_can_be_asked_about() -> None:
    assert seconds_kept_waiting([os.getpid()]) >= 0.0
    assert seconds_of_pressure() >= 0.0


def test_an_answer_that_is_there_is_returned_and_one_that_never_comes_is_told() -> None:
    answers: queue.Queue[str] = queue.Queue()
    answers.put("done")
    assert get_in_time(answers, 0.01, os.getpid()) == "done"
    with pytest.raises(queue.Empty):
        get_in_time(answers, 0.01, os.getpid())


@pytest.mark.parametrize("of_machine", [False, True])
@pytest.mark.parametrize(
    ("stalls_seconds", "tries"), [([0.0], 1), ([0.02, 0.02], 2), ([9.0, 9.0], 2)]
)
def test_what_the_machine_ran_instead_is_added_to_the_time_once(
    monkeypatch: pytest.MonkeyPatch, stalls_seconds: list[float], tries: int, of_machine: bool
) -> None:
    """Threads that ended take what they waited with them: the machine's own count does not."""
    told = iter([0.0, *stalls_seconds])
    ended = iter([5.0, *[3.0] * len(stalls_seconds)])
    asked: list[object] = []

    def seconds(involved: object) -> float:
        asked.append(involved)
        return next(ended if of_machine else told)

    monkeypatch.setattr(stalls, "seconds_kept_waiting", seconds)
    monkeypatch.setattr(stalls, "seconds_of_pressure", lambda: next(told) if of_machine else 0.0)
    with pytest.raises(queue.Empty):
        get_in_time(queue.Queue[str](), 0.03, 4711)
    assert asked == [(4711, os.getpid())] * (tries + 1)
