"""Sends the records of the failures bucket through the delivery stream again."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from botocore.exceptions import BotoCoreError, ClientError

from redrive.bucket import FailuresBucket, Waiting
from redrive.decisions import Fate, RetryPolicy
from redrive.delivery import Delivery
from redrive.one_object import redrive_object
from redrive.report import ObjectReport, RedriveReport, TellAside
from shared.clock import WaitingClock

# Room to finish the object in hand: read, send, write what is given up, delete; half of it is kept
# for what comes after the last call to Firehose has begun.
SECONDS_FOR_AN_OBJECT = 60.0
SECONDS_FOR_THE_END = 15.0
"""Of it, for what is written and deleted, and told, once the records have been looked at."""
AT_ONCE = 8
"""Calls wait most of their time for an answer; more at once would want more memory."""


class Redrive:
    """One run over the objects below a prefix, the oldest first.

    What arrives while it runs waits for the next one, so that a passing fault does not meet the
    same record again and again. `deadline` is a reading of the clock's `monotonic`; `tell_aside` is
    called by one thread at a time.
    """

    def __init__(
        self,
        bucket: FailuresBucket,
        delivery: Delivery,
        clock: WaitingClock,
        deadline: float,
        policy: RetryPolicy,
        tell_aside: TellAside,
    ) -> None:
        self._bucket = bucket
        self._delivery = delivery
        self._clock = clock
        self._deadline = deadline
        self._policy = policy
        self._tell_aside = tell_aside
        self._lock = clock.lock()
        self._queue: deque[Waiting] = deque()
        self._report = RedriveReport()

    def run(self, prefix: str) -> RedriveReport:
        """Send again what waits, several objects at once, and return what was done.

        An object that is slow, damaged or refused delays none but those behind it in its thread.
        While the domain takes nothing, nothing is sent unless a person insists; what waits is
        looked at all the same, for its age is to be told, and the bucket does not keep for ever
        what is to be given up.
        """
        waiting = self._bucket.waiting(prefix, until=self._clock.now())
        if waiting and not self._policy.insists and self._is_in_vain():
            self._policy = replace(self._policy, is_in_vain=True)
        self._queue.extend(waiting)
        at_once = min(AT_ONCE, len(self._queue))
        threads = [self._clock.thread(self._work, f"redrive {n}") for n in range(at_once)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self._report

    def _is_in_vain(self) -> bool:
        try:
            self._report.is_in_vain = self._delivery.is_in_vain()
        except (ClientError, BotoCoreError) as error:  # better in vain than not at all
            self._report.errors.append(f"Whether the domain takes records is not known: {error}")
        return self._report.is_in_vain

    def _work(self) -> None:
        while (waiting := self._next()) is not None:
            done, now, error = ObjectReport(), self._clock.now(), ""
            try:
                redrive_object(
                    self._bucket,
                    waiting,
                    self._send_in_time,
                    now,
                    self._policy,
                    self._has_time,
                    self._tell_in_turn,
                    done,
                )
            except (ClientError, BotoCoreError) as refused:
                error = str(refused)
            except Exception as unknown:  # whatever it is, it is this object's alone
                error = type(unknown).__name__  # its words may quote a post
            self._count(waiting, done, error or done.unreadable)

    def _next(self) -> Waiting | None:
        with self._lock:
            if not self._queue:
                return None
            if self._seconds_left() < SECONDS_FOR_AN_OBJECT:
                self._leave(len(self._queue))
                self._waits(self._queue[0].since)
                self._queue.clear()
                return None
            self._report.objects += 1
            return self._queue.popleft()

    def _send_in_time(self, records: Sequence[bytes]) -> list[bytes]:
        patience = min(SECONDS_FOR_AN_OBJECT, self._seconds_left() - SECONDS_FOR_AN_OBJECT / 2)
        return self._delivery.send(records, patience)

    def _tell_in_turn(self, done: ObjectReport) -> None:
        with self._lock:
            self._tell_aside(done)

    def _has_time(self) -> bool:
        return self._seconds_left() > SECONDS_FOR_THE_END

    def _seconds_left(self) -> float:
        return self._deadline - self._clock.monotonic()

    def _count(self, waiting: Waiting, done: ObjectReport, error: str) -> None:
        with self._lock:
            report = self._report
            report.resent += done.resent
            report.failures.update(done.failures)
            if error:
                report.errors.append(f"{waiting.key}: {error}")
            self._waits(done.oldest_resent)  # it may fail again
            if done.is_aside:  # told twice when it could not be deleted, rather than never
                report.unreadable += bool(done.unreadable)
                report.dead += done.dead
            if not done.is_gone:
                if done.is_postponed:
                    report.postponed += 1
                elif error:
                    report.left += 1
                else:
                    self._leave(1)
                self._waits(min(waiting.since, done.oldest))
            elif not done.unreadable:
                report.superseded += done.fates[Fate.SUPERSEDED]

    def _leave(self, objects: int) -> None:
        """Count objects that a later run has to do: in vain nothing is due yet."""
        if self._report.is_in_vain:
            self._report.postponed += objects
        else:
            self._report.left += objects

    def _waits(self, since: float) -> None:
        seconds = self._clock.nominal(self._clock.now() - since)
        self._report.waiting_seconds = max(self._report.waiting_seconds, seconds)
