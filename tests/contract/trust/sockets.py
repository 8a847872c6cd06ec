"""Which sockets a process and its descendants listen on, in whatever network they live (Linux)."""

from __future__ import annotations

import contextlib
import ipaddress
import shutil
import socket
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
_LISTENING = "0A"
_TABLES = ("tcp", "tcp6", "udp", "udp6")


@dataclass(frozen=True)
class Listening:
    """A socket that takes connections (or datagrams) at an address of a network."""

    address: str
    port: int
    network: str

    @property
    def reachable(self) -> bool:
        """Tell whether it is in the network that the rest of the machine uses."""
        return self.network == network_of(PROC / "self")


def listening(pid: int) -> set[Listening]:
    """Return all sockets that the process and its descendants listen on."""
    tree = [PROC / str(number) for number in descendants(pid)]
    owned = {inode for process in tree for inode in _inodes(process)}
    networks = {network_of(process): process for process in (PROC / "self", *tree)}
    return {
        Listening(address, port, network)
        for network, process in networks.items()
        for inode, address, port in _entries(process)
        if inode in owned
    }


def networks_are_allowed() -> bool:
    """Tell whether this system lets a user make a network (unshare(1))."""
    unshare = shutil.which("unshare")
    command = [str(unshare), "--user", "--net", "true"]
    return unshare is not None and subprocess.run(command, check=False).returncode == 0


def command_lines(pid: int) -> list[str]:
    """Return what everybody can read of the process and its descendants."""
    found = []
    for number in descendants(pid):
        with contextlib.suppress(OSError):
            line = (PROC / str(number) / "cmdline").read_bytes()
            found.append(line.replace(b"\0", b" ").decode(errors="replace"))
    return found


def descendants(pid: int) -> list[int]:
    """Return the process and all below it."""
    parents: dict[int, int] = {}
    for process in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):
            told = (process / "stat").read_text().rpartition(")")[2].split()
            parents[int(process.name)] = int(told[1])
    found = [pid]
    for number in found:
        found += [child for child, parent in parents.items() if parent == number]
    return found


def network_of(process: Path) -> str:
    """Return the name of the network that a process lives in; empty when it ended."""
    with contextlib.suppress(OSError):
        return str((process / "ns/net").readlink())
    return ""


def _inodes(process: Path) -> Iterator[str]:
    with contextlib.suppress(OSError):
        for descriptor in (process / "fd").iterdir():
            with contextlib.suppress(OSError):
                target = str(descriptor.readlink())
                if target.startswith("socket:["):
                    yield target[len("socket:[") : -1]


def _entries(process: Path) -> Iterator[tuple[str, str, int]]:
    """Read proc(5)'s tables: inode, address and port of each socket that takes connections."""
    for table in _TABLES:
        with contextlib.suppress(OSError):
            for line in (process / "net" / table).read_text().splitlines()[1:]:
                columns = line.split()
                bound = columns[3] == _LISTENING or table.startswith("udp")
                if bound:
                    address, _, port = columns[1].partition(":")
                    yield columns[9], _address(address), int(port, 16)


def _address(words: str) -> str:
    """Read an address: words of four bytes each, in the order of this machine."""
    packed = b"".join(
        struct.pack("=I", int(words[start : start + 8], 16)) for start in range(0, len(words), 8)
    )
    if len(packed) == 4:
        return socket.inet_ntoa(packed)
    return str(ipaddress.IPv6Address(packed))
