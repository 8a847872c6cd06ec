from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.cloud.local_account import PROJECT, LocalAccount, RunningCloud, eventually

# The cloud, told to end the moment its folder for temporary files is made.
ENDED_WITH_ITS_FOLDER = """
import os, signal, sys
make_folder = os.mkdir
def make_folder_and_end(path, *arguments, **options):
    make_folder(path, *arguments, **options)
    if str(path).endswith("/tmp"):
        os.kill(os.getpid(), signal.SIGTERM)
os.mkdir = make_folder_and_end
from sandbox.cloud.__main__ import main
sys.exit(main())
"""
WAITING = "import time\ndef handler(event, context): time.sleep(600)"


@pytest.fixture
def own_cloud(tmp_path: Path) -> Iterator[RunningCloud]:
    cloud = RunningCloud(tmp_path / "own", "--with-parent")
    yield cloud
    if cloud.process.poll() is None:
        cloud.process.kill()
        cloud.wait()


def processes_of(folder: Path) -> list[str]:
    """Return the command lines of all processes that name the folder or run in it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = process.joinpath("cmdline").read_text().replace("\0", " ")
            place = str(process.joinpath("cwd").readlink())
        except OSError:
            continue
        if command and (str(folder) in command or place.startswith(str(folder))):
            found.append(command)
    return found


def run_a_function(cloud: RunningCloud) -> None:
    account = LocalAccount(cloud.addresses)
    account.function("waiting", WAITING, account.role("waiting", "lambda.amazonaws.com"))
    account.client("lambda").invoke(FunctionName="waiting", InvocationType="Event")
    eventually(lambda: account.state()["running"])


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("ending", ["terminated", "interrupted", "parent gone", "killed"])
def test_nothing_is_left_behind(own_cloud: RunningCloud, ending: str) -> None:
    run_a_function(own_cloud)
    folder = own_cloud.folder
    eventually(lambda: len(processes_of(folder)) >= 4)  # cloud, door, index, function
    if ending == "terminated":
        assert own_cloud.stop() == 0
    elif ending == "interrupted":
        own_cloud.process.send_signal(signal.SIGINT)
        assert own_cloud.wait() == 0
    elif ending == "parent gone":
        assert own_cloud.process.stdin is not None
        own_cloud.process.stdin.close()
        assert own_cloud.wait() == 0
    else:
        own_cloud.process.kill()
        own_cloud.wait()
    eventually(lambda: not processes_of(folder))
    if ending != "killed":
        assert sorted(path.name for path in folder.iterdir()) == [
            "certificate_authority.pem",
            "index",
            "index.log",
        ]


@pytest.mark.parametrize(
    ("option", "address"),
    [
        ("--port", "aws_url"),
        ("--domain-port", "domain_endpoint"),
        ("--x-port", "x_api_url"),
        ("--page-port", "page_url"),
    ],
)
def test_a_port_that_is_taken_is_told_in_one_line(
    running_cloud: RunningCloud, tmp_path: Path, option: str, address: str
) -> None:
    port = running_cloud.addresses[address].rpartition(":")[2].partition("/")[0]
    code, message = start_in_vain(tmp_path / "other", option, port)
    assert code == 1
    assert f"Port {port} on 127.0.0.1 is in use" in message


def test_an_engine_that_does_not_answer_is_told_in_one_line(tmp_path: Path) -> None:
    url = "http://127.0.0.1:9"
    code, message = start_in_vain(tmp_path / "other", "--elasticsearch", url)
    assert (code, message) == (
        1,
        f"The local cloud could not run: No search engine answers at {url}",
    )


def test_it_can_be_ended_while_it_starts(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    process = start_quietly(folder, "-m", "sandbox.cloud")
    eventually((folder / "tmp").exists)
    process.terminate()
    assert process.wait(timeout=20) == 0
    eventually(lambda: not processes_of(folder))
    assert not (folder / "tmp").exists()


def test_it_can_be_ended_just_when_its_folder_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    process = start_quietly(folder, "-c", ENDED_WITH_ITS_FOLDER)
    assert process.wait(timeout=60) == 0
    assert folder.exists()
    assert not (folder / "tmp").exists()


def start_quietly(folder: Path, *program: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *program, "--folder", str(folder)],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def start_in_vain(folder: Path, *arguments: str) -> tuple[int, str]:
    """Start a cloud that cannot run; return its exit code and its one line."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "sandbox.cloud"),
            *("--folder", str(folder), *arguments),
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    (message,) = done.stderr.splitlines()
    assert not os.path.lexists(folder / "tmp")
    return done.returncode, message
