"""The small engine of the unit tests beside real ones: the same requests, both answers."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Callable
from typing import Any

import pytest
import requests

from sandbox.simulation.small_engine.engine import SmallEngine
from sandbox.web import Request
from tests.contract.engine.small_engine_requests import SCENES, Asked

Told = tuple[int, Any]

# Different every time, or in every engine; and what nobody looks at.
VOLATILE = {
    *("took", "ingest_took", "_shards", "_seq_no", "_primary_term", "_type"),
    *("uuid", "creation_date", "version.created", "replication"),
    *("name", "cluster_name", "cluster_uuid", "tagline"),
}


@pytest.fixture(params=["elasticsearch_710", "opensearch_219"])
def real(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(request.param)
    for path in ("_all", "_index_template/*", "_ingest/pipeline/*"):
        requests.delete(f"{url}/{path}", timeout=30).raise_for_status()
    return url


@pytest.mark.parametrize("scene", SCENES)
def test_both_answer_alike(scene: str, real: str) -> None:
    small = SmallEngine()

    def of_small(method: str, path: str, body: bytes) -> Told:
        answer = small.send(Request(method, path, {}, {}, body))
        return answer.status, json.loads(answer.body)

    def of_real(method: str, path: str, body: bytes) -> Told:
        kind = {"Content-Type": "application/json"} if body else {}
        url = real + urllib.parse.quote(path, safe="/*,?=")
        answer = requests.request(method, url, data=body, headers=kind, timeout=30)
        return answer.status_code, answer.json()

    told = [[tell(ask, asked) for asked in SCENES[scene]] for ask in (of_small, of_real)]
    for asked, by_small, by_real in zip(SCENES[scene], *told, strict=True):
        assert by_small == by_real, asked


def tell(ask: Callable[[str, str, bytes], Told], asked: Asked) -> Told:
    """Return the status, and what stays of an answer that is told to a client."""
    method, path, content = asked
    text = content if isinstance(content, str) else json.dumps(content) if content else ""
    status, body = ask(method, path, text.encode())
    if path == "/":
        return status, set(body["version"]) & {"number"}
    return status, lasting(body)


def lasting(content: Any) -> Any:
    """Return an answer without what is volatile, and each error by its type alone."""
    if isinstance(content, list):
        return [lasting(one) for one in content]
    if not isinstance(content, dict):
        return content
    if "error" in content:
        content = {**content, "error": content["error"]["type"]}
    created = {"version"} if isinstance(content.get("version"), dict) else set[str]()
    return {k: lasting(v) for k, v in content.items() if k not in VOLATILE | created}
