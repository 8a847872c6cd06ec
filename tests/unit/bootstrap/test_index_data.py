"""The index: every field with its type, the way of a document into its week, and its end."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from bootstrap import pipeline as pipeline_step
from bootstrap.domain import Domain
from bootstrap.engine import OPENSEARCH, Engine
from bootstrap.owned import is_ours
from bootstrap.pipeline import install_pipeline
from bootstrap.retention import with_days
from bootstrap.saved_objects import template_fields
from bootstrap.templates import install_templates
from collector.posts.record import LONGEST_WORD, record_of
from redrive.attempts import next_attempt
from sentiment.comprehend.analysis import Analysis, Skip, SkipReason
from sentiment.documents.document import add_sentiment, encode_document
from tests.unit.bootstrap.administrator import Administrator
from tests.unit.bootstrap.conftest import definition

JsonObject = dict[str, Any]

KEYWORD = {"type": "keyword"}
WORD = {"type": "keyword", "ignore_above": 1024}
DATE, FLOAT, BOOLEAN = {"type": "date"}, {"type": "float"}, {"type": "boolean"}

FIELDS: JsonObject = {
    # Ids are names: nobody adds them up, and they pass what JavaScript counts exactly.
    "id": KEYWORD,
    "revision": KEYWORD,
    "conversation_id": KEYWORD,
    "author": {
        "properties": {
            "id": KEYWORD,
            "username": WORD,
            # Searched by its words, counted as a whole.
            "name": {"type": "text", "fields": {"keyword": WORD}},
            "followers": {"type": "long"},
            "verified": BOOLEAN,
        }
    },
    "text": {"type": "text"},
    # What panels count by.
    "kind": KEYWORD,
    "lang": KEYWORD,
    "source": KEYWORD,
    "sentiment": KEYWORD,
    "sentiment_skipped": KEYWORD,
    "matched": WORD,
    "hashtags": WORD,
    "mentions": WORD,
    "cashtags": WORD,
    "url": WORD,
    "urls": {"type": "keyword", "ignore_above": 4096},
    "created_at": DATE,
    "collected_at": DATE,
    "analysed_at": DATE,
    "lag_seconds": FLOAT,
    "sentiment_net": FLOAT,
    "sentiment_score": {
        "properties": dict.fromkeys(["positive", "negative", "neutral", "mixed"], FLOAT)
    },
    "possibly_sensitive": BOOLEAN,
    "attempts": {"type": "integer"},
}
OURS = {"managed_by": "tweet-sentiment"}
POST = {
    "id": "1992390239023902390",
    "text": "made-up #Sun @ada $SUN https://t.co/x",
    "author_id": "7",
    "created_at": "2025-11-23T00:00:00.000Z",
    "lang": "en",
    "entities": {
        "hashtags": [{"tag": "Sun"}],
        "mentions": [{"username": "ada"}],
        "cashtags": [{"tag": "SUN"}],
        "urls": [{"expanded_url": "https://example.com"}],
    },
}
USER = {"id": "7", "username": "ada", "name": "Ada", "verified": True}
INCLUDES = {"users": [{**USER, "public_metrics": {"followers_count": 3}}]}


def test_the_index_template_is_of_every_week_and_of_these_fields() -> None:
    assert definition("index-template") == {
        "index_patterns": ["tweets-*"],
        # Above templates that somebody made for everything.
        "priority": 200,
        "version": 1,
        "_meta": {**OURS, "description": "Posts with their sentiment, one index a week"},
        "template": {
            # The service's default is five shards, far too many for a week of posts; the number
            # of replicas follows from the number of nodes.
            "settings": {"index": {"number_of_shards": 1, "number_of_replicas": 0}},
            # A field that nobody meant is kept and shown, and not made a type of.
            "mappings": {"_meta": OURS, "dynamic": False, "properties": FIELDS},
        },
    }


def test_a_word_is_kept_as_it_is_written_and_never_refused_for_its_length() -> None:
    """Lucene refuses a term of more than 32,766 bytes; a character has up to four."""
    limits = [entry["ignore_above"] for entry in _entries(FIELDS) if "ignore_above" in entry]
    assert len(limits) == 8
    assert all(LONGEST_WORD <= limit <= 32_766 // 4 for limit in limits)


@pytest.mark.parametrize(
    "outcome", [Analysis("POSITIVE", 0.7, 0.1, 0.1, 0.1), Skip(SkipReason.NO_TEXT)]
)
def test_every_field_of_a_document_has_a_type_that_takes_it(outcome: Analysis | Skip) -> None:
    types = template_fields(definition("index-template"))
    document = _document(outcome)
    document.pop("bucket")
    for name, value in _leaves(document):
        assert _fits(value, types[name]), name


def test_every_field_of_the_template_is_of_some_document() -> None:
    types = template_fields(definition("index-template"))
    produced = {
        name
        for outcome in (Analysis("MIXED", 0.7, 0.1, 0.1, 0.1), Skip(SkipReason.REFUSED))
        for name, _ in _leaves(_document(outcome))
    }
    assert set(types) == {*produced, "author.name.keyword"} - {"bucket"}


@pytest.fixture
def engine() -> Engine:
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
    document = _document(outcome)
    (item,) = index.write(document)
    assert (item["status"], item["_index"], item["_id"]) == (201, "tweets-2025-w47", POST["id"])
    kept = index.see(f"/tweets-2025-w47/_doc/{POST['id']}")["_source"]
    assert kept == {name: value for name, value in document.items() if name != "bucket"}
    # Whatever the pipeline and the template say, nothing may come to be under that name.
    assert index.see("/tweets") is None


def test_a_post_that_comes_again_takes_its_own_place(index: Administrator) -> None:
    document = _document(Skip(SkipReason.NO_TEXT))
    items = index.write(document, {**document, "attempts": 2})
    assert [item["status"] for item in items] == [201, 200]
    kept = index.see(f"/tweets-2025-w47/_doc/{POST['id']}")["_source"]
    assert kept["attempts"] == 2


def test_an_older_version_is_refused_and_the_newest_stays(index: Administrator) -> None:
    first = _document(Skip(SkipReason.NO_TEXT))
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
    document = _document(Skip(SkipReason.NO_TEXT))
    del document[missing]
    (item,) = index.write(document)
    assert item["status"] == 400
    assert index.indices() == {}


def test_the_index_of_a_week_has_the_mapping_and_the_size_of_the_template(
    index: Administrator,
) -> None:
    index.write(_document(Skip(SkipReason.NO_TEXT)))
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


def _document(outcome: Analysis | Skip) -> JsonObject:
    record = record_of(
        POST, INCLUDES, matched=["sun"], source="stream", collected_at=1_763_856_001.0
    )
    again = next_attempt(json.dumps(record).encode())
    assert again is not None
    document = json.loads(again)
    add_sentiment(document, outcome, 1_763_856_002.0)
    encoded: JsonObject = json.loads(base64.b64decode(encode_document(document, 1_763_856_002.0)))
    return encoded


def _leaves(document: JsonObject, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in document.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value[0] if isinstance(value, list) else value


def _entries(fields: JsonObject) -> Iterator[JsonObject]:
    for entry in fields.values():
        yield entry
        yield from _entries({**entry.get("properties", {}), **entry.get("fields", {})})


def _fits(value: Any, kind: str) -> bool:
    if kind == "date":
        return bool(datetime.fromisoformat(value))
    wanted = {"keyword": str, "text": str, "boolean": bool, "float": float, "long": int}
    return type(value) is wanted.get(kind, int)
