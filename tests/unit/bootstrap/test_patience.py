"""How long is waited for what, by the clock; and what a person is told in the end."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bootstrap.domain import Domain, RefusedError
from bootstrap.engine import ELASTICSEARCH, EngineFamily
from bootstrap.installation import StepError
from sandbox.simulation.search_domain import Asked, SearchDomain
from sandbox.web import Response
from tests.fake_clock import FakeClock
from tests.unit.bootstrap.administrator import PASSWORD, USER
from tests.unit.bootstrap.conftest import URL
from tests.unit.bootstrap.faults import SILENCE, Fault, order

Install = Callable[..., dict[str, str]]

# One, two, four, ... up to a quarter of a minute, for a minute and a half.
FOR_90_SECONDS = [1, 2, 4, 8, *[15] * 5]
DISK_FULL = (
    " The domain does not accept writes, most often because its disk is nearly full:"
    " set a larger volumeGib or a shorter retentionDays, or delete an index, and"
    " run `pulumi up` again."
)
PASSWORD_CHANGED = (
    " The domain does not know the master user by this password, or does not let it do"
    " this. Was the password changed outside of Pulumi?"
)


@pytest.fixture
def engine() -> EngineFamily:
    """Patience knows no paths."""
    return ELASTICSEARCH


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_passes_is_asked_again_after_growing_pauses(
    domain: Domain, search: SearchDomain, clock: FakeClock, status: int
) -> None:
    order(search, Fault("PUT /", status, "busy", 999))
    with pytest.raises(RefusedError) as caught:
        domain.ask("PUT", "/thing", body={})
    assert clock.slept == FOR_90_SECONDS
    assert str(caught.value) == f"PUT /thing: HTTP {status}: busy"
    assert caught.value.status == status


@pytest.mark.parametrize("status", [201, 202, 204, 302, 400, 401, 403, 404, 405, 409, 413, 501])
def test_what_does_not_pass_is_told_at_once(
    domain: Domain, search: SearchDomain, clock: FakeClock, status: int
) -> None:
    order(search, Fault("GET /", status, "no", 999))
    if status == 201:
        assert domain.ask("GET", "/").status == 201
        return
    with pytest.raises(RefusedError, match=rf"^GET /: HTTP {status}: "):
        domain.ask("GET", "/")
    assert clock.slept == []
    assert len(search.asked) == 1


def test_what_is_accepted_is_taken_even_where_it_could_pass(
    domain: Domain, search: SearchDomain, clock: FakeClock
) -> None:
    order(search, Fault("GET /", 503, "down", 1))
    assert domain.ask("GET", "/", accepted=(503,)).status == 503
    assert clock.slept == []


PATIENCE = [
    # A new domain takes minutes to know its name, its certificate and its master user.
    ("GET /$", "domain", 480),
    # Its interface starts after it.
    ("POST .*/auth/login", "dashboards", 240),
    ("PUT /_ingest/", "ingest pipeline", 90),
]


@pytest.mark.parametrize(("line", "step", "waited"), PATIENCE)
def test_each_step_has_its_own_patience(
    install_all: Install,
    search: SearchDomain,
    clock: FakeClock,
    line: str,
    step: str,
    waited: int,
) -> None:
    order(search, Fault(line, 503, "starting", 999))
    with pytest.raises(StepError, match=f"step '{step}': .*HTTP 503: starting$"):
        install_all()
    assert clock.slept[:5] == [1, 2, 4, 8, 15]
    assert sum(clock.slept) == waited


@pytest.mark.parametrize(("line", "step", "waited"), PATIENCE)
def test_the_time_that_answers_take_is_of_a_steps_patience(
    install_all: Install,
    search: SearchDomain,
    clock: FakeClock,
    line: str,
    step: str,
    waited: int,
) -> None:
    def slow_at_first(asked: Asked, proceed: Callable[[], Response]) -> Response:
        if not re.match(line, f"{asked.method} {asked.path}"):
            return proceed()
        if not clock.slept:
            clock.advance(1.0)
        return Response(503, b"starting")

    search.intervention = slow_at_first
    with pytest.raises(StepError, match=step):
        install_all()
    # Another quarter of a minute would end a second too late.
    assert sum(clock.slept) == waited - 15


@pytest.mark.parametrize("status", [401, 403, 404, 503])
def test_a_domain_that_does_not_know_us_yet_is_waited_for(
    install_all: Install, search: SearchDomain, clock: FakeClock, status: int
) -> None:
    order(search, Fault("GET /$", status, "not yet", 3))
    assert "domain" in install_all()
    assert clock.slept == [1, 2, 4]


def test_a_password_that_is_wrong_for_good_is_told_in_the_end(
    install_all: Install, search: SearchDomain
) -> None:
    order(search, Fault("GET /$", 401, "Unauthorized", 999))
    with pytest.raises(StepError) as caught:
        install_all()
    assert str(caught.value) == (
        "Setting up the search domain failed at step 'domain': GET /: HTTP 401: Unauthorized"
        + PASSWORD_CHANGED
    )


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ('{"type":"cluster_block_exception"}', DISK_FULL),
        ("ClusterBlockException[...]", DISK_FULL),
        ("index [x] blocked by: [FORBIDDEN/12/read-only]", DISK_FULL),
        # It starts, and that passes: nothing to be done.
        ("blocked by: [SERVICE_UNAVAILABLE/1/state not recovered]", ""),
        ("rejected execution", ""),
    ],
)
def test_advice_is_given_where_there_is_something_to_do(
    domain: Domain, search: SearchDomain, clock: FakeClock, words: str, advice: str
) -> None:
    order(search, Fault("PUT /", 429, words, 999))
    with pytest.raises(RefusedError) as caught:
        domain.ask("PUT", "/x")
    assert str(caught.value) == f"PUT /x: HTTP 429: {words}{advice}"
    assert clock.slept == ([] if advice else FOR_90_SECONDS)


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_user_is_told_what_may_have_happened(
    domain: Domain, search: SearchDomain, status: int
) -> None:
    order(search, Fault("GET /", status, "", 1))
    with pytest.raises(RefusedError) as caught:
        domain.ask("GET", "/")
    assert str(caught.value) == f"GET /: HTTP {status}: (no words){PASSWORD_CHANGED}"


def test_the_servers_words_are_one_line_of_readable_length_without_secrets(
    domain: Domain, search: SearchDomain
) -> None:
    domain.hide("another-secret")
    text = f"a\n  b\t{PASSWORD} another-secret " + "x" * 600
    order(search, Fault("GET /", 400, text, 1))
    with pytest.raises(RefusedError) as caught:
        domain.ask("GET", "/")
    words = str(caught.value).removeprefix("GET /: HTTP 400: ")
    assert words.startswith("a b *** *** xxx")
    assert len(words) == 500


def test_a_domain_that_does_not_answer_is_told_with_the_time_that_it_was_given(
    domain: Domain, search: SearchDomain
) -> None:
    order(search, Fault("GET /", SILENCE, "", 999))
    with pytest.raises(RefusedError) as caught:
        domain.ask("GET", "/")
    words = str(caught.value)
    assert words.startswith("GET /: no answer: ReadTimeout: ")
    assert words.endswith("(host='search.test', port=443): Read timed out. (read timeout=30.0)")


@pytest.mark.usefixtures("search")
def test_a_domain_that_nobody_answers_for_is_told_with_the_kind_of_silence(
    clock: FakeClock,
) -> None:
    domain = Domain("https://not-yet.search.test", clock, 10_000.0, (USER, PASSWORD))
    with pytest.raises(RefusedError) as caught:
        domain.ask("GET", "/")
    assert re.match(r"GET /: no answer: ConnectionError: .*refused", str(caught.value))
    assert caught.value.status is None
    assert clock.slept == FOR_90_SECONDS


@pytest.mark.parametrize(
    ("scale", "left", "timeouts"),
    [
        (1.0, 1000.0, (10.0, 30.0)),
        # Never beyond the end of the function's own time.
        (1.0, 20.0, (10.0, 20.0)),
        # A real server needs a moment, however fast the sandbox's clock runs.
        (1.0, 0.5, (2.0, 2.0)),
        (0.1, 1000.0, (2.0, 3.0)),
    ],
)
def test_a_request_is_given_up_in_time(
    search: SearchDomain,
    scale: float,
    left: float,
    timeouts: tuple[float, float],
) -> None:
    clock = FakeClock(scale=scale)
    clock.advance(7.0)
    domain = Domain(URL, clock, 7.0 + left, (USER, PASSWORD))
    domain.ask("GET", "/")
    assert [asked.timeouts for asked in search.asked] == [timeouts]


def test_the_last_pause_ends_within_the_functions_own_time(
    search: SearchDomain, clock: FakeClock
) -> None:
    order(search, Fault("GET /", 503, "starting", 999))
    domain = Domain(URL, clock, give_up_at=15.0, user=(USER, PASSWORD))
    with pytest.raises(RefusedError):
        domain.ask("GET", "/")
    assert clock.slept == [1, 2, 4, 8]  # to the very second


def test_the_surroundings_have_no_say_in_where_the_password_goes(
    domain: Domain, search: SearchDomain, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert domain.ask("GET", "/").status == 200
    assert len(search.asked) == 1
