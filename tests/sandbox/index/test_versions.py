"""What a pipeline says of a document's version reaches an index that reads it in requests alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox.cloud.index.versions import with_versions

PIPELINE = {
    "processors": [
        {"set": {"field": "_id", "value": "{{id}}"}},
        {"convert": {"field": "number", "target_field": "_version", "type": "long"}},
        {"set": {"field": "_version_type", "value": "external_gte"}},
    ]
}
UNVERSIONED = {"processors": PIPELINE["processors"][:1]}


def template(pattern: str, priority: int, pipeline: str | None) -> dict[str, Any]:
    settings = {"index": {"default_pipeline": pipeline}} if pipeline else {}
    content = {
        "index_patterns": [pattern],
        "priority": priority,
        "template": {"settings": settings},
    }
    return {"name": pattern, "index_template": content}


class Asked:
    """An index that answers what it holds, and keeps what it was asked."""

    def __init__(self, *templates: dict[str, Any]) -> None:
        self.paths: list[str] = []
        self.answers: dict[str, Any] = {
            "/_index_template": {"index_templates": list(templates)} if templates else None,
            "/_ingest/pipeline/ours": {"ours": PIPELINE},
            "/_ingest/pipeline/theirs": {"theirs": UNVERSIONED},
        }

    def __call__(self, path: str) -> Any:
        self.paths.append(path)
        return self.answers.get(path)


OURS = Asked(template("posts", 5, "ours"), template("p*", 1, "theirs"))


def body(*lines: object) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def versions(sent: bytes) -> list[Any]:
    return [
        operation["index"].get("version")
        for line in sent.splitlines()
        if "index" in (operation := json.loads(line))
    ]


def test_a_document_goes_with_the_version_and_the_type_that_its_pipeline_sets() -> None:
    document = {"number": "9007199254740993"}
    sent = with_versions("/_bulk", body({"index": {"_index": "posts", "_id": "1"}}, document), OURS)
    target = {
        "_index": "posts",
        "_id": "1",
        "version": 9007199254740993,
        "version_type": "external_gte",
    }
    assert sent == body({"index": target}, document)


def test_the_index_may_be_named_by_the_path() -> None:
    assert versions(with_versions("/posts/_bulk", body({"index": {}}, {"number": 7}), OURS)) == [7]


@pytest.mark.parametrize("value", ["no number", "-1", -1, str(2**63), None, 1.5, [1]])
def test_what_is_no_version_is_left_to_the_index_to_refuse(value: object) -> None:
    sent = body({"index": {"_index": "posts"}}, {"number": value})
    assert with_versions("/_bulk", sent, OURS) == sent


@pytest.mark.parametrize("value", [0, "0", 2**63 - 1])
def test_the_smallest_and_the_largest_version_are_told(value: int | str) -> None:
    sent = body({"index": {"_index": "posts"}}, {"number": value})
    assert versions(with_versions("/_bulk", sent, OURS)) == [int(value)]


@pytest.mark.parametrize("index", ["pages", "others"])
@pytest.mark.parametrize("asked", [OURS, Asked()])
def test_without_a_pipeline_that_sets_a_version_nothing_is_changed(
    asked: Asked, index: str
) -> None:
    sent = body({"index": {"_index": index}}, {"number": 1})
    assert with_versions("/_bulk", sent, asked) == sent


def test_other_operations_and_their_documents_stay_as_they_are() -> None:
    mixed = [
        {"delete": {"_index": "posts", "_id": "1"}},
        {"create": {"_index": "posts", "_id": "2"}},
        {"index": {"number": 5}, "number": 4},
        {"update": {"_index": "posts", "_id": "2"}},
        {"doc": {"number": 6}},
        {"index": {"_index": "posts"}},
        {"number": 3},
    ]
    sent = with_versions("/_bulk", body(*mixed), OURS)
    lines = [json.loads(line) for line in sent.splitlines()]
    assert lines[:5] + lines[6:] == mixed[:5] + mixed[6:]
    assert lines[5]["index"]["version"] == 3


@pytest.mark.parametrize(
    "sent",
    [b"", b"\n", b"no json\n", b'{"index": {"_index": "posts"}}', b'{"index": 1}\n{}\n', b"[]\n"],
)
def test_a_broken_body_is_passed_on_for_the_index_to_refuse(sent: bytes) -> None:
    assert with_versions("/_bulk", sent, OURS) == sent


def test_the_index_is_asked_once_a_request() -> None:
    asked = Asked(template("posts", 5, "ours"))
    lines = [{"index": {"_index": "posts"}}, {"number": 1}] * 100
    assert versions(with_versions("/_bulk", body(*lines), asked)) == [1] * 100
    assert asked.paths == ["/_index_template", "/_ingest/pipeline/ours"]
