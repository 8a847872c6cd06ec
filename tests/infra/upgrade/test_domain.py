"""What an earlier version put into the domain becomes what today's puts into a new one."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from sandbox.simulation.search_domain import SearchDomain
from sandbox.web import Request, Response
from tests.earlier.recorded import domain_contents, left_in_bucket
from tests.fake_clock import FakeClock
from tests.infra.deployed_stack.search import MASTER, POSTS, empty_domain, install

WEEK = "tweets-2026-w49"
"""The index of the recorded documents."""
OF_EACH_DOMAIN = {"_seq_no", "_primary_term", "_version", "last_updated_time"}


def ask(domain: SearchDomain, method: str, path: str, body: bytes = b"") -> Response:
    password = base64.b64encode(":".join(MASTER).encode()).decode()
    headers = {"authorization": f"Basic {password}", "content-type": "application/json"}
    return domain.answer(Request(method, path, {}, headers, body))


def deliver(domain: SearchDomain, *documents: dict[str, Any]) -> None:
    """Index documents as Firehose does."""
    lines = []
    for number, document in enumerate(documents):
        operation = {"index": {"_index": "tweets", "_id": f"of-firehose-{number}"}}
        lines += [json.dumps(operation), json.dumps(document)]
    answer = ask(domain, "POST", "/_bulk", "\n".join([*lines, ""]).encode())
    assert json.loads(answer.body)["errors"] is False


def upgrade() -> None:
    """Let today's bootstrap do its work, for the role of before."""
    install(FakeClock(), delivery_role="arn:aws:iam::{account}:role/tweets-delivery")


def contents(domain: SearchDomain) -> dict[str, Any]:
    """Return what stands where the earlier version put something."""
    found = {}
    for path in [request["path"] for request in domain_contents()]:
        answer = ask(domain, "GET", path)
        assert answer.status == 200
        found[path] = _without(json.loads(answer.body), OF_EACH_DOMAIN)
    return found


def _without(value: Any, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(item, names) for key, item in value.items() if key not in names}
    return [_without(item, names) for item in value] if isinstance(value, list) else value


@pytest.fixture
def documents() -> list[dict[str, Any]]:
    """As the earlier version made them."""
    return [record for record in left_in_bucket("new").records if "sentiment" in record]


@pytest.fixture
def earlier(monkeypatch: pytest.MonkeyPatch, documents: list[dict[str, Any]]) -> SearchDomain:
    """The domain as the earlier version left it, with documents."""
    domain = empty_domain(monkeypatch)
    for request in domain_contents():
        body = json.dumps(request["body"]).encode()
        assert ask(domain, request["method"], request["path"], body).status in (200, 201)
    deliver(domain, *documents)
    return domain


def test_its_contents_are_those_of_a_new_one(
    earlier: SearchDomain, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(earlier)
    upgrade()
    new = empty_domain(monkeypatch)
    upgrade()  # reaches the new one
    assert before != contents(earlier) == contents(new)


def test_the_index_of_the_running_week_has_the_fields_of_today(earlier: SearchDomain) -> None:
    upgrade()
    template = json.loads(ask(earlier, "GET", "/_index_template/tweets").body)
    of_template = template["index_templates"][0]["index_template"]["template"]["mappings"]
    of_index = json.loads(ask(earlier, "GET", f"/{WEEK}/_mapping").body)[WEEK]["mappings"]
    wanted, has = of_template["properties"], of_index["properties"]
    assert {name: has.get(name) for name in wanted} == wanted


def test_documents_stay_and_give_way_to_newer_versions_of_their_posts(
    earlier: SearchDomain, documents: list[dict[str, Any]]
) -> None:
    before = earlier.documents(POSTS)
    assert before.keys() == {document["id"] for document in documents}
    upgrade()
    assert earlier.documents(POSTS) == before

    newer = {**documents[0], "revision": str(int(documents[0]["revision"]) + 1), "refused": 1}
    deliver(earlier, newer)
    after = earlier.documents(POSTS)
    assert after.keys() == before.keys()
    assert after[newer["id"]]["revision"] == newer["revision"]
