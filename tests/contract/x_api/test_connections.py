"""The connections API (docs.x.com, "Connections"): how a stuck slot is freed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.x_api import XApi
from tests.contract.x_api.clients import PATIENCE_SECONDS, Reader, call

Connect = Callable[..., Reader]
CONNECTIONS = "/2/connections"


def test_an_open_connection_is_listed(api: XApi, connect: Connect) -> None:
    connect()
    (item,) = call(api, "GET", CONNECTIONS).json()["data"]
    assert set(item) == {"id", "endpoint_name", "connected_at", "client_ip"}
    assert item["endpoint_name"] == "filtered_stream"
    assert item["connected_at"] == "2026-11-23T15:00:00.000Z"


def test_one_that_ended_is_listed_with_its_reason(api: XApi, connect: Connect) -> None:
    connect().hang_up()
    assert api.wait_until(lambda state: not state["open"], PATIENCE_SECONDS)
    assert "data" not in call(api, "GET", CONNECTIONS).json()
    (item,) = call(api, "GET", f"{CONNECTIONS}?status=inactive").json()["data"]
    assert item["disconnect_reason"] == "client disconnected"
    connect()
    assert len(call(api, "GET", f"{CONNECTIONS}?status=all").json()["data"]) == 2


@pytest.mark.parametrize("path", ["/all", "/filtered_stream"])
def test_killing_ends_an_open_connection(api: XApi, connect: Connect, path: str) -> None:
    reader = connect()
    data = call(api, "DELETE", CONNECTIONS + path).json()["data"]
    assert (data["successful_kills"], data["failed_kills"]) == (1, 0)
    assert data["results"][0]["success"] is True
    assert reader.ended() == ["closed"]


def test_killing_frees_a_stale_slot(api: XApi, connect: Connect) -> None:
    api.order_faults([{"kind": "stale_slot", "seconds": 3600}])
    connect().hang_up()
    assert api.wait_until(lambda state: state["stale_slots"] == 1, PATIENCE_SECONDS)
    (item,) = call(api, "GET", f"{CONNECTIONS}?endpoints=filtered_stream").json()["data"]
    answer = call(api, "DELETE", CONNECTIONS, {"uuids": [item["id"], "no such id"]})
    data = answer.json()["data"]
    assert (data["successful_kills"], data["failed_kills"]) == (1, 1)
    assert data["results"][1]["error_message"] == "Connection not found"
    connect()


@pytest.mark.parametrize("body", [None, {}, {"uuids": []}, {"uuids": ["x"] * 101}])
def test_a_kill_names_one_to_a_hundred_connections(api: XApi, body: object) -> None:
    assert call(api, "DELETE", CONNECTIONS, body).status_code == 400


def test_kills_are_rate_limited(api: XApi) -> None:
    statuses = [call(api, "DELETE", f"{CONNECTIONS}/all").status_code for _ in range(26)]
    assert statuses == [200] * 25 + [429]


def test_an_unknown_status_is_refused(api: XApi) -> None:
    assert call(api, "GET", f"{CONNECTIONS}?status=asleep").status_code == 400
