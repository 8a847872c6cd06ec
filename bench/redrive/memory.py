"""Prints what a run needs at most, in MiB: `python -m bench.redrive.memory [BOMB_BYTES]`.

Objects as large as Firehose writes them, and with a number one of so many bytes more, packed. The
services are in the same process, so that the figure is more than the function's own.
"""

from __future__ import annotations

import gzip
import io
import sys

from bench.memory import peak_mib
from bench.redrive.run import Failures, failure

OBJECTS = 16
LINES = 8_000
_MIB = 1024 * 1024


def bomb(size: int) -> bytes:
    """Return so many bytes of empty lines, packed a thousand times smaller."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        for _ in range(size // _MIB):
            file.write(b" " * (_MIB - 1) + b"\n")
    return packed.getvalue()


def main(bomb_bytes: int) -> None:
    """Fill a bucket, empty it, and tell the peak."""
    failures = Failures(call_seconds=0.04, forgets=True)
    lines = b"".join(failure(number, "some words " * 20) for number in range(LINES))
    for number in range(OBJECTS):
        failures.put(number, gzip.compress(lines, 1))
    if bomb_bytes:
        failures.put(OBJECTS, bomb(bomb_bytes))
    report = failures.run()
    expected = (OBJECTS * LINES, int(bool(bomb_bytes)), 0)
    assert (report.resent, report.unreadable, report.left) == expected, report
    print(round(peak_mib()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
