"""Why X refuses a connection: docs.x.com, "Handling disconnections", "Response codes"."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.x_api import XApi
from tests.contract.x_api.clients import PATIENCE_SECONDS, TOKEN, Reader, call
from tests.contract.x_api.conftest import SetClock

Connect = Callable[..., Reader]
STREAM = "/2/tweets/search/stream"


def refused(api: XApi, token: str = TOKEN) -> Reader:
    reader = Reader(api, token).begin()
    assert reader.ended() == ["refused"]
    return reader


def test_without_rules_the_stream_is_a_conflict(api: XApi) -> None:
    reader = refused(api)
    assert reader.status == 409
    assert reader.refusal["connection_issue"] == "RuleConfigurationIssue"
    assert reader.refusal["title"] == "ConnectionException"


def test_a_second_connection_is_refused_though_the_rate_allows_it(
    api: XApi, connect: Connect
) -> None:
    first = connect()
    second = refused(api)
    assert second.status == 429
    assert second.refusal == {
        "title": "ConnectionException",
        "detail": "This stream is currently at the maximum allowed connection limit.",
        "connection_issue": "TooManyConnections",
        "type": "https://api.x.com/2/problems/streaming-connection",
    }
    assert second.transport.last is not None
    assert int(second.transport.last.headers["x-rate-limit-remaining"]) > 0
    post_id = api.publish({"text": "turbine"})
    assert first.next()["data"]["id"] == post_id
    assert api.state()["max_concurrent"] == 1
    assert api.state()["overlaps"] == 1
    assert api.state()["connects_refused"] == {"429 TooManyConnections": 1}


def test_a_client_that_hung_up_makes_room_at_once(api: XApi, connect: Connect) -> None:
    for _ in range(3):
        connect().hang_up()
    assert api.state()["overlaps"] == 0


def test_a_second_connection_can_be_set_to_evict_the_first(api: XApi, connect: Connect) -> None:
    api.settings.second_connection = "evict"
    first = connect()
    second = connect()
    assert first.ended() == ["closed"]
    post_id = api.publish({"text": "turbine"})
    assert second.next()["data"]["id"] == post_id
    assert (api.state()["max_concurrent"], api.state()["overlaps"]) == (1, 1)


def test_a_stale_slot_stays_taken_for_its_time(api: XApi, connect: Connect, now: SetClock) -> None:
    api.order_faults([{"kind": "stale_slot", "seconds": 90}])
    connect().hang_up()
    assert api.wait_until(lambda state: state["stale_slots"] == 1, PATIENCE_SECONDS)
    now.seconds += 89
    assert refused(api).refusal["connection_issue"] == "TooManyConnections"
    now.seconds += 2
    connect()


def test_too_many_attempts_are_rate_limited_and_each_more_lengthens_the_wait(
    api: XApi, connect: Connect, now: SetClock
) -> None:
    api.settings.connects_per_window = 2
    connect().hang_up()
    connect().hang_up()
    resets = []
    for _ in range(2):
        reader = refused(api)
        assert reader.refusal["title"] == "Too Many Requests"
        assert reader.transport.last is not None
        assert reader.transport.last.headers["x-rate-limit-limit"] == "2"
        assert reader.transport.last.headers["x-rate-limit-remaining"] == "0"
        resets.append(int(reader.transport.last.headers["x-rate-limit-reset"]))
    assert now.seconds + 900 <= resets[0] < resets[1]
    now.seconds = resets[1]
    connect()


@pytest.mark.parametrize(
    ("kind", "status", "marks"),
    [
        ("unauthorized", 401, {"title": "Unauthorized", "type": "about:blank"}),
        ("credits_depleted", 402, {"title": "CreditsDepleted", "account_id": 1}),
        ("payment_required", 402, {"title": "Payment Required", "detail": "credits depleted"}),
        ("spend_cap_reached", 403, {"title": "SpendCapReached", "reset_date": "2026-12-14"}),
        ("client_forbidden", 403, {"reason": "client-not-enrolled"}),
        ("usage_cap_exceeded", 429, {"title": "UsageCapExceeded", "period": "Monthly"}),
        ("too_many_connections", 429, {"connection_issue": "TooManyConnections"}),
        ("rate_limited", 429, {"title": "Too Many Requests"}),
        ("no_rules", 409, {"connection_issue": "RuleConfigurationIssue"}),
        ("unavailable", 503, {"title": "Service Unavailable"}),
        ("internal_error", 500, {"title": "Internal Server Error"}),
    ],
)
def test_each_documented_refusal_can_be_ordered_once(
    api: XApi, connect: Connect, kind: str, status: int, marks: dict[str, object]
) -> None:
    api.order_faults([{"kind": kind}])
    reader = refused(api)
    assert reader.status == status
    assert marks.items() <= reader.refusal.items()
    connect()
    assert api.state()["faults"] == {kind: 1}


def test_a_rate_limit_can_come_without_headers(api: XApi, rule: str) -> None:
    api.order_faults([{"kind": "rate_limited", "headers": False}])
    reader = refused(api)
    assert reader.transport.last is not None
    assert "x-rate-limit-reset" not in reader.transport.last.headers


def test_a_connection_can_close_without_an_answer(api: XApi, connect: Connect) -> None:
    api.order_faults([{"kind": "no_answer"}])
    reader = Reader(api).begin()
    assert reader.ended() == ["connection error"]
    connect()


def test_headers_can_stay_away(api: XApi, rule: str) -> None:
    api.order_faults([{"kind": "hang", "seconds": 0.05}])
    reader = Reader(api).begin()
    assert reader.ended() == ["connection error"]
    assert api.state()["connects_refused"] == {"hang": 1}


def test_any_other_answer_can_be_ordered_for_any_request(api: XApi, connect: Connect) -> None:
    body = b'{"title": "Teapot"}'.hex()
    api.order_faults(
        [
            {"kind": "answer", "status": 418, "line": body},
            {"kind": "answer", "where": "rules", "line": b'{"data": 5}'.hex()},
        ]
    )
    reader = refused(api)
    assert (reader.status, reader.refusal) == (418, {"title": "Teapot"})
    assert api.state()["connects_refused"] == {"418": 1}
    rules = call(api, "GET", "/2/tweets/search/stream/rules")
    assert (rules.status_code, rules.json()) == (200, {"data": 5})
    connect()


def test_an_answer_can_go_on_until_its_reader_leaves(api: XApi, connect: Connect) -> None:
    line = b'{"again": 1}\r\n'.hex()
    api.order_faults([{"kind": "endless", "line": line, "seconds": 0.001}])
    reader = Reader(api).begin()
    assert [reader.next() for _ in range(3)] == [{"again": 1}] * 3
    reader.hang_up()
    connect()


def test_a_wrong_token_opens_no_stream(api: XApi, rule: str) -> None:
    assert refused(api, "another-token").status == 401


@pytest.mark.parametrize("name", ["tweet_fields", "backfill_minutes", "start_time"])
def test_a_parameter_that_the_plan_does_not_have_is_refused(
    api: XApi, rule: str, name: str
) -> None:
    answer = call(api, "GET", f"{STREAM}?{name}=1")
    assert answer.status_code == 400
    assert name in answer.json()["errors"][0]["message"]
