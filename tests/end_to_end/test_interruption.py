"""Ctrl-C at any moment ends everything, and so does the end of the terminal."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.end_to_end.commands import QUICK, all_end, begun, processes_of, rest_of, run

STOP_SECONDS = 30


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        ("Starting the local cloud", signal.SIGINT),
        ("Deploying", signal.SIGINT),
        ("Function tweets-", signal.SIGINT),
        ("Streaming", signal.SIGINT),
        ("Streaming", signal.SIGTERM),
        ("Settled", signal.SIGINT),
    ],
)
def test_an_interrupted_demo_leaves_nothing(
    moment: str, number: signal.Signals, posts: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    with begun("demo", *QUICK, "--posts", posts, "--folder", folder) as demo:
        assert demo.stdout is not None
        for line in demo.stdout:
            if moment in line:
                break
        else:
            pytest.fail(f"the demo ended before {moment}")
        os.killpg(demo.pid, number)  # as a terminal does: to the whole group
        rest, words = rest_of(demo, STOP_SECONDS)
    assert demo.returncode == 130
    assert words.splitlines() == [
        "Ending: what was started is being torn down ...",
        "Interrupted; everything that was started has been torn down.",
    ]
    assert "  ! " not in rest, "what the interruption itself broke is no failure"
    assert not folder.exists()
    assert all_end(folder), processes_of(folder)


def test_a_killed_demo_takes_its_cloud_with_it(posts: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    with begun("demo", *QUICK, "--posts", posts, "--folder", folder) as demo:
        assert demo.stdout is not None
        next(line for line in demo.stdout if "Streaming" in line)
        demo.kill()
    assert all_end(folder), processes_of(folder)


def test_a_demo_whose_output_nobody_reads_ends_quietly(posts: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    with begun("demo", *QUICK, "--posts", posts, "--folder", folder) as demo:
        assert demo.stdout is not None
        demo.stdout.readline()
        demo.stdout.close()
        assert demo.wait(STOP_SECONDS) == 1
        assert demo.stderr is not None
        assert demo.stderr.read() == ""
    assert not folder.exists()
    assert processes_of(folder) == []


def test_down_clears_up_after_a_cloud_that_was_killed(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    up = run("up", "--folder", folder, "--window-seconds", "6")
    assert up.returncode == 0, up.stdout + up.stderr
    cloud = int((folder / "cloud.json").read_text().split('"pid": ')[1].split(",")[0])
    os.kill(cloud, signal.SIGKILL)
    down = run("down", "--folder", folder)
    assert down.returncode == 0, down.stdout + down.stderr
    assert "gone" in down.stdout
    assert not folder.exists()
    assert all_end(folder), processes_of(folder)
