"""The steps that need no security plugin, on real engines."""

from __future__ import annotations

import pytest
import requests

from bootstrap.contents.pipeline import install_pipeline
from bootstrap.contents.templates import install_templates
from bootstrap.domain import BootstrapError, Domain
from bootstrap.readiness import wait_until_ready
from tests.contract.engine.conftest import definition
from tests.contract.engine.index import Index

PIPELINE = definition("ingest-pipeline")
TEMPLATES = (definition("index-template"), definition("write-template"))


def test_the_engine_says_what_it_is(domain: Domain) -> None:
    assert wait_until_ready(domain).split()[1][0] in "278"


@pytest.mark.usefixtures("index")
def test_a_second_time_everything_is_unchanged(domain: Domain) -> None:
    assert install_pipeline(domain, PIPELINE) == "unchanged"
    assert install_templates(domain, *TEMPLATES, 1) == "tweets unchanged, tweets-write unchanged"


@pytest.mark.usefixtures("index")
def test_more_nodes_change_the_template_alone(domain: Domain) -> None:
    assert install_templates(domain, *TEMPLATES, 2) == "tweets updated, tweets-write unchanged"


def test_an_index_of_the_write_name_is_found_and_left(domain: Domain, engine_url: str) -> None:
    requests.put(f"{engine_url}/tweets", timeout=30).raise_for_status()
    with pytest.raises(BootstrapError, match="must stay free"):
        install_templates(domain, *TEMPLATES, 1)
    assert requests.get(f"{engine_url}/tweets", timeout=30).status_code == 200


def test_a_weeks_index_with_documents_of_another_mapping_is_found_and_left(
    domain: Domain, engine_url: str
) -> None:
    mapping = {"mappings": {"properties": {"created_at": {"type": "text"}}}}
    url = f"{engine_url}/tweets-2026-w47"
    requests.put(url, json=mapping, timeout=30).raise_for_status()
    theirs = {"created_at": "on a Monday"}
    requests.put(f"{url}/_doc/1?refresh=true", json=theirs, timeout=30).raise_for_status()
    with pytest.raises(BootstrapError, match=r"created_at is text, not date.*left alone"):
        install_templates(domain, *TEMPLATES, 1)
    kept = requests.get(f"{url}/_mapping", timeout=30).json()["tweets-2026-w47"]["mappings"]
    assert kept["properties"] == mapping["mappings"]["properties"]
    assert requests.get(f"{url}/_doc/1", timeout=30).json()["_source"] == theirs


def test_a_pipeline_by_somebody_else_is_found_and_left(domain: Domain, engine_url: str) -> None:
    theirs = {"description": "theirs", "processors": [{"set": {"field": "a", "value": "b"}}]}
    url = f"{engine_url}/_ingest/pipeline/tweets"
    requests.put(url, json=theirs, timeout=30).raise_for_status()
    with pytest.raises(BootstrapError, match="somebody else's"):
        install_pipeline(domain, PIPELINE)
    assert requests.get(url, timeout=30).json()["tweets"] == theirs


def test_an_index_of_an_older_version_learns_the_new_fields(domain: Domain, index: Index) -> None:
    older = {"_meta": {"managed_by": "tweet-sentiment"}, "properties": {"id": {"type": "keyword"}}}
    url = f"{index.url}/tweets-2026-w46"
    requests.delete(f"{index.url}/_index_template/tweets", timeout=30).raise_for_status()
    requests.put(url, json={"mappings": older}, timeout=30).raise_for_status()
    assert "tweets-2026-w46 updated" in install_templates(domain, *TEMPLATES, 1)
    learnt = requests.get(f"{url}/_mapping", timeout=30).json()["tweets-2026-w46"]["mappings"]
    assert learnt["properties"]["lag_seconds"]["type"] == "float"
