"""Who may connect to the filtered stream: one connection at a time, and the connections API.

docs.x.com, "Handling disconnections" and "Connections".
"""

from __future__ import annotations

import socket
from collections import Counter, deque
from collections.abc import Mapping
from typing import Any

from sandbox.clock import Clock
from sandbox.posts.post import Post
from sandbox.posts.snowflake import iso_time
from sandbox.x_api.answers import Answer, invalid_request, too_many_connections
from sandbox.x_api.posts.fields import Fields
from sandbox.x_api.rules.book import AppRule
from sandbox.x_api.settings import XSettings
from sandbox.x_api.stream.connection import Connection, Delivery, Record

ENDPOINT_NAME = "filtered_stream"
_CONNECTIONS_KEPT = 1000


class Stream:
    """Not safe for threads by itself: its owner holds a lock."""

    def __init__(self, settings: XSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._now = clock.now
        self._open: list[Connection] = []
        self._stale: dict[str, tuple[Record, float]] = {}
        self._history: deque[Record] = deque(maxlen=_CONNECTIONS_KEPT)
        self.max_concurrent = 0
        self.overlaps = 0
        self.accepted = 0
        self.refused: Counter[str] = Counter()

    @property
    def is_open(self) -> bool:
        """Whether a client is connected."""
        return bool(self._open)

    @property
    def stale_slots(self) -> int:
        """How many slots are taken by connections that ended."""
        self._expire()
        return len(self._stale)

    def connect(self, client: socket.socket, fields: Fields) -> Connection | Answer:
        """Give the slot to a client, or refuse it."""
        self._expire()
        still_there = [open_ for open_ in self._open if open_.is_live()]
        self.overlaps += bool(still_there)
        if still_there or self._stale:
            if self._settings.second_connection == "refuse":
                return too_many_connections()
            for connection in still_there:
                connection.end("evicted by a newer connection")
            self._stale.clear()
        self._open.clear()
        record = Record(int(self._now() * 1000), client.getpeername()[0])
        most = int(self._settings.buffer_posts)
        connection = Connection(client, fields, record, most, self._clock)
        self._open.append(connection)
        self._history.append(record)
        self.accepted += 1
        self.max_concurrent = max(self.max_concurrent, len(self._open))
        return connection

    def deliver(self, post: Post, rules: tuple[AppRule, ...]) -> None:
        """Hand a post to whoever is connected."""
        for connection in self._open:
            connection.put(Delivery(post, rules))

    def disconnected(self, connection: Connection, reason: str, stale_seconds: float) -> None:
        """Free the slot, or keep it taken for so many real seconds more."""
        record = connection.record
        record.disconnected_at_ms = int(self._now() * 1000)
        record.disconnect_reason = reason
        if connection in self._open:
            self._open.remove(connection)
        if stale_seconds > 0:
            self._stale[record.id] = (record, self._now() + stale_seconds)

    def ring(self) -> None:
        """Wake the writers, to look for faults."""
        for connection in self._open:
            connection.ring()

    def end_all(self, reason: str) -> None:
        """End every connection and free every slot."""
        for connection in self._open:
            connection.end(reason)
        self._stale.clear()

    def free_stale(self) -> None:
        """Free the slots of connections that ended."""
        self._stale.clear()

    def listed(self, query: Mapping[str, str]) -> Answer:
        """GET /2/connections."""
        status = query.get("status", "active")
        if status not in ("active", "inactive", "all"):
            return invalid_request("status", status, "'status' is one of [active,inactive,all]")
        if query.get("endpoints", ENDPOINT_NAME) != ENDPOINT_NAME:
            return Answer(200, {"meta": {"result_count": 0}})
        active = self._active_ids()
        chosen = [
            self._data(record)
            for record in reversed(self._history)
            if status == "all" or (record.id in active) == (status == "active")
        ]
        data = {"data": chosen} if chosen else {}
        return Answer(200, {**data, "meta": {"result_count": len(chosen)}})

    def kill(self, ids: list[str] | None) -> Answer:
        """DELETE /2/connections...: end some connections, or all of them when `ids` is None."""
        active = self._active_ids()
        wanted = sorted(active) if ids is None else ids
        results: list[dict[str, Any]] = []
        for wanted_id in wanted:
            success = wanted_id in active
            results.append({"uuid": wanted_id, "success": success})
            if not success:
                results[-1]["error_message"] = "Connection not found"
            self._stale.pop(wanted_id, None)
            for connection in self._open:
                if connection.record.id == wanted_id:
                    connection.end("killed through the connections API")
        killed = sum(bool(result["success"]) for result in results)
        data = {
            "successful_kills": killed,
            "failed_kills": len(results) - killed,
            "results": results,
        }
        return Answer(200, {"data": data})

    def _active_ids(self) -> set[str]:
        self._expire()
        return {connection.record.id for connection in self._open} | set(self._stale)

    def _expire(self) -> None:
        now = self._now()
        self._stale = {key: kept for key, kept in self._stale.items() if kept[1] > now}

    def _data(self, record: Record) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": record.id,
            "endpoint_name": ENDPOINT_NAME,
            "connected_at": iso_time(record.connected_at_ms),
            "client_ip": record.client_ip,
        }
        if record.disconnected_at_ms is not None and record.id not in self._stale:
            data["disconnected_at"] = iso_time(record.disconnected_at_ms)
            data["disconnect_reason"] = record.disconnect_reason
        return data
