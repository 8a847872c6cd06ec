"""Each kind of engine, emptied and set up by the bootstrap's own steps before every test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from bootstrap.contents.pipeline import install_pipeline
from bootstrap.contents.templates import install_templates
from bootstrap.domain import Domain
from shared.clock import SystemClock
from tests.contract.engine.index import Index

DASHBOARDS = Path(__file__).parents[3] / "dashboards"
ENGINES = ["noida", "elasticsearch_710", "opensearch_219"]


def definition(name: str) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads((DASHBOARDS / f"{name}.json").read_text("utf-8"))
    return parsed


def empty(url: str) -> None:
    """Delete all that tests put into an engine."""
    left = [f"_index_template/{name}" for name in ("tweets", "tweets-write")]
    for path in (*Index(url).names(), *left, "_ingest/pipeline/tweets"):
        answer = requests.delete(f"{url}/{path}", timeout=30)
        assert answer.status_code in (200, 404), answer.text


@pytest.fixture(params=ENGINES)
def engine_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(request.param)
    empty(url)
    return url


@pytest.fixture
def domain(engine_url: str) -> Domain:
    clock = SystemClock()
    return Domain(engine_url, clock, give_up_at=clock.monotonic() + 60)


@pytest.fixture
def index(engine_url: str, domain: Domain) -> Index:
    install_pipeline(domain, definition("ingest-pipeline"))
    install_templates(domain, definition("index-template"), definition("write-template"), 1)
    return Index(engine_url)
