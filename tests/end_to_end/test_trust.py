"""While the stack is deployed and runs, no socket is open and no secret shown but as it must be."""

from __future__ import annotations

import json
import stat
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.contract.trust.sockets import Listening, command_lines, listening
from tests.end_to_end.commands import PROJECT, command, run

DOORS = ("aws_url", "x_api_url", "index_url", "page_url", "control_url")
KEYS = ("root_access_key", "root_secret_key", "x_token", "control_token")


def test_a_deployment_opens_no_other_door_and_shows_no_secret(tmp_path: Path) -> None:
    folder = tmp_path / "sandbox"
    sockets: set[Listening] = set()
    lines: set[str] = set()
    output = tmp_path / "output.txt"
    with output.open("w") as told:
        up = subprocess.Popen(command("up", "--folder", folder), cwd=PROJECT, stdout=told)
        while up.poll() is None:
            sockets |= listening(up.pid)
            lines |= set(command_lines(up.pid))
            time.sleep(0.05)
    try:
        assert up.returncode == 0, output.read_text()
        addresses = json.loads((folder / "cloud.json").read_text())
        state = json.loads((folder / "state.json").read_text())
        sockets |= listening(addresses["pid"])
        lines |= set(command_lines(addresses["pid"]))
        status = run("status", "--json", "--folder", folder)
        modes = {
            name: stat.S_IMODE((folder / name).stat().st_mode)
            for name in ("", "cloud.json", "state.json", "cloud.log")
        }
    finally:
        down = run("down", "--folder", folder)
    assert down.returncode == 0, down.stdout + down.stderr
    ports = {urlsplit(addresses[name]).port for name in DOORS}
    ports.add(int(addresses["domain_endpoint"].rpartition(":")[2]))
    assert {socket.port for socket in sockets if socket.reachable} == ports
    assert {socket.address for socket in sockets} == {"127.0.0.1"}
    assert any("sandbox.deploy.program" in line for line in lines)
    keys = [addresses[name] for name in KEYS] + [state["outputs"]["kibana_password"]]
    paths = [urlsplit(addresses[name]).path.strip("/") for name in ("index_url", "page_url")]
    assert [secret for secret in (*keys, *paths) for line in lines if secret in line] == []
    shown = output.read_text() + status.stdout
    assert [secret for secret in keys if secret in shown] == []
    assert addresses["page_url"] in shown
    assert modes == {"": 0o700, "cloud.json": 0o600, "state.json": 0o600, "cloud.log": 0o600}
