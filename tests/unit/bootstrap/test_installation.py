"""The whole installation, in a domain of each engine."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bootstrap.engine import EngineFamily
from bootstrap.installation import StepError
from sandbox.simulation.search_domain import SearchDomain
from tests.fake_clock import FakeClock
from tests.unit.bootstrap.administrator import PASSWORD, Administrator
from tests.unit.bootstrap.conftest import changes
from tests.unit.bootstrap.faults import Fault, order

Install = Callable[..., dict[str, str]]

CHANGES = [
    "/roles/tweets-delivery",
    "/rolesmapping/tweets-delivery",
    "/roles/tweets-viewer",
    "/rolesmapping/tweets-viewer",
    "/_ingest/pipeline/tweets",
    "/_index_template/tweets",
    "/_index_template/tweets-write",
    "/policies/tweet-sentiment",
    "/_import",
    "/settings",
]
"""What a first run changes, in the order that delivery needs: where the paths end."""


def test_one_run_installs_everything_in_the_order_that_delivery_needs(
    install_all: Install, search: SearchDomain
) -> None:
    install_all()
    written = changes(search)
    assert len(written) == len(CHANGES)
    for line, path in zip(written, CHANGES, strict=True):
        assert line.endswith(path)


def test_a_second_run_changes_nothing(install_all: Install, search: SearchDomain) -> None:
    install_all()
    search.asked.clear()
    outcomes = install_all()
    assert changes(search) == []
    assert outcomes["ingest pipeline"] == outcomes["retention"] == "unchanged"
    assert outcomes["dashboards"] == "unchanged, default index pattern unchanged"


def test_a_domain_that_is_not_ready_for_minutes_is_waited_for(
    install_all: Install, search: SearchDomain, clock: FakeClock
) -> None:
    order(search, Fault("GET /$", 503, "Security not initialized", 20))
    assert install_all()["dashboards"].startswith("imported")
    assert sum(clock.slept) > 120


@pytest.mark.parametrize("status", [429, 502, 503])
def test_refusals_that_pass_within_a_minute_do_not_fail_the_deploy(
    install_all: Install, search: SearchDomain, status: int
) -> None:
    order(search, Fault(".*", status, "busy", 4), Fault("(PUT|POST) ", status, "busy", 5))
    assert install_all()["dashboards"].startswith("imported")


def test_answers_that_get_lost_do_not_fail_the_deploy(
    install_all: Install, search: SearchDomain, administrator: Administrator, engine: EngineFamily
) -> None:
    administrator.make_index("tweets-2026-w46", {"_meta": {"managed_by": "tweet-sentiment"}})
    ours = [*CHANGES, "/tweets-2026-w46/_mapping", f"{engine.retention}/add/tweets-2026-w46"]
    lost = [
        Fault(f"(PUT|POST) .*{re.escape(path)}$", 504, "Gateway Timeout", 1, done=True)
        for path in ours
    ]
    order(search, *lost)
    outcomes = install_all()
    assert [fault.line for fault in lost if fault.times] == []
    assert outcomes["retention"] == "created, applied to 1 existing indices"
    assert outcomes["dashboards"].startswith("imported")
    assert administrator.managed() == {"tweets-2026-w46": "tweet-sentiment"}


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
    install_all: Install, search: SearchDomain, line: str, step: str
) -> None:
    words = f"illegal_argument: no such thing for {PASSWORD}"
    order(search, Fault(line, 400, words, 99))
    with pytest.raises(StepError) as caught:
        install_all()
    message = str(caught.value)
    assert f"step {step!r}" in message
    assert "HTTP 400" in message
    assert "illegal_argument: no such thing" in message
    assert PASSWORD not in message


def test_what_a_failed_run_left_is_finished_by_the_next(
    install_all: Install, search: SearchDomain
) -> None:
    order(search, Fault("PUT .*/policies/", 400, "no", 1))
    with pytest.raises(StepError):
        install_all()
    outcomes = install_all()
    assert outcomes["ingest pipeline"] == "unchanged"
    assert outcomes["retention"] == "created"
