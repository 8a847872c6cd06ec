"""Cuts a stream of bytes into lines, and never holds more than one line of bounded length."""

from __future__ import annotations

LONGEST_LINE_BYTES = 4 * 1024 * 1024


class LineSplitter:
    """X's "Consuming streaming data": messages end with CR LF, and a bare CR LF keeps alive."""

    def __init__(self, longest: int = LONGEST_LINE_BYTES) -> None:
        self._longest = longest
        self._parts: list[bytes] = []
        self._length = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return the lines that this chunk completes, without their ends; `b""` keeps alive.

        A line over the limit is cut there, so that it counts as one that can't be read.
        """
        *ended, begun = chunk.split(b"\n")
        lines = []
        for piece in ended:
            self._add(piece)
            lines.append(self._take())
        self._add(begun)
        return lines

    def rest(self) -> list[bytes]:
        """Return the line that the connection's end cut off, if there is one."""
        line = self._take()
        return [line] if line else []

    def _add(self, piece: bytes) -> None:
        piece = piece[: self._longest - self._length]
        if piece:
            self._parts.append(piece)
            self._length += len(piece)

    def _take(self) -> bytes:
        line = b"".join(self._parts).rstrip(b"\r")
        self._parts, self._length = [], 0
        return line
