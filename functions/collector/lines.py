"""Cuts a stream of bytes into lines, and never holds more than one line of bounded length."""

from __future__ import annotations

LONGEST_LINE_BYTES = 4 * 1024 * 1024


class LineSplitter:
    """X's "Consuming streaming data": messages end with CR LF, and a bare CR LF keeps alive."""

    def __init__(self, longest: int = LONGEST_LINE_BYTES) -> None:
        self._longest = longest
        self._parts: list[bytes] = []
        self._length = 0
        self._skipping = False
        self.too_long = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return the lines that this chunk completes, without their ends; `b""` keeps alive.

        A line over the limit is thrown away up to its end and counted in `too_long`.
        """
        *ended, begun = chunk.split(b"\n")
        lines = []
        for piece in ended:
            self._add(piece)
            line = self._take()
            if line is not None:
                lines.append(line)
        self._add(begun)
        return lines

    def rest(self) -> list[bytes]:
        """Return the line that the connection's end cut off, if there is one."""
        line = self._take()
        return [line] if line else []

    def _add(self, piece: bytes) -> None:
        if self._skipping or not piece:
            return
        self._parts.append(piece)
        self._length += len(piece)
        if self._length > self._longest:
            self._parts, self._skipping = [], True
            self.too_long += 1

    def _take(self) -> bytes | None:
        line = None if self._skipping else b"".join(self._parts).rstrip(b"\r")
        self._parts, self._length, self._skipping = [], 0, False
        return line
