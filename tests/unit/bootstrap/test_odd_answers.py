"""Answers that say 200 and are not what was asked for: told in words, never taken for done."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from bootstrap.domain import BootstrapError, Domain
from bootstrap.engine import OPENSEARCH, EngineFamily
from bootstrap.installation import StepError
from sandbox.simulation.search_domain import SearchDomain
from tests.unit.bootstrap.administrator import PASSWORD, Administrator
from tests.unit.bootstrap.conftest import lines
from tests.unit.bootstrap.faults import Fault, order

Install = Callable[..., dict[str, str]]

LOGIN_PAGE = f"<!DOCTYPE html>\n<title>Log in</title> {PASSWORD}"
TOLD = "<!DOCTYPE html> <title>Log in</title> ***"
ADVICE = (
    "Something between here and the domain may have answered, such as a login page or a proxy:"
    " look at what it says, and run `pulumi up` again."
)

# Every answer that is read, and its step.
READ = [
    ("GET /", "domain"),
    ("GET .*/roles/tweets-viewer", "security"),
    ("GET .*/rolesmapping/tweets-delivery", "security"),
    ("GET /_ingest/pipeline/tweets", "ingest pipeline"),
    ("GET /_index_template/tweets", "index templates"),
    ("GET /_index_template/tweets-write", "index templates"),
    (r"GET /tweets-\*/_mapping", "index templates"),
    ("GET .*/policies/tweet-sentiment", "retention"),
    (r"GET /tweets-\*/_settings", "retention"),
    (r"GET .*/explain/tweets-\*", "retention"),
    ("POST .*/add/tweets-2026-w46", "retention"),
    ("POST .*/_export", "dashboards"),
    ("POST .*/_import", "dashboards"),
    ("(GET|POST) .*/settings", "dashboards"),
]


@pytest.fixture
def engine() -> EngineFamily:
    """One is enough: only paths differ."""
    return OPENSEARCH


@pytest.mark.parametrize(("line", "step"), READ)
def test_a_login_page_is_told_with_its_request_and_words(
    install_all: Install,
    search: SearchDomain,
    administrator: Administrator,
    line: str,
    step: str,
) -> None:
    administrator.make_index("tweets-2026-w46")
    order(search, Fault(f"{line}$", 200, LOGIN_PAGE, 99))
    with pytest.raises(StepError) as caught:
        install_all()
    told = re.fullmatch(
        r"Setting up the search domain failed at step '(.+)': (\w+ /\S*): HTTP 200, but the answer"
        r" is not the JSON that was asked for: (.*?) (Something.*)",
        str(caught.value),
    )
    assert told, str(caught.value)
    assert (told[1], told[3], told[4]) == (step, f"{TOLD}.", ADVICE)
    assert re.match(line, told[2].split("?")[0])
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "null", "7", '"OK"'])
def test_only_an_object_of_json_is_taken_for_one(
    domain: Domain, search: SearchDomain, text: str
) -> None:
    order(search, Fault("GET /$", 200, text, 1))
    answer = domain.ask("GET", "/")
    with pytest.raises(BootstrapError, match=re.escape(f"asked for: {text or '(no words)'}. ")):
        answer.json()


@pytest.mark.parametrize(
    ("line", "body", "words"),
    [
        # Put and acknowledged, but not there afterwards.
        ("GET /_index_template/tweets", {}, r"index template 'tweets' was put \(HTTP 200\), but"),
        ("GET .*/roles/tweets-viewer", {"errors": True}, "security role 'tweets-viewer' was put"),
        (
            "GET .*/rolesmapping/tweets-delivery",
            {"errors": True},
            "mapping of role 'tweets-delivery' was put, but reading it back shows other"
            r" backend_roles; it was {} before\.$",
        ),
        (
            "POST .*/add/tweets-2026-w46",
            {"failures": True},
            r"POST /_\w+/_ism/add/tweets-2026-w46: the retention policy could not be applied:"
            r' {"failures": true}$',
        ),
        (
            "PUT /tweets-2026-w46/_mapping",
            {"errors": True},
            r'PUT /tweets-2026-w46/_mapping: the new fields were not taken: {"errors": true}$',
        ),
        ("POST .*/_import", {"errors": True}, r'import of the dashboards failed: {"errors": true}'),
        ("POST .*/_import", {"success": "true"}, "import of the dashboards failed"),
        (
            "POST .*/settings",
            {"settings": {}},
            r"The default index pattern was set, but the answer says {'settings': {}}$",
        ),
    ],
)
def test_an_error_inside_of_200_is_told(
    install_all: Install,
    search: SearchDomain,
    administrator: Administrator,
    line: str,
    body: Any,
    words: str,
) -> None:
    administrator.make_index("tweets-2026-w46", {"_meta": {"managed_by": "tweet-sentiment"}})
    order(search, Fault(f"{line}$", 200, json.dumps(body), 99))
    with pytest.raises(StepError, match=words):
        install_all()


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ({"version": {"number": "2.19.0", "distribution": "opensearch"}}, "opensearch 2.19.0"),
        ({"version": {"number": "7.10.2"}}, "elasticsearch 7.10.2"),
        ({}, "elasticsearch (unknown)"),
    ],
)
def test_the_engine_tells_who_it_is(
    install_all: Install, search: SearchDomain, answer: Any, outcome: str
) -> None:
    order(search, Fault("GET /$", 200, json.dumps(answer), 1))
    assert install_all()["domain"] == outcome


@pytest.mark.parametrize("status", [404, 400])
def test_an_interface_without_one_of_our_objects_gets_them_all(
    install_all: Install, search: SearchDomain, status: int
) -> None:
    order(search, Fault("POST .*/_export", status, "not found", 1))
    assert install_all()["dashboards"].startswith("imported 21 objects")


def test_an_interface_without_settings_is_left_to_itself(
    install_all: Install, search: SearchDomain
) -> None:
    order(search, Fault("GET .*/settings", 404, "Not Found", 1))
    outcome = install_all()["dashboards"]
    assert outcome.endswith(
        "default index pattern left to the interface, which has no such setting"
    )
    assert not [line for line in lines(search) if line.startswith("POST") and "/settings" in line]


def test_every_error_of_an_import_is_told_up_to_a_readable_length(
    install_all: Install, search: SearchDomain
) -> None:
    errors = [
        {"type": "search", "id": f"object-{n}", "error": {"type": "conflict"}} for n in (1, 2)
    ]
    order(
        search,
        Fault("POST .*/_import", 200, json.dumps({"success": False, "errors": errors}), 1),
        Fault("POST .*/_import", 200, json.dumps({"success": False, "errors": errors * 99}), 1),
    )
    with pytest.raises(StepError) as caught:
        install_all()
    assert str(caught.value).endswith(
        "The import of the dashboards failed: search object-1: {'type': 'conflict'};"
        " search object-2: {'type': 'conflict'}."
    )
    with pytest.raises(StepError) as caught:
        install_all()
    assert len(str(caught.value).split("dashboards failed: ")[1]) == 501
