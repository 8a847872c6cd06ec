"""Which posts Firehose took, in order, for whoever checks that none was lost behind it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable


class AcceptedPosts:
    """The `id` of each record that was taken; records without one leave no trace here."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._lock = threading.Lock()

    def add(self, records: Iterable[bytes]) -> None:
        """Note records that were just taken."""
        ids = [post_id for data in records if (post_id := _post_id(data))]
        with self._lock:
            self._ids += ids

    def after(self, number: int) -> list[str]:
        """Return the ids that came after the first so many."""
        with self._lock:
            return self._ids[number:]


def _post_id(data: bytes) -> str:
    try:
        record = json.loads(data)
    except ValueError:
        return ""
    return str(record.get("id", "")) if isinstance(record, dict) else ""
