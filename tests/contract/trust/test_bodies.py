"""No door takes a body that is too large, lies about its length, or fills the memory."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import pytest

from tests.contract.cloud.local_account import RunningCloud
from tests.contract.trust.sockets import descendants
from tests.contract.trust.strangers import NAMES, WITHOUT_PAGE, Case, assert_refused, right
from tests.contract.trust.targets import Target
from tests.contract.trust.wire import send

# A stranger cannot make the cloud hold more than this, whatever is sent.
HELD_KIB = 8 * 1024
MEBIBYTE = b"x" * 1024 * 1024


def length(*values: str) -> Case:
    return Case(
        f"length {' and '.join(values)}",
        lambda target: send(target, right(target), length=values, hang_up=True),
        (413, 400),  # Hypercorn by itself refuses what is no number, or not one
    )


SIZES = [
    Case(
        "one byte too many is told",
        lambda target: send(target, right(target), length=[str(target.limit + 1)], body=[]),
        (413,),
    ),
    Case(
        "one byte too many is sent",
        lambda target: send(
            target,
            right(target),
            length=[str(target.limit + 1)],
            body=pieces(target.limit + 1),
        ),
        (413,),
    ),
    length("9" * 30),
    length("-1"),
    length("0x10"),
    length("1_0"),
    length("ten"),
    length(""),
    length("2", "3"),
    Case(
        "chunks",
        lambda target: send(
            target,
            right(target),
            length=[],
            extra=[("Transfer-Encoding", "chunked")],
            body=[chunked(target.body())],
        ),
        (413,),
    ),
    Case(
        "chunks and a length",
        lambda target: send(
            target,
            right(target),
            extra=[("Transfer-Encoding", "chunked")],
            body=[chunked(target.body())],
        ),
        (413, 400),
    ),
]


def chunked(body: bytes) -> bytes:
    """Give a body in one chunk (RFC 9112, section 7.1)."""
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"


def pieces(size: int) -> Iterator[bytes]:
    """Give that many bytes, a mebibyte at a time."""
    yield from repeat(MEBIBYTE, size // len(MEBIBYTE))
    yield b"x" * (size % len(MEBIBYTE))


@pytest.mark.parametrize("case", SIZES, ids=lambda case: case.name)
@pytest.mark.parametrize("name", NAMES)
def test_a_body_that_is_too_large_or_lies_is_refused_even_with_the_secret(
    targets: dict[str, Target], name: str, case: Case
) -> None:
    assert_refused(targets[name], case)


@pytest.mark.parametrize("name", WITHOUT_PAGE)
def test_a_body_that_ends_early_does_nothing(targets: dict[str, Target], name: str) -> None:
    target = targets[name]
    before = target.trace()
    longer = [str(len(target.body()) + 5)]
    answer = send(target, right(target), length=longer, hang_up=True)
    assert answer.status in (0, 400, 403), answer
    assert target.trace() == before


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_cannot_fill_the_memory(
    targets: dict[str, Target], running_cloud: RunningCloud, name: str
) -> None:
    target = targets[name]
    before = held_kib(running_cloud.process.pid)
    size = 40 * len(MEBIBYTE)
    answer = send(target, target.asked.without, length=[str(size)], body=pieces(size))
    assert answer.status in (401, 403, 413), answer
    assert held_kib(running_cloud.process.pid) - before < HELD_KIB


def held_kib(pid: int) -> int:
    """Return the most memory that the cloud's processes ever held, in KiB."""
    status = [Path(f"/proc/{number}/status").read_text() for number in descendants(pid)]
    lines = [line for each in status for line in each.splitlines() if line.startswith("VmHWM")]
    return sum(int(line.split()[1]) for line in lines)
