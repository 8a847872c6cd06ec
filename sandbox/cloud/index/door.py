"""The door to the index: `python -m sandbox.cloud.index.door PORT PROGRAM [ARGUMENT ...]`.

noida-db asks nobody who they are, and tells every website that it may read and write. So nothing
must reach its own ports but this door, which asks for the run's secret in the path (the first line
of standard input). On Linux the index runs in a network of its own, which nothing outside has a way
into; the door holds one foot in each. Where the system allows no such network (some containers), it
listens on one of the 16 million other loopback addresses, at random, which a website cannot guess;
a user of the machine can look it up. Where there are no other loopback addresses (macOS), only its
random port is unknown: there the index is as open as it was, to a website that tries all ports.

The door ends the index when standard input closes: a process that is killed cannot end its
children, and this one notices that its parent is gone.
"""

from __future__ import annotations

import ctypes
import fcntl
import http.client
import json
import os
import secrets
import socket
import struct
import subprocess
import sys
import threading
import urllib.parse
from pathlib import Path
from typing import Any

from sandbox.cloud.index.versions import with_versions
from sandbox.web import Request, Response, WebServer, json_response

_PASSED_ON = ("content-type", "content-encoding", "accept")
_TIMEOUT_SECONDS = 60.0
# unshare(2) and netdevice(7) of the Linux manual pages.
_NEW_USERS, _NEW_NETWORK = 0x10000000, 0x40000000
_SET_FLAGS, _UP = 0x8914, 0x1


def main() -> int:
    """Run the index and its door; return the index's exit code."""
    port, program = int(sys.argv[1]), sys.argv[2:]
    secret = sys.stdin.readline().strip()
    if not secret:
        return 1  # the parent is gone already; and without a secret the door would stand open
    inside = Inside()
    # The door's own socket stays in the network in which it was made.
    server = WebServer(inside.answer, port, secret_path=secret)
    if not enter_own_network():
        inside.host = hidden_address()
    inside.port = free_port(inside.host)
    child = subprocess.Popen(
        [*program, "--host", inside.host, "--elasticsearch-port", str(inside.port)],
        stdin=subprocess.DEVNULL,
    )
    server.start()

    def end_with_parent() -> None:
        sys.stdin.read()
        child.terminate()

    threading.Thread(target=end_with_parent, daemon=True).start()
    return child.wait()


class Inside:
    """The index behind the door."""

    host = "127.0.0.1"
    port = 0

    def answer(self, request: Request) -> Response:
        """Pass a request on as it is, and the answer as it comes, without invitations to sites.

        Only a `_bulk` is given the versions that the pipelines of its documents set.
        """
        query = urllib.parse.urlencode(request.query, doseq=True)
        headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
        target = f"{request.path or '/'}{'?' if query else ''}{query}"
        try:
            body = request.body
            if request.path.endswith("/_bulk") and "content-encoding" not in headers:
                body = with_versions(request.path, body, self._ask)
            return self._send(request.method, target, body, headers)
        except (OSError, http.client.HTTPException) as error:
            reason = f"The index does not answer: {type(error).__name__}"
            return json_response(503, {"error": reason, "status": 503})

    def _ask(self, path: str) -> Any:
        answer = self._send("GET", path, b"", {})
        return json.loads(answer.body) if answer.status == 200 else None

    def _send(self, method: str, target: str, body: bytes, headers: dict[str, str]) -> Response:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=_TIMEOUT_SECONDS)
        try:
            connection.request(method, target, body or None, headers)
            answer = connection.getresponse()
            kind = answer.headers.get("Content-Type", "application/json")
            return Response(answer.status, answer.read(), {"Content-Type": kind})
        finally:
            connection.close()


def enter_own_network() -> bool:
    """Move this process into a network of its own; False, and nothing changed, when it may not."""
    if not sys.platform.startswith("linux"):
        return False
    # Half of it may be allowed, and there is no way back: a child tries first.
    child = os.fork()
    if child == 0:
        try:
            _leave_network()
        except OSError:
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        return False
    _leave_network()
    return True


def _leave_network() -> None:
    users, groups = os.geteuid(), os.getegid()
    system = ctypes.CDLL(None, use_errno=True)
    if system.unshare(_NEW_USERS | _NEW_NETWORK) != 0:
        raise OSError(ctypes.get_errno(), "no network of its own")
    # The same user as before, or no file could be written.
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{users} {users} 1")
    Path("/proc/self/gid_map").write_text(f"{groups} {groups} 1")
    with socket.socket() as control:
        fcntl.ioctl(control, _SET_FLAGS, struct.pack("16sh14x", b"lo", _UP))


def hidden_address() -> str:
    """Return a loopback address that nobody guesses, where the system has more than one."""
    if not sys.platform.startswith("linux"):
        return "127.0.0.1"
    return "127." + ".".join(str(1 + secrets.randbelow(254)) for _ in range(3))


def free_port(host: str) -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
