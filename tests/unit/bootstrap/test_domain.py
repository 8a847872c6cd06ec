"""Waiting and refusing."""

from __future__ import annotations

import pytest

from bootstrap.domain import PATIENCE_SECONDS, Domain, RefusedError
from bootstrap.engine import ELASTICSEARCH, EngineFamily
from sandbox.simulation.search_domain import SearchDomain
from tests.fake_clock import FakeClock
from tests.unit.bootstrap.administrator import PASSWORD, USER
from tests.unit.bootstrap.conftest import URL
from tests.unit.bootstrap.faults import SILENCE, Fault, order

STARTING = (
    '{"error":{"type":"cluster_block_exception","reason":'
    '"blocked by: [SERVICE_UNAVAILABLE/1/state not recovered / initialized];"}}'
)
DISK_FULL = '{"error":{"type":"cluster_block_exception","reason":"blocked by: [FORBIDDEN/8]"}}'


@pytest.fixture
def engine() -> EngineFamily:
    """Waiting knows no paths."""
    return ELASTICSEARCH


def test_a_lasting_refusal_is_told_at_once(
    domain: Domain, search: SearchDomain, clock: FakeClock
) -> None:
    order(search, Fault("GET /", 400, "bad thing", 1))
    with pytest.raises(RefusedError, match=r"GET /nothing: HTTP 400: bad thing"):
        domain.ask("GET", "/nothing")
    assert clock.slept == []


def test_a_passing_refusal_that_does_not_pass_is_told_in_the_end(
    domain: Domain, search: SearchDomain, clock: FakeClock
) -> None:
    order(search, Fault("GET /", 502, "Bad Gateway", 999))
    with pytest.raises(RefusedError, match="HTTP 502: Bad Gateway"):
        domain.ask("GET", "/")
    assert 60 < sum(clock.slept) <= PATIENCE_SECONDS


def test_a_full_disk_is_not_waited_for_and_comes_with_advice(
    domain: Domain, search: SearchDomain, clock: FakeClock
) -> None:
    order(search, Fault("PUT ", 429, DISK_FULL, 999))
    with pytest.raises(RefusedError, match=r"cluster_block_exception.*volumeGib"):
        domain.ask("PUT", "/_ingest/pipeline/tweets", body={})
    assert clock.slept == []


def test_an_engine_that_is_blocked_because_it_starts_is_waited_for(
    domain: Domain, search: SearchDomain, clock: FakeClock
) -> None:
    order(search, Fault("GET /", 503, STARTING, 5))
    assert domain.ask("GET", "/").status == 200
    assert len(clock.slept) == 5


def test_silence_that_passes_is_waited_out(
    search: SearchDomain, domain: Domain, clock: FakeClock
) -> None:
    order(search, Fault("GET /", SILENCE, "", 2))
    assert domain.ask("GET", "/").status == 200
    assert len(search.asked) == 3
    assert clock.slept == [1, 2]


def test_a_wrong_password_is_told_as_one(search: SearchDomain, clock: FakeClock) -> None:
    domain = Domain(URL, clock, 10_000.0, (USER, "Wrong-word-1"))
    with pytest.raises(RefusedError, match=r"HTTP 401.*master user") as caught:
        domain.ask("GET", "/_ingest/pipeline/tweets")
    assert "Wrong-word-1" not in str(caught.value)


def test_nothing_is_waited_for_beyond_the_functions_own_time(
    search: SearchDomain, clock: FakeClock
) -> None:
    order(search, Fault("GET /", 503, "starting", 999))
    domain = Domain(URL, clock, give_up_at=40.0, user=(USER, PASSWORD))
    with pytest.raises(RefusedError, match="starting"):
        domain.ask("GET", "/", patience_seconds=480.0)
    assert clock.monotonic() <= 40.0


def test_a_domain_that_nobody_answers_for_is_waited_for_and_told(
    search: SearchDomain, clock: FakeClock
) -> None:
    domain = Domain("https://not-yet.search.test", clock, 10_000.0, (USER, PASSWORD))
    with pytest.raises(RefusedError, match=r"no answer: ConnectionError"):
        domain.ask("GET", "/")
    assert sum(clock.slept) > 60
    assert search.asked == []


def test_a_domain_that_never_answers_is_given_up_in_the_end(
    domain: Domain, search: SearchDomain, clock: FakeClock
) -> None:
    order(search, Fault("GET /", SILENCE, "", 999))
    with pytest.raises(RefusedError, match=r"no answer: ReadTimeout"):
        domain.ask("GET", "/")
    assert sum(clock.slept) > 60


def test_a_certificate_that_nobody_vouches_for_is_never_accepted(
    search: SearchDomain, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    domain = Domain(URL, clock, 10_000.0, (USER, PASSWORD))
    with pytest.raises(RefusedError, match="certificate verify failed"):
        domain.ask("GET", "/")
    assert search.asked == []
