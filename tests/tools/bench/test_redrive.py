"""What the benchmark of redrive measures is a run that did all its work."""

from __future__ import annotations

import gzip
import uuid

import pytest

from bench.redrive import run
from bench.redrive.memory import bomb
from bench.redrive.run import Failures, failure
from redrive.objects import MOST_BYTES
from redrive.redrive import AT_ONCE


@pytest.fixture(autouse=True)
def _bucket_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BUCKET", uuid.uuid4().hex)
    monkeypatch.setattr(run, "STREAM", uuid.uuid4().hex)


def test_each_call_takes_its_time_and_every_object_is_sent() -> None:
    failures = Failures(call_seconds=0.5)
    for number in range(3 * AT_ONCE):
        failures.put(number, failure(number, "some words"))
    report = failures.run()
    assert (report.resent, report.left, len(failures.sent.data)) == (24, 0, 24)
    # A list and a look first, then read, send and delete, thrice for each that is sent at once.
    assert failures.clock.monotonic() == pytest.approx(2 * 0.5 + 3 * 3 * 0.5)


def test_a_bomb_is_put_aside_and_the_others_sent() -> None:
    failures = Failures(call_seconds=0.0, forgets=True)
    size = MOST_BYTES + 1024 * 1024
    packed = bomb(size)
    assert (len(packed) < 500_000, len(gzip.decompress(packed))) == (True, size)
    failures.put(1, packed)
    failures.put(2, failure(2, "some words"))
    report = failures.run()
    assert (report.unreadable, report.resent, report.left) == (1, 1, 0)
