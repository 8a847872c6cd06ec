from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.cloud.local_account import PROJECT, LocalAccount, RunningCloud, eventually

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
@pytest.mark.parametrize("ending", ["terminated", "parent gone", "killed"])
def test_nothing_is_left_behind(own_cloud: RunningCloud, ending: str) -> None:
    run_a_function(own_cloud)
    folder = own_cloud.folder
    assert len(processes_of(folder)) >= 4  # cloud, minder, index, function
    if ending == "terminated":
        assert own_cloud.stop() == 0
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


def test_a_port_that_is_taken_is_told_in_one_line(
    running_cloud: RunningCloud, tmp_path: Path
) -> None:
    port = running_cloud.addresses["aws_url"].rpartition(":")[2]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "sandbox.cloud"),
            *("--folder", str(tmp_path / "other"), "--port", port),
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    (message,) = done.stderr.splitlines()
    assert f"Port {port} on 127.0.0.1 is in use" in message
    assert not os.path.lexists(tmp_path / "other" / "tmp")
