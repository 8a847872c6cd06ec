"""Sends the records of one object again, and removes it once each of them is safe."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

from redrive.bucket import DEAD_PREFIX, FailuresBucket, Waiting, new_file
from redrive.decisions import Decision, Fate, RetryPolicy, decide
from redrive.objects import Failure, UnreadableObjectError, read_failures
from shared.put_records import MAX_RECORDS_A_CALL

BYTES_A_BATCH = 1024 * 1024
"""Of several objects at once a batch each is in memory, some of them several times over."""

# Takes records; returns those not acknowledged.
Send = Callable[[Sequence[bytes]], list[bytes]]


@dataclass(slots=True)
class ObjectReport:
    """What became of an object: whether it is there no more, and its records by their fate.

    `oldest` is when the oldest of its posts was written that are sent again, in seconds since 1970.
    """

    is_gone: bool = False
    is_postponed: bool = False
    resent: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    unreadable: str = ""
    oldest: float = math.inf


def redrive_object(
    bucket: FailuresBucket,
    waiting: Waiting,
    send: Send,
    now: float,
    policy: RetryPolicy,
    done: ObjectReport,
) -> None:
    """Send an object's records again that may still be delivered, and fill in what was done.

    It is deleted only when each of them was acknowledged, is superseded or is safe under dead/;
    else it is left whole for the next run. The first look reads it to its end, so that nothing is
    sent of an object that is damaged.
    """
    try:
        with new_file() as file, new_file() as dead:
            records = _Records(file, waiting, now, policy)
            if not bucket.read(waiting.key, file):
                done.is_gone = True  # another run was quicker
            elif _look(records, done) > now:
                done.is_postponed = True
            elif _send_all(records, dead, send, done):
                _remove(bucket, waiting.key, dead, done)
    except UnreadableObjectError as error:
        _put_aside(bucket, waiting.key, done)
        done.unreadable = str(error)


@dataclass(frozen=True, slots=True)
class _Records:
    """The failed records of an object with what becomes of each, read anew each time."""

    file: IO[bytes]
    waiting: Waiting
    now: float
    policy: RetryPolicy

    def __iter__(self) -> Iterator[tuple[Failure, Decision]]:
        for failure in read_failures(self.file):
            failed_at = self.waiting.since if failure.failed_at is None else failure.failed_at
            yield failure, decide(failure, failed_at, self.now, self.policy)


def _look(records: _Records, done: ObjectReport) -> float:
    """Count what is in the object; return from when on the first of its records is due."""
    due = []
    for failure, decision in records:
        done.failures[f"{failure.stage}: {failure.error_code}"] += 1
        done.fates[decision.fate] += 1
        if decision.fate is Fate.AGAIN:
            due.append(decision.due_at)
            written_at = (
                records.waiting.since if decision.created_at is None else decision.created_at
            )
            done.oldest = min(done.oldest, written_at)
    return min(due, default=0.0)


def _send_all(records: _Records, dead: IO[bytes], send: Send, done: ObjectReport) -> bool:
    """Send batch after batch, and collect the lines of the dead; False once some are refused."""
    batch: list[bytes] = []
    size = 0
    for failure, decision in records:
        if decision.fate is Fate.DEAD:
            dead.write(failure.line + b"\n")
        if decision.fate is not Fate.AGAIN:
            continue
        if len(batch) == MAX_RECORDS_A_CALL or size > BYTES_A_BATCH:
            if not _send_batch(batch, send, done):
                return False
            batch, size = [], 0
        batch.append(decision.record)
        size += len(decision.record)
    return _send_batch(batch, send, done)


def _send_batch(batch: list[bytes], send: Send, done: ObjectReport) -> bool:
    refused = send(batch) if batch else []
    done.resent += len(batch) - len(refused)
    return not refused


def _remove(bucket: FailuresBucket, key: str, dead: IO[bytes], done: ObjectReport) -> None:
    if done.fates[Fate.DEAD]:
        bucket.bury(key, dead)
    if not (done.fates[Fate.DEAD] and key.startswith(DEAD_PREFIX)):
        bucket.delete(key)
    done.is_gone = True


def _put_aside(bucket: FailuresBucket, key: str, done: ObjectReport) -> None:
    if not key.startswith(DEAD_PREFIX):
        bucket.bury_whole(key)
        bucket.delete(key)
    done.is_gone = True
