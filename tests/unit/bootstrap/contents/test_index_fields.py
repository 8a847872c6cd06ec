"""Every field of a document has its place in the index, and a type that takes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from bootstrap.saved_objects import template_fields
from collector.posts.record import LONGEST_WORD
from sentiment.comprehend.analysis import Analysis, Skip, SkipReason
from tests.unit.bootstrap.conftest import definition
from tests.unit.bootstrap.contents.indexed import FIELDS, OURS, JsonObject, document_of


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
    document = document_of(outcome)
    document.pop("bucket")
    for name, value in _leaves(document):
        assert _fits(value, types[name]), name


def test_every_field_of_the_template_is_of_some_document() -> None:
    types = template_fields(definition("index-template"))
    produced = {
        name
        for outcome in (Analysis("MIXED", 0.7, 0.1, 0.1, 0.1), Skip(SkipReason.REFUSED))
        for name, _ in _leaves(document_of(outcome))
    }
    assert set(types) == {*produced, "author.name.keyword"} - {"bucket"}


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
