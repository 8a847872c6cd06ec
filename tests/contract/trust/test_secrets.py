"""The secrets of a run are its own, and only its owner can read them."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.contract.cloud.local_account import PROJECT, LocalAccount, RunningCloud
from tests.contract.trust.sockets import command_lines, listening, networks_are_allowed
from tests.contract.trust.targets import VICTIM

KEYS = ("root_access_key", "root_secret_key", "x_token", "control_token")
PATHS = ("index_url", "page_url")
# In a place where nobody may make a network, as in some containers.
WITHOUT_NETWORKS = "echo 0 > /proc/sys/user/max_user_namespaces && exec "


def secrets_of(addresses: Mapping[str, Any]) -> dict[str, str]:
    """Give all secrets of a run by name."""
    paths = {name: urlsplit(addresses[name]).path.strip("/") for name in PATHS}
    return {**{name: addresses[name] for name in KEYS}, **paths}


def test_no_secret_is_that_of_another_run_nor_short(
    running_cloud: RunningCloud, tmp_path: Path
) -> None:
    other = RunningCloud(tmp_path / "other")
    try:
        first, second = secrets_of(running_cloud.addresses), secrets_of(other.addresses)
    finally:
        assert other.stop() == 0
    assert not set(first.values()) & set(second.values())
    assert len(set(first.values())) == len(first)
    assert all(len(value) >= 40 for name, value in first.items() if name != "root_access_key")


def test_no_command_line_shows_a_secret(account: LocalAccount, running_cloud: RunningCloud) -> None:
    account.invoke(VICTIM)
    lines = command_lines(running_cloud.process.pid)
    assert len(lines) >= 4  # cloud, door, index, function
    shown = "\n".join(lines)
    assert [name for name, value in secrets_of(account.addresses).items() if value in shown] == []


def test_only_the_owner_reads_what_the_cloud_writes(
    account: LocalAccount, running_cloud: RunningCloud
) -> None:
    account.invoke(VICTIM)
    open_to_others = [
        path.name
        for path in (running_cloud.folder, *running_cloud.folder.rglob("*"))
        if not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert set(open_to_others) <= {"certificate_authority.pem"}
    file = running_cloud.folder / "cloud.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert account.addresses["root_secret_key"] in file.read_text()


def test_the_index_has_no_door_without_a_secret() -> None:
    """Whoever starts it may be gone before it told the secret."""
    command = [sys.executable, "-m", "sandbox.cloud.index_door", "0", "true"]
    done = subprocess.run(command, input="\n", cwd=PROJECT, text=True, timeout=30, check=False)
    assert done.returncode == 1


@pytest.mark.skipif(
    not shutil.which("unshare") or not networks_are_allowed(), reason="needs unshare(1)"
)
def test_without_a_network_of_its_own_the_index_hides_at_another_address(tmp_path: Path) -> None:
    cloud = RunningCloud(
        tmp_path / "sandbox",
        through=(
            "unshare",
            "--user",
            "--map-root-user",
            "sh",
            "-c",
            f'{WITHOUT_NETWORKS}"$@"',
            "sh",
        ),
    )
    try:
        (hidden,) = {
            socket.address
            for socket in listening(cloud.process.pid)
            if socket.address != "127.0.0.1"
        }
        index = requests.get(cloud.addresses["index_url"], timeout=10)
    finally:
        cloud.process.terminate()
        cloud.wait()
    assert hidden.startswith("127.")
    assert index.status_code == 200
