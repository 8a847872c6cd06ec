"""Waiting and refusing."""

from __future__ import annotations

import socket

import pytest

from bootstrap import domain as domain_module
from bootstrap.domain import PATIENCE_SECONDS, Domain, RefusedError
from tests.fake_clock import FakeClock
from tests.unit.bootstrap.stand_in_domain import PASSWORD, SILENCE, USER, Fault, StandInDomain

STARTING = (
    '{"error":{"type":"cluster_block_exception","reason":'
    '"blocked by: [SERVICE_UNAVAILABLE/1/state not recovered / initialized];"}}'
)
DISK_FULL = '{"error":{"type":"cluster_block_exception","reason":"blocked by: [FORBIDDEN/8]"}}'


def test_a_lasting_refusal_is_told_at_once(
    domain: Domain, stand_in: StandInDomain, clock: FakeClock
) -> None:
    stand_in.faults = [Fault("GET /", 400, "bad thing", 1)]
    with pytest.raises(RefusedError, match=r"GET /nothing: HTTP 400: bad thing"):
        domain.ask("GET", "/nothing")
    assert clock.slept == []


def test_a_passing_refusal_that_does_not_pass_is_told_in_the_end(
    domain: Domain, stand_in: StandInDomain, clock: FakeClock
) -> None:
    stand_in.faults = [Fault("GET /", 502, "Bad Gateway", 999)]
    with pytest.raises(RefusedError, match="HTTP 502: Bad Gateway"):
        domain.ask("GET", "/")
    assert 60 < sum(clock.slept) <= PATIENCE_SECONDS


def test_a_full_disk_is_not_waited_for_and_comes_with_advice(
    domain: Domain, stand_in: StandInDomain, clock: FakeClock
) -> None:
    stand_in.faults = [Fault("PUT ", 429, DISK_FULL, 999)]
    with pytest.raises(RefusedError, match=r"cluster_block_exception.*volumeGib"):
        domain.ask("PUT", "/_ingest/pipeline/tweets", body={})
    assert clock.slept == []


def test_an_engine_that_is_blocked_because_it_starts_is_waited_for(
    domain: Domain, stand_in: StandInDomain, clock: FakeClock
) -> None:
    stand_in.faults = [Fault("GET /", 503, STARTING, 5)]
    assert domain.ask("GET", "/").status == 200
    assert len(clock.slept) == 5


def test_silence_that_passes_is_waited_out(
    stand_in: StandInDomain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(domain_module, "SHORTEST_REAL_SECONDS", 0.3)
    stand_in.faults = [Fault("GET /", SILENCE, "", 2)]
    domain = Domain(stand_in.url, FakeClock(scale=0.0), 10_000.0, (USER, PASSWORD))
    assert domain.ask("GET", "/").status == 200
    assert len(stand_in.requests) == 3


def test_a_wrong_password_is_told_as_one(stand_in: StandInDomain, clock: FakeClock) -> None:
    domain = Domain(stand_in.url, clock, 10_000.0, (USER, "Wrong-word-1"))
    with pytest.raises(RefusedError, match=r"HTTP 401.*master user") as caught:
        domain.ask("GET", "/_ingest/pipeline/tweets")
    assert "Wrong-word-1" not in str(caught.value)


def test_nothing_is_waited_for_beyond_the_functions_own_time(
    stand_in: StandInDomain, clock: FakeClock
) -> None:
    stand_in.faults = [Fault("GET /", 503, "starting", 999)]
    domain = Domain(stand_in.url, clock, give_up_at=40.0, user=(USER, PASSWORD))
    with pytest.raises(RefusedError, match="starting"):
        domain.ask("GET", "/", patience_seconds=480.0)
    assert clock.monotonic() <= 40.0


def test_a_domain_that_nobody_answers_for_is_waited_for_and_told(clock: FakeClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    domain = Domain(f"https://127.0.0.1:{port}", clock, 10_000.0, (USER, PASSWORD))
    with pytest.raises(RefusedError, match=r"no answer: ConnectionError"):
        domain.ask("GET", "/")
    assert sum(clock.slept) > 60


def test_a_domain_that_never_answers_is_given_up_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(domain_module, "SHORTEST_REAL_SECONDS", 0.01)
    quick = FakeClock(scale=0.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        domain = Domain(f"http://127.0.0.1:{silent.getsockname()[1]}", quick, 10_000.0)
        with pytest.raises(RefusedError, match=r"no answer: ReadTimeout"):
            domain.ask("GET", "/")
    assert sum(quick.slept) > 60


def test_a_certificate_that_nobody_vouches_for_is_never_accepted(
    stand_in: StandInDomain, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    domain = Domain(stand_in.url, clock, 10_000.0, (USER, PASSWORD))
    with pytest.raises(RefusedError, match="certificate verify failed"):
        domain.ask("GET", "/")
    assert stand_in.requests == []
