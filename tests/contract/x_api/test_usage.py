"""GET /2/usage/tweets (docs.x.com, "Usage")."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.x_api import XApi
from tests.contract.x_api.clients import PATIENCE_SECONDS, Reader, call
from tests.contract.x_api.conftest import SetClock

USAGE = "/2/usage/tweets"


@pytest.mark.parametrize(("numbers", "kind"), [("text", str), ("integers", int)])
def test_usage_counts_what_was_read(
    api: XApi, connect: Callable[..., Reader], numbers: str, kind: type
) -> None:
    api.settings.usage_numbers = numbers
    connect()
    api.publish({"text": "turbine"})
    assert api.wait_until(lambda state: state["reads"] == 1, PATIENCE_SECONDS)
    data = call(api, "GET", f"{USAGE}?days=2").json()["data"]
    assert (data["project_cap"], data["project_usage"]) == (kind(3_000_000), kind(1))
    assert data["daily_project_usage"]["usage"] == [
        {"date": "2026-11-22T00:00:00.000Z", "usage": kind(0)},
        {"date": "2026-11-23T00:00:00.000Z", "usage": kind(1)},
    ]
    assert data["daily_client_app_usage"][0]["usage_result_count"] == 2


def test_what_is_billed_today_begins_anew_at_midnight(
    api: XApi, connect: Callable[..., Reader], now: SetClock
) -> None:
    connect()
    api.publish({"text": "turbine"})
    assert api.wait_until(lambda state: state["billed_today"] == 1, PATIENCE_SECONDS)
    now.seconds += 86_400
    assert (api.state()["billed_today"], api.state()["reads"]) == (0, 1)


@pytest.mark.parametrize("days", ["0", "91", "some"])
def test_usage_reaches_back_ninety_days(api: XApi, days: str) -> None:
    assert call(api, "GET", f"{USAGE}?days={days}").status_code == 400
