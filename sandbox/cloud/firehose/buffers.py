"""Firehose's buffers: items wait until there is enough of them, or the oldest waited enough."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Record:
    """A record as it was put: `arrival_ms` since 1970, and what the transform made of it."""

    record_id: str
    arrival_ms: int
    data: bytes
    original: bytes


@dataclass
class Buffer:
    """Holds records; `size_bytes` or `interval_seconds` (real ones; 0: at once) makes it due."""

    size_bytes: int
    interval_seconds: float
    _records: list[Record] = field(default_factory=list)
    _bytes: int = 0
    _oldest: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, records: list[Record]) -> None:
        """Put records at the end."""
        with self._lock:
            if not self._records:
                self._oldest = time.monotonic()
            self._records += records
            self._bytes += sum(len(record.data) for record in records)

    def take_if_due(self) -> list[Record]:
        """Take up to the size from the front if it is due; else nothing."""
        with self._lock:
            waited = time.monotonic() - self._oldest
            if not self._records or (
                self._bytes < self.size_bytes and waited < self.interval_seconds
            ):
                return []
            number, size = 0, 0
            while number < len(self._records):
                length = len(self._records[number].data)
                if number and size + length > self.size_bytes:
                    break
                number, size = number + 1, size + length
            taken, self._records = self._records[:number], self._records[number:]
            self._bytes -= size
            return taken

    def __len__(self) -> int:
        return len(self._records)
