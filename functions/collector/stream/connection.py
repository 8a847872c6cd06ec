"""One connection to X's filtered stream, through tweepy, that ends exactly when it should."""

from __future__ import annotations

from typing import Any, Protocol

import tweepy  # type: ignore[import-untyped]

from collector.stream.endings import Ending, EndKind
from collector.timing import Timing
from collector.x.refusals import Cure, Refusal, problem_refusal, refusal, words_of
from collector.x.transport import Transport
from shared.clock import WaitingClock


class OnLine(Protocol):
    """What happens to each line: `collector.stream.intake.Intake`."""

    def __call__(self, line: bytes, /) -> Ending | None:
        """Take a line (`b""` keeps alive); returns why to close the stream, or None to go on."""


class StreamConnection(tweepy.StreamingClient):  # type: ignore[misc]
    """Serves for one connection: tweepy's own reconnecting, waiting and parsing are not used.

    tweepy looks at its `running` flag only when a line comes and ends silently when a callback
    raises; here every end is recorded as an `Ending`, and `stop` cuts the connection itself.
    """

    def __init__(
        self, token: str, transport: Transport, on_line: OnLine, clock: WaitingClock, timing: Timing
    ) -> None:
        super().__init__(token)
        transport.carry(self)
        self._transport = transport
        self._on_line = on_line
        self._clock = clock
        self._timing = timing
        self._stopping = clock.event()
        self._deadline = 0.0
        self.opened_at: float | None = None
        self.ending: Ending | None = None

    def read(self, parameters: dict[str, Any], deadline: float) -> Ending:
        """Connect and read until something ends it; `deadline` is in monotonic nominal seconds."""
        self._deadline = deadline
        timer = self._clock.timer(self._left(), self.stop)
        timer.start()
        try:
            if not self._stopping.is_set():
                self.filter(**parameters)
        finally:
            timer.cancel()
        return self._end(EndKind.CLOSED)

    def stop(self) -> None:
        """Close the connection at once, from any thread, whatever it is waiting for."""
        self._end(EndKind.STOPPED)
        self._stopping.set()
        self.disconnect()
        self._transport.cut()

    def on_connect(self) -> None:
        """Hear from tweepy that X accepted the connection."""
        self.opened_at = self._clock.monotonic()
        if self._stopping.is_set():
            self.disconnect()

    def on_data(self, raw_data: bytes) -> None:
        """Hear from tweepy of a line."""
        self._hand_on(raw_data)

    def on_keep_alive(self) -> None:
        """Hear from tweepy of an empty line."""
        self._hand_on(b"")

    def on_request_error(self, status_code: int) -> None:
        """Hear from tweepy that X refused."""
        response = self._transport.response
        try:
            body = response.json() if response is not None else None
        except ValueError:
            body = None
        headers = response.headers if response is not None else {}
        refused = refusal(status_code, body, headers)
        self._end(EndKind.REFUSED, refused.words, refused)

    def on_closed(self, response: Any) -> None:  # noqa: ARG002
        """Hear from tweepy that X ended the answer."""
        self._end(EndKind.CLOSED, "X closed the stream without a word.")

    def on_connection_error(self) -> None:
        """Hear from tweepy of a broken, impossible or silent connection."""
        words = "The connection broke or was silent for too long."
        unreached = "X could not be reached in time."
        self._end(EndKind.NETWORK, unreached if self.opened_at is None else words)

    def on_exception(self, exception: Exception) -> None:
        """Hear from tweepy of anything else, such as a TLS error or a broken compression."""
        self._end(EndKind.NETWORK, f"The connection failed: {type(exception).__name__}.")

    def on_disconnect(self) -> None:
        """Hear from tweepy that it is done."""

    def _connect(self, method: str, endpoint: str, **options: Any) -> None:
        left = max(0.1, self._left())
        options["timeout"] = (
            self._clock.real(min(self._timing.connect_timeout, left)),
            self._clock.real(min(self._timing.read_timeout, left + 1)),
        )
        super()._connect(method, endpoint, **options)

    def _hand_on(self, line: bytes) -> None:
        try:
            ending = self._on_line(line)
        except Exception as error:
            ending = Ending(EndKind.FAILED, f"A line could not be handled: {type(error).__name__}.")
        if ending is not None:
            self._end(ending.kind, ending.words, ending.refusal)

    def _end(self, kind: EndKind, words: str = "", refused: Refusal | None = None) -> Ending:
        """Record the first reason, and let tweepy's loop end."""
        if self.ending is None:
            self.ending = Ending(kind, words, refused)
        self.disconnect()
        return self.ending

    def _left(self) -> float:
        return self._deadline - self._clock.monotonic()


def ending_of_notice(problem: dict[str, Any]) -> Ending:
    """Return what a problem object inside the stream means for the connection."""
    known = problem_refusal(problem)
    if known is not None and known.cure is Cure.PERSON:
        return Ending(EndKind.REFUSED, known.words, known)
    return Ending(EndKind.NOTICE, words_of(problem))
