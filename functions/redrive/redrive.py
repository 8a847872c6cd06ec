"""Sends the records of the failures bucket through the delivery stream again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from botocore.exceptions import BotoCoreError, ClientError

from redrive.attempts import next_attempt
from redrive.bucket import FailuresBucket
from redrive.objects import Failure, UnreadableObjectError, read_failures
from redrive.superseded import is_superseded
from shared.clock import Clock

# Room to finish the object in hand: read, send, write what is given up, delete; half of it is kept
# for what comes after the last call to Firehose has begun.
SECONDS_FOR_AN_OBJECT = 60.0

# Takes records and the seconds after which to give up; returns those not acknowledged.
Send = Callable[[Sequence[bytes], float], list[bytes]]


@dataclass(slots=True)
class RedriveReport:
    """What a run did: `unreadable` and `left` are objects; `resent`, `superseded` (the index has a
    newer version) and `dead` are records.
    """

    objects: int = 0
    resent: int = 0
    superseded: int = 0
    dead: int = 0
    unreadable: int = 0
    left: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)


def redrive(bucket: FailuresBucket, send: Send, clock: Clock, deadline: float) -> RedriveReport:
    """Send again what waits under failed/, and return what was done.

    An object is deleted only when each of its records was acknowledged, is superseded or is safe
    under dead/; else it is left whole for the next run. What arrives while this runs waits for the
    next run as well, so that a passing fault does not use up all attempts of a record at once.
    `deadline` is a reading of the clock's `monotonic`.
    """
    report = RedriveReport()
    for key in bucket.keys(until=clock.now()):
        seconds_left = deadline - clock.monotonic()
        if seconds_left < SECONDS_FOR_AN_OBJECT:
            report.left += 1
            continue
        report.objects += 1
        try:
            _redrive_object(bucket, key, send, seconds_left - SECONDS_FOR_AN_OBJECT / 2, report)
        except (ClientError, BotoCoreError) as error:
            report.left += 1
            report.errors.append(str(error))
    return report


def _redrive_object(
    bucket: FailuresBucket,
    key: str,
    send: Send,
    give_up_after_seconds: float,
    report: RedriveReport,
) -> None:
    body = bucket.read(key)
    try:
        failures = read_failures(body)
    except UnreadableObjectError as error:
        bucket.bury(key, body)
        bucket.delete(key)
        report.unreadable += 1
        report.errors.append(f"{key}: {error}")
        return
    report.failures.update(f"{each.stage}: {each.error_code}" for each in failures)
    wanted = [failure for failure in failures if not is_superseded(failure)]
    again, dead = _sort(wanted)
    if dead:
        bucket.bury(key, b"".join(failure.line + b"\n" for failure in dead))
    refused = send(again, give_up_after_seconds) if again else []
    report.resent += len(again) - len(refused)
    if refused:
        report.left += 1
        return
    bucket.delete(key)
    report.dead += len(dead)
    report.superseded += len(failures) - len(wanted)


def _sort(failures: list[Failure]) -> tuple[list[bytes], list[Failure]]:
    """Return the records to send again and the failures to give up."""
    again, dead = [], []
    for failure in failures:
        record = next_attempt(failure.record)
        if record is None:
            dead.append(failure)
        else:
            again.append(record)
    return again, dead
