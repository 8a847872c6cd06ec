"""The way of a document into the index of its week, and the end of that index."""

from __future__ import annotations

import pytest

from bootstrap.contents import pipeline as pipeline_step
from bootstrap.contents.owned import is_ours
from bootstrap.contents.pipeline import install_pipeline
from bootstrap.contents.retention import with_days
from bootstrap.contents.templates import install_templates
from bootstrap.domain import Domain
from bootstrap.engine import OPENSEARCH, EngineFamily
from sentiment.comprehend.analysis import Analysis, Skip, SkipReason
from tests.unit.bootstrap.administrator import Administrator
from tests.unit.bootstrap.conftest import definition
from tests.unit.bootstrap.contents.indexed import FIELDS, OURS, POST, document_of


@pytest.fixture
def engine() -> EngineFamily:
    """One is enough: a contract test puts posts into both."""
    return OPENSEARCH


@pytest.fixture
def index(domain: Domain, administrator: Administrator) -> Administrator:
    """Who writes into a domain that is ready for posts."""
    install_pipeline(domain, definition("ingest-pipeline"))
    install_templates(domain, definition("index-template"), definition("write-template"), 1)
    return administrator


@pytest.mark.parametrize(
    "outcome", [Analysis("NEGATIVE", 0.1, 0.7, 0.1, 0.1), Skip(SkipReason.NO_TEXT)]
)
def test_a_post_lands_under_its_id_in_its_week_and_forgets_the_way(
    index: Administrator, outcome: Analysis | Skip
) -> None:
    document = document_of(outcome)
    (item,) = index.write(document)
    assert (item["status"], item["_index"], item["_id"]) == (201, "tweets-2025-w47", POST["id"])
    kept = index.see(f"/tweets-2025-w47/_doc/{POST['id']}")["_source"]
    assert kept == {name: value for name, value in document.items() if name != "bucket"}
    # Whatever the pipeline and the template say, nothing may come to be under that name.
    assert index.see("/tweets") is None


def test_a_post_that_comes_again_takes_its_own_place(index: Administrator) -> None:
    document = document_of(Skip(SkipReason.NO_TEXT))
    items = index.write(document, {**document, "attempts": 2})
    assert [item["status"] for item in items] == [201, 200]
    kept = index.see(f"/tweets-2025-w47/_doc/{POST['id']}")["_source"]
    assert kept["attempts"] == 2


def test_an_older_version_is_refused_and_the_newest_stays(index: Administrator) -> None:
    first = document_of(Skip(SkipReason.NO_TEXT))
    edited = {**first, "revision": str(int(first["revision"]) + 1), "text": "as edited"}
    items = index.write(first, edited, first)
    assert [item["status"] for item in items] == [201, 200, 409]
    assert items[2]["error"]["type"] == "version_conflict_engine_exception"
    kept = index.see(f"/tweets-2025-w47/_doc/{POST['id']}")
    assert (kept["_source"]["text"], kept["_version"]) == ("as edited", int(edited["revision"]))


@pytest.mark.parametrize("missing", ["id", "bucket", "revision"])
def test_a_document_without_a_place_or_a_version_is_refused(
    index: Administrator, missing: str
) -> None:
    document = document_of(Skip(SkipReason.NO_TEXT))
    del document[missing]
    (item,) = index.write(document)
    assert item["status"] == 400
    assert index.indices() == {}


def test_the_index_of_a_week_has_the_mapping_and_the_size_of_the_template(
    index: Administrator,
) -> None:
    index.write(document_of(Skip(SkipReason.NO_TEXT)))
    week = index.see("/tweets-2025-w47")["tweets-2025-w47"]
    assert week["mappings"] == {"_meta": OURS, "dynamic": "false", "properties": FIELDS}
    size = week["settings"]["index"]
    assert (size["number_of_shards"], size["number_of_replicas"]) == ("1", "0")


def test_only_what_the_pipeline_needs_stands_in_it() -> None:
    pipeline = definition("ingest-pipeline")
    assert set(pipeline) == {"description", "version", "processors"}
    assert pipeline["version"] == 2
    for processor in pipeline["processors"]:
        ((kind, options),) = processor.items()
        # No `ignore_failure`, `if` or `override`: a post that cannot be placed goes to the bucket.
        allowed = {
            "set": {"field", "value"},
            "convert": {"field", "target_field", "type"},
            "remove": {"field"},
        }
        assert set(options) == allowed[kind]


def test_what_is_written_to_the_name_of_delivery_goes_through_the_pipeline() -> None:
    write = definition("write-template")
    assert write == {
        "index_patterns": ["tweets"],
        "priority": 200,
        "version": 1,
        "_meta": {
            **OURS,
            "description": "The name that delivery writes to; its pipeline sends each post on to"
            " the index of its week",
        },
        "template": {"settings": {"index": {"default_pipeline": pipeline_step.NAME}}},
    }


def test_the_retention_takes_the_weeks_and_not_the_name_of_delivery() -> None:
    policy = definition("retention-policy")["policy"]
    assert policy["ism_template"] == {"index_patterns": ["tweets-*"], "priority": 100}


@pytest.mark.parametrize("days", [7, 30, 3650])
def test_an_index_is_kept_until_it_is_old_enough_and_then_deleted(days: int) -> None:
    policy = with_days(definition("retention-policy"), days)["policy"]
    assert set(policy) == {"description", "default_state", "states", "ism_template"}
    old_enough = {"min_index_age": f"{days}d"}
    assert policy["default_state"] == "keep"
    assert policy["states"] == [
        {
            "name": "keep",
            "actions": [],
            "transitions": [{"state_name": "delete", "conditions": old_enough}],
        },
        {"name": "delete", "actions": [{"delete": {}}], "transitions": []},
    ]


def test_the_retention_of_the_file_is_the_default_of_the_setting() -> None:
    policy = definition("retention-policy")
    assert with_days(policy, 30) == policy


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "ingest-pipeline",
            "tweet-sentiment: one post, one document, its newest version, in the index of its week",
        ),
        (
            "retention-policy",
            "tweet-sentiment: delete the posts of a week when its index is old enough",
        ),
    ],
)
def test_what_knows_no_metadata_is_marked_as_ours_in_its_description(name: str, words: str) -> None:
    thing = definition(name).get("policy") or definition(name)
    assert thing["description"] == words
    assert is_ours({"description": words})
