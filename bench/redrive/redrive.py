"""How many failed objects a run sends again, and what memory that takes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.figure import Figure, Options
from bench.redrive.run import SECONDS_A_RUN, Failures, failure

OBJECTS = 50_000
CALL_SECONDS = 0.04
BOMB_BYTES = 10**9
_PROJECT = Path(__file__).parents[2]


def redrive(options: Options) -> Iterator[Figure]:  # noqa: ARG001
    """Empty a bucket of many objects; then one with a bomb in it, in a process of its own."""
    print(f"  leaving {OBJECTS:,} objects, and sending them", file=sys.stderr, flush=True)
    failures = Failures(CALL_SECONDS)
    for number in range(OBJECTS):
        failures.put(number, failure(number, "some words"))
    runs, began = 0, failures.clock.monotonic()
    left = True
    while left:
        left = failures.run().left > 0
        runs += 1
        print(f"  run {runs}: {len(failures.sent.data):,} sent", file=sys.stderr, flush=True)
    seconds = failures.clock.monotonic() - began
    beside = f"of {SECONDS_A_RUN:g} s, {1000 * CALL_SECONDS:g} ms a call"
    yield Figure("redrive, 50,000 objects", runs, "runs", beside, at_most=2)
    yield Figure("redrive, objects", OBJECTS / seconds, "a second", f"{seconds:.0f} s", at_least=28)
    without, with_bomb = _peak(0), _peak(BOMB_BYTES)
    beside = f"{without} MiB without a bomb of 1 GB; the services are in it"
    yield Figure("redrive, memory", with_bomb, "MiB", beside, at_most=200)


def _peak(bomb_bytes: int) -> int:
    command = [sys.executable, "-m", "bench.redrive.memory", str(bomb_bytes)]
    environment = os.environ | {"PYTHONPATH": f"{_PROJECT}{os.pathsep}{_PROJECT / 'functions'}"}
    ran = subprocess.run(command, cwd=_PROJECT, env=environment, capture_output=True, check=True)
    return int(ran.stdout.split()[-1])
