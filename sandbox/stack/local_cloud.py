"""Starts the local cloud in a process of its own, finds one that runs, and ends it."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.command_line import Options
from sandbox.failure import Failure
from sandbox.interruption import interruption_later, uninterrupted
from sandbox.watch.cloud_remote import CloudRemote

START_SECONDS = 90
STOP_SECONDS = 20
# What a cloud leaves in its folder; anything else there is somebody else's.
ADDRESSES_FILE = "cloud.json"
STATE_FILE = "state.json"
LOG_FILE = "cloud.log"
SECRETS = ("root_access_key", "root_secret_key", "x_token", "control_token")


@dataclass(frozen=True)
class Addresses:
    """Where the parts of a running local cloud answer, and the secrets that they ask for."""

    pid: int
    aws_url: str
    x_api_url: str
    domain_endpoint: str
    certificate_authority: str
    index_url: str
    page_url: str
    control_url: str
    time_scale: float
    root_access_key: str
    root_secret_key: str
    x_token: str
    control_token: str

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Addresses:
        """Take what is known from the cloud's line of JSON."""
        return cls(**{name: content[name] for name in cls.__dataclass_fields__})

    @property
    def root_keys(self) -> tuple[str, str]:
        """The access key and the secret key of the account's root user."""
        return self.root_access_key, self.root_secret_key

    def shown(self) -> dict[str, Any]:
        """Give what may be shown: all but the keys and tokens, which the addresses' file holds."""
        return {name: value for name, value in vars(self).items() if name not in SECRETS}


class LocalCloud:
    """A local cloud that lives as long as this process, or until it is stopped."""

    def __init__(self, addresses: Addresses, process: subprocess.Popen[str]) -> None:
        self.addresses = addresses
        self._process = process

    @property
    def alive(self) -> bool:
        """Tell whether the process still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it and everything that it started."""
        _end(self._process)


def start(folder: Path, options: Options, *, with_parent: bool) -> LocalCloud:
    """Start a cloud in the folder and wait until everything answers. Raises Failure."""
    _check_port(options.port)
    process = None
    try:
        with interruption_later():
            process = _launch(folder, options, with_parent=with_parent)
        return LocalCloud(_addresses(process, folder), process)
    except BaseException:
        if process:
            with uninterrupted():
                _end(process)
        raise


def _check_port(port: int) -> None:
    """Raise Failure when the page's port is taken; the port 0 never is."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Failure(
                f"The port {port} can't be used for the dashboard page: {error.strerror}. "
                "Name another one with --port, or leave it out for any free one."
            ) from None


def _launch(folder: Path, options: Options, *, with_parent: bool) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sandbox.cloud", "--folder", str(folder)]
    command += ["--time-scale", str(options.time_scale)]
    command += ["--page-port", str(options.port), "--engine-version", options.engine_version]
    if options.elasticsearch:
        command += ["--elasticsearch", options.elasticsearch]
    if with_parent:
        command.append("--with-parent")
    (folder / LOG_FILE).touch(mode=0o600)
    with (folder / LOG_FILE).open("w") as log:
        # Its own session: Ctrl-C reaches the command alone, which then tears down in order.
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE if with_parent else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
            cwd=Path(__file__).resolve().parents[2],
        )


def _addresses(process: subprocess.Popen[str], folder: Path) -> Addresses:
    line = _first_line(process)
    if not line:
        raise Failure(f"The local cloud did not start.\n{last_words(folder)}")
    return Addresses.from_json(json.loads(line))


def _first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if select.select([process.stdout], [], [], 0.2)[0]:
            return process.stdout.readline()
    return ""


def last_words(folder: Path) -> str:
    """Return the last lines of the cloud's log."""
    with contextlib.suppress(OSError):
        lines = (folder / LOG_FILE).read_text(errors="replace").strip().splitlines()
        return "\n".join(lines[-5:])
    return ""


def _end(process: subprocess.Popen[str]) -> None:
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def running(folder: Path) -> Addresses | None:
    """Find the cloud that `up` left running in the folder; None when none answers."""
    try:
        addresses = Addresses.from_json(json.loads((folder / ADDRESSES_FILE).read_text()))
        CloudRemote(addresses.control_url, addresses.control_token).counters()
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return addresses


def end_running(folder: Path) -> bool:
    """End the cloud of the folder, answering or not; False when there was no such process."""
    try:
        pid = int(json.loads((folder / ADDRESSES_FILE).read_text())["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if not _is_a_cloud(pid):
        return False
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while _is_a_cloud(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    if _is_a_cloud(pid):
        os.kill(pid, signal.SIGKILL)
    return True


def _is_a_cloud(pid: int) -> bool:
    """Tell whether the process is a local cloud: its number may be somebody else's by now."""
    if Path("/proc/self").exists():
        try:  # empty for a process that has ended and was not yet taken note of
            return b"sandbox.cloud" in Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return False
    asked = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return "sandbox.cloud" in asked.stdout
