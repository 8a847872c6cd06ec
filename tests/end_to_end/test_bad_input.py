"""What cannot work is told in one message each, before anything is started where that can be."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.end_to_end.commands import QUICK, run


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "holds no posts"),
        ('{"text": "fine"}\n{"txt": "typo"}\n', "line 2: 'text' is missing"),
        ("[1, 2]\n", "line 1: not an object"),
    ],
)
def test_a_bad_posts_file_is_named_with_its_line(
    content: str, message: str, tmp_path: Path
) -> None:
    file = tmp_path / "posts.jsonl"
    file.write_text(content)
    demo = run("demo", "--posts", file, "--folder", tmp_path / "folder")
    assert demo.returncode == 2
    assert str(file) in demo.stderr
    assert message in demo.stderr
    assert len(demo.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "folder").exists()


def test_too_few_windows_for_the_posts_are_refused(posts: Path, tmp_path: Path) -> None:
    words = ("--windows", "1", "--rate", "1", "--folder", tmp_path / "folder")
    demo = run("demo", "--posts", posts, *words)
    assert demo.returncode == 2
    assert "need 4 windows" in demo.stderr


def test_an_occupied_port_is_told(posts: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as occupied:
        port = str(occupied.getsockname()[1])
        words = ("--posts", posts, "--folder", tmp_path / "folder", "--port", port)
        demo = run("demo", *QUICK, *words)
    assert demo.returncode == 1
    assert "in use" in demo.stderr
    assert port in demo.stderr
    assert "Traceback" not in demo.stderr
    assert not (tmp_path / "folder").exists()


def test_a_folder_that_cannot_be_written_to_is_told(posts: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    demo = run("demo", "--posts", posts, "--folder", tmp_path / "file" / "folder")
    assert demo.returncode == 1
    assert "can't be written to" in demo.stderr
    assert "--folder" in demo.stderr
    assert "Traceback" not in demo.stderr


def test_an_engine_that_does_not_answer_is_told(posts: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    words = ("--posts", posts, "--folder", tmp_path / "folder", "--elasticsearch", url)
    demo = run("demo", *QUICK, *words)
    assert demo.returncode == 1
    assert url in demo.stderr
    assert "Traceback" not in demo.stderr
    assert not (tmp_path / "folder").exists()


def test_down_and_status_say_that_nothing_runs(tmp_path: Path) -> None:
    status = run("status", "--folder", tmp_path)
    assert (status.returncode, "No local cloud is running" in status.stdout) == (1, True)
    down = run("down", "--folder", tmp_path)
    assert (down.returncode, "No local cloud was running" in down.stdout) == (0, True)
