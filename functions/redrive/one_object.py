"""Sends the records of one object again, and removes it once each of them is safe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from redrive.bucket import DEAD_PREFIX, FailuresBucket, Waiting, new_file
from redrive.decisions import Decision, Fate, RetryPolicy, decide
from redrive.objects import UNREADABLE, Failure, UnreadableObjectError, packing, read_failures
from redrive.report import ObjectReport, TellAside
from shared.put_records import MAX_RECORDS_A_CALL

BYTES_A_BATCH = 1024 * 1024
"""Of several objects at once a batch each is in memory, some of them several times over."""

# Takes records; returns those not acknowledged.
Send = Callable[[Sequence[bytes]], list[bytes]]


def redrive_object(
    bucket: FailuresBucket,
    waiting: Waiting,
    send: Send,
    now: float,
    policy: RetryPolicy,
    has_time: Callable[[], bool],
    tell_aside: TellAside,
    done: ObjectReport,
) -> None:
    """Send an object's records again that may still be delivered, and fill in what was done.

    What is due is sent. Once each of them was acknowledged, the others are left in place of all, or
    it is deleted when the rest is superseded or safe under dead/; else what was not acknowledged
    is left, and all that comes after it. When there is no time any more it is left whole. The first
    look reads it to its end, so that nothing is sent of an object whose gzip is damaged.

    What is put aside is told before the original goes: a run that is killed in between leaves
    it to the next one, which tells it, if need be a second time.
    """
    try:
        with new_file() as file, new_file() as rest:
            records = _Records(file, waiting, now, policy, has_time)
            if not bucket.read(waiting.key, file):
                done.is_gone = True  # another run was quicker
                return
            _look(records, done)
            if done.resting and not done.due:
                done.is_postponed = True
            elif _sent_due(bucket, records, rest, send, done):
                _leave(bucket, waiting.key, rest, tell_aside, done)
    except UnreadableObjectError as error:
        _put_aside(bucket, waiting.key, str(error), tell_aside, done)
    except _OutOfTimeError:
        return


class _OutOfTimeError(Exception):
    """The run is about to end."""


@dataclass(frozen=True, slots=True)
class _Records:
    """The failed records of an object with what becomes of each, read anew each time."""

    file: IO[bytes]
    waiting: Waiting
    now: float
    policy: RetryPolicy
    has_time: Callable[[], bool]

    def __iter__(self) -> Iterator[tuple[Failure, Decision]]:
        for failure in read_failures(self.file):
            if not self.has_time():
                raise _OutOfTimeError
            # A clock that is ahead must not keep it back.
            failed_at = min(failure.failed_at or self.waiting.since, self.waiting.since)
            yield failure, decide(failure, failed_at, self.now, self.policy)

    def is_due(self, decision: Decision) -> bool:
        """Say whether a record is to be sent now."""
        return decision.fate is Fate.AGAIN and decision.due_at <= self.now


def _look(records: _Records, done: ObjectReport) -> None:
    """Count what is in it; raises `UnreadableObjectError` when nothing is a failed record."""
    for failure, decision in records:
        done.failures[f"{failure.stage}: {failure.error_code}"] += 1
        done.fates[decision.fate] += 1
        if decision.fate is not Fate.AGAIN:
            continue
        is_due = records.is_due(decision)
        done.due += is_due
        done.resting += not is_due
        since = records.waiting.since
        waits_since = since if decision.waits_since is None else decision.waits_since
        done.oldest = min(done.oldest, waits_since)
        if decision.has_waited:
            done.oldest_resent = min(done.oldest_resent, waits_since)
    if done.failures.keys() == {f"other: {UNREADABLE}"}:
        raise UnreadableObjectError("none of its lines is a failed record")


def _sent_due(
    bucket: FailuresBucket, records: _Records, rest: IO[bytes], send: Send, done: ObjectReport
) -> bool:
    """Send what is due; where that came to an end before, leave what was not acknowledged."""
    is_sent = False
    try:
        is_sent = _send_due(records, rest, send, done)
    finally:  # also when Firehose answered with an error that does not pass
        if not is_sent and done.resent:
            _leave_unsent(bucket, records, rest, done)
    return is_sent


def _send_due(records: _Records, rest: IO[bytes], send: Send, done: ObjectReport) -> bool:
    """Send batch after batch, and pack the lines that stay; False once some are refused."""
    batch: dict[int, bytes] = {}
    size = 0
    with packing(rest) as staying:
        for number, (failure, decision) in enumerate(records):
            if not records.is_due(decision):
                if done.resting or decision.fate is not Fate.SUPERSEDED:
                    staying.write(failure.line + b"\n")
                continue
            if len(batch) == MAX_RECORDS_A_CALL or size > BYTES_A_BATCH:
                if not _send_batch(batch, send, done):
                    return False
                batch, size = {}, 0
            batch[number] = decision.record
            size += len(decision.record)
    return _send_batch(batch, send, done)


def _send_batch(batch: dict[int, bytes], send: Send, done: ObjectReport) -> bool:
    refused = send([*batch.values()]) if batch else []
    done.resent += len(batch) - len(refused)
    done.asked_up_to = max(batch, default=done.asked_up_to)
    done.refused = {number for number, record in batch.items() if record in refused}
    return not refused


def _leave_unsent(
    bucket: FailuresBucket, records: _Records, rest: IO[bytes], done: ObjectReport
) -> None:
    """Leave every record that was not acknowledged: else all would be sent anew by each run."""
    rest.seek(0)
    rest.truncate()
    with packing(rest) as staying:
        for number, (failure, decision) in enumerate(records):
            is_asked = records.is_due(decision) and number <= done.asked_up_to
            if not is_asked or number in done.refused:
                staying.write(failure.line + b"\n")
    bucket.replace(records.waiting.key, rest)


def _leave(
    bucket: FailuresBucket, key: str, rest: IO[bytes], tell_aside: TellAside, done: ObjectReport
) -> None:
    """Leave what rests, with the dead beside it; once nothing rests these are put aside."""
    if done.resting:
        bucket.replace(key, rest)
        done.is_postponed = True
        return
    if done.fates[Fate.DEAD]:
        bucket.bury(key, rest)
        done.is_aside = True
        tell_aside(done)
    if not (done.fates[Fate.DEAD] and key.startswith(DEAD_PREFIX)):
        bucket.delete(key)
    done.is_gone = True


def _put_aside(
    bucket: FailuresBucket, key: str, why: str, tell_aside: TellAside, done: ObjectReport
) -> None:
    is_there = key.startswith(DEAD_PREFIX)
    if not is_there and not bucket.bury_whole(key):
        done.is_gone = True  # another run was quicker, and tells what was in it
        done.fates.clear()
        return
    done.unreadable = why
    done.is_aside = True
    tell_aside(done)
    if not is_there:
        bucket.delete(key)
    done.is_gone = True
