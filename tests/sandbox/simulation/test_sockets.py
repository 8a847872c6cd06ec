"""Connections inside the process behave as on loopback, and wait by the clock that jumps."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from sandbox.simulation.clock import JumpingClock
from sandbox.simulation.scheduler import Stuck
from sandbox.simulation.sockets import JumpingSocket, connected_pair

Pair = tuple[JumpingSocket, JumpingSocket]
MUCH = b"x" * 5_000_000


@pytest.fixture
def pair(clock: JumpingClock) -> Iterator[Pair]:
    client, server = connected_pair(clock)
    with client, server:
        yield client, server


def later(clock: JumpingClock, seconds: float, call: object) -> None:
    clock.timer(seconds, call).start()  # type: ignore[arg-type]


def test_what_one_end_writes_the_other_reads(pair: Pair) -> None:
    client, server = pair
    client.sendall(b"hello")
    assert server.recv(100) == b"hello"
    server.sendall(b"answer")
    buffer = bytearray(100)
    assert client.recv_into(buffer) == 6
    assert buffer[:6] == b"answer"


def test_a_reader_waits_until_something_comes(clock: JumpingClock, pair: Pair) -> None:
    client, server = pair
    later(clock, 7.0, lambda: server.sendall(b"late"))
    assert client.recv(100) == b"late"
    assert clock.monotonic() == 7.0


def test_a_read_that_takes_too_long_ends_in_time(clock: JumpingClock, pair: Pair) -> None:
    client, _ = pair
    client.settimeout(3.0)
    assert client.gettimeout() == 3.0
    with pytest.raises(TimeoutError):
        client.recv(100)
    assert clock.monotonic() == 3.0
    with pytest.raises(TimeoutError):
        client.recv_into(bytearray(100))
    assert clock.monotonic() == 6.0


def test_a_read_can_refuse_to_wait(clock: JumpingClock, pair: Pair) -> None:
    with pytest.raises(BlockingIOError):
        pair[0].recv(100, socket.MSG_DONTWAIT)
    assert clock.monotonic() == 0.0


@pytest.mark.parametrize("how", ["close", "shutdown"])
def test_a_reader_sees_that_the_other_end_is_closed(
    clock: JumpingClock, pair: Pair, how: str
) -> None:
    client, server = pair
    server.sendall(b"last")
    later(clock, 5.0, server.close if how == "close" else lambda: server.shutdown(socket.SHUT_WR))
    assert client.recv(100) == b"last"
    assert client.recv(100) == b""
    assert clock.monotonic() == 5.0


def test_a_reader_whose_own_end_is_shut_wakes_up(clock: JumpingClock, pair: Pair) -> None:
    client, _ = pair
    later(clock, 5.0, lambda: client.shutdown(socket.SHUT_RDWR))
    assert client.recv(100) == b""
    assert clock.monotonic() == 5.0


def test_a_reader_whose_own_end_is_closed_wakes_up(clock: JumpingClock, pair: Pair) -> None:
    client, _ = pair
    later(clock, 5.0, client.close)
    with pytest.raises(OSError, match="Bad file descriptor"):
        client.recv(100)
    assert clock.monotonic() == 5.0


def test_a_writer_waits_while_the_reader_is_behind(clock: JumpingClock, pair: Pair) -> None:
    client, server = pair
    read = bytearray()

    def read_slowly() -> None:
        while len(read) < len(MUCH):
            clock.sleep(1.0)
            read.extend(server.recv(1_000_000))

    clock.thread(read_slowly, "reader").start()
    client.sendall(MUCH)
    assert clock.monotonic() >= 3.0
    clock.sleep(60.0)
    assert read == MUCH


def test_a_write_that_takes_too_long_ends_in_time(clock: JumpingClock, pair: Pair) -> None:
    client, _ = pair
    client.settimeout(3.0)
    with pytest.raises(TimeoutError):
        client.sendall(MUCH)
    assert clock.monotonic() == 3.0


def test_a_write_to_a_closed_end_fails(pair: Pair) -> None:
    client, server = pair
    server.close()
    with pytest.raises(OSError, match="Broken pipe"):
        client.sendall(MUCH)


def test_a_reader_for_whom_nothing_can_come_is_told(pair: Pair) -> None:
    with pytest.raises(Stuck):
        pair[0].recv(100)


def test_many_sockets_are_waited_for_at_once(clock: JumpingClock, pair: Pair) -> None:
    client, server = pair
    other, its_end = connected_pair(clock)
    with other, its_end:
        later(clock, 2.0, lambda: its_end.sendall(b"x"))
        assert not clock.wait_for_sockets([client, other], [], 1.0)
        assert clock.monotonic() == 1.0
        assert clock.wait_for_sockets([client, other])
        assert clock.monotonic() == 2.0
    assert clock.wait_for_sockets([client], [server], 10.0), "there is room to write"
    assert clock.monotonic() == 2.0


def test_who_was_woken_goes_before_who_has_something_to_read(
    clock: JumpingClock, pair: Pair
) -> None:
    client, server = pair
    seen: list[str] = []
    event = clock.event()

    def read() -> None:
        client.recv(1)
        seen.append("reader")

    def wait() -> None:
        event.wait()
        seen.append("waiter")

    clock.thread(read, "reader").start()
    clock.thread(wait, "waiter").start()
    clock.sleep(1.0)
    server.sendall(b"x")
    event.set()
    clock.sleep(1.0)
    assert seen == ["waiter", "reader"]


def test_it_is_taken_for_a_tcp_connection_on_loopback(pair: Pair) -> None:
    client, _ = pair
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 100_000)
    assert client.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) >= 100_000
    assert client.getpeername()[0] == "127.0.0.1"
