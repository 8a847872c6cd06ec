"""The whole installation, against a stand-in of each engine."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bootstrap.installation import StepError
from tests.fake_clock import FakeClock
from tests.unit.bootstrap.stand_in_domain import PASSWORD, Fault, StandInDomain

Install = Callable[..., dict[str, str]]


def test_one_run_installs_everything_in_the_order_that_delivery_needs(
    install_all: Install, stand_in: StandInDomain
) -> None:
    install_all()
    written = stand_in.written()
    order = ["/roles/tweets-delivery", "/rolesmapping/tweets-delivery", "/_ingest/pipeline/tweets"]
    order += ["/_index_template/tweets", "/_index_template/tweets-write", "/policies/", "/_import"]
    places = [next(i for i, line in enumerate(written) if part in line) for part in order]
    assert places == sorted(places)


def test_a_second_run_changes_nothing(install_all: Install, stand_in: StandInDomain) -> None:
    install_all()
    stand_in.requests.clear()
    outcomes = install_all()
    assert stand_in.written() == []
    assert outcomes["ingest pipeline"] == outcomes["retention"] == "unchanged"
    assert outcomes["dashboards"] == "unchanged, default index pattern unchanged"


def test_a_domain_that_is_not_ready_for_minutes_is_waited_for(
    install_all: Install, stand_in: StandInDomain, clock: FakeClock
) -> None:
    stand_in.faults = [Fault("GET /$", 503, "Security not initialized", 20)]
    assert install_all()["dashboards"].startswith("imported")
    assert sum(clock.slept) > 120


@pytest.mark.parametrize("status", [429, 502, 503])
def test_refusals_that_pass_within_a_minute_do_not_fail_the_deploy(
    install_all: Install, stand_in: StandInDomain, status: int
) -> None:
    stand_in.faults = [Fault(".*", status, "busy", 4), Fault("(PUT|POST) ", status, "busy", 5)]
    assert install_all()["dashboards"].startswith("imported")


def test_answers_that_get_lost_do_not_fail_the_deploy(
    install_all: Install, stand_in: StandInDomain
) -> None:
    install_all()
    lines = list(dict.fromkeys(stand_in.written()))
    anew = StandInDomain(stand_in.engine)
    stand_in.things, stand_in.versions, stand_in.mappings = {}, {}, {}
    stand_in.kibana = anew.kibana
    stand_in.indices = {"tweets-2026-w46": {"properties": {}}}
    lines.append(f"POST {stand_in.engine.retention}/add/tweets-2026-w46")
    lost = [Fault(re.escape(line) + "$", 504, "Gateway Timeout", 1, done=True) for line in lines]
    stand_in.faults = lost
    outcomes = install_all()
    assert [fault.line for fault in lost if fault.times] == []
    assert outcomes["retention"] == "created, applied to 1 existing indices"
    assert outcomes["dashboards"].startswith("imported")
    assert stand_in.managed == {"tweets-2026-w46": "tweet-sentiment"}


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("PUT .*/roles/", "security"),
        ("PUT .*/rolesmapping/", "security"),
        ("PUT /_ingest/", "ingest pipeline"),
        ("PUT /_index_template/", "index templates"),
        ("PUT .*/policies/", "retention"),
        ("POST .*/auth/login", "dashboards"),
        ("POST .*/_import", "dashboards"),
    ],
)
def test_a_refusal_names_the_step_the_status_and_the_words_but_no_password(
    install_all: Install, stand_in: StandInDomain, line: str, step: str
) -> None:
    words = f"illegal_argument: no such thing for {PASSWORD}"
    stand_in.faults = [Fault(line, 400, words, 99)]
    with pytest.raises(StepError) as caught:
        install_all()
    message = str(caught.value)
    assert f"step {step!r}" in message
    assert "HTTP 400" in message
    assert "illegal_argument: no such thing" in message
    assert PASSWORD not in message


def test_what_a_failed_run_left_is_finished_by_the_next(
    install_all: Install, stand_in: StandInDomain
) -> None:
    stand_in.faults = [Fault("PUT .*/policies/", 400, "no", 1)]
    with pytest.raises(StepError):
        install_all()
    outcomes = install_all()
    assert outcomes["ingest pipeline"] == "unchanged"
    assert outcomes["retention"] == "created"
