"""Requests that the small engine of the unit tests has to answer as real engines do, by scene.

Every scene begins with an empty engine. What the bootstrap sends is among them, whole; the others
are near it: what an engine would refuse if the bootstrap, or a file of `dashboards/`, had it wrong.
"""

from __future__ import annotations

import copy
import json
from typing import Any

from tests.contract.engine.conftest import definition

Asked = tuple[str, str, Any]
"""Method, path, and a body: JSON, or text as it is."""
JsonObject = dict[str, Any]

PIPELINE, TEMPLATE, WRITE = (
    definition(name) for name in ("ingest-pipeline", "index-template", "write-template")
)
PIPELINE_PATH, TEMPLATE_PATH = "/_ingest/pipeline/tweets", "/_index_template/tweets"
WRITE_PATH = "/_index_template/tweets-write"
INSTALLED: list[Asked] = [
    ("PUT", PIPELINE_PATH, PIPELINE),
    ("PUT", TEMPLATE_PATH, TEMPLATE),
    ("PUT", WRITE_PATH, WRITE),
]
UNVERSIONED = {
    **PIPELINE,
    "processors": [step for step in PIPELINE["processors"] if "_version" not in json.dumps(step)],
}
WEEK = "tweets-2026-w48"
KEYWORD = {"type": "keyword"}


def get(*paths: str) -> list[Asked]:
    """Return requests that read."""
    return [("GET", path, None) for path in paths]


def processor(kind: str, **options: Any) -> Asked:
    """Return a pipeline of one processor."""
    return ("PUT", PIPELINE_PATH, {"processors": [{kind: options}]})


def template(**more: Any) -> Asked:
    """Return an index template, in part as usual."""
    return ("PUT", TEMPLATE_PATH, {"index_patterns": ["tweets-*"], **more})


def settings(**index: Any) -> Asked:
    """Return an index template with settings of the index."""
    return template(template={"settings": {"index": index}})


def field(**mapping: Any) -> Asked:
    """Return an index template of one field."""
    return template(template={"mappings": {"properties": {"a": mapping}}})


def new_index(name: str, **body: Any) -> Asked:
    """Return a request for an index."""
    return ("PUT", f"/{name}", body or None)


def mapping_of(name: str, **fields: Any) -> Asked:
    """Return a request for more fields of an index."""
    return ("PUT", f"/{name}/_mapping", {"properties": fields})


def bulk(*documents: JsonObject, index: str = "tweets") -> Asked:
    """Return a `_bulk` as Data Firehose sends it."""
    lines: list[Any] = []
    for number, document in enumerate(documents):
        lines += [{"index": {"_index": index, "_id": f"delivery-{number}"}}, document]
    return ("POST", "/_bulk", "".join(json.dumps(line) + "\n" for line in lines))


def post(name: str, **more: Any) -> JsonObject:
    """Return as much of a post as the pipeline needs."""
    return {"bucket": "2026-w48", "id": name, "revision": "1", **more}


def with_one_more(base: JsonObject) -> JsonObject:
    """Return a definition with a member that nobody knows."""
    return {**copy.deepcopy(base), "nonsense": 1}


SCENES: dict[str, list[Asked]] = {
    "who is it": get("/"),
    "the pipeline": [
        *get(PIPELINE_PATH),
        INSTALLED[0],
        *get(PIPELINE_PATH),
        INSTALLED[0],
        ("PUT", PIPELINE_PATH, {**PIPELINE, "description": "theirs", "processors": []}),
        *get(PIPELINE_PATH),
    ],
    "pipelines that are refused": [
        ("PUT", PIPELINE_PATH, with_one_more(PIPELINE)),
        ("PUT", PIPELINE_PATH, {"description": "no processors"}),
        ("PUT", PIPELINE_PATH, {"processors": {}}),
        ("PUT", PIPELINE_PATH, "{bad"),
        processor("nonsense", field="a"),
        processor("set", field="a"),
        processor("set", value="a"),
        processor("set", field="a", value="b", nonsense=1),
        processor("convert", field="a"),
        processor("convert", type="long"),
        processor("convert", field="a", type="long", nonsense=1),
        processor("remove"),
        processor("remove", field="a", nonsense=True),
        *get(PIPELINE_PATH),
    ],
    "the templates": [
        *get(TEMPLATE_PATH),
        *INSTALLED,
        *get(TEMPLATE_PATH, WRITE_PATH),
        ("PUT", TEMPLATE_PATH, TEMPLATE),
        template(_meta={"by": "them"}, priority=7),
        *get(TEMPLATE_PATH),
    ],
    "templates that are refused": [
        ("PUT", TEMPLATE_PATH, with_one_more(TEMPLATE)),
        ("PUT", TEMPLATE_PATH, {"priority": 200}),
        ("PUT", TEMPLATE_PATH, "{bad"),
        template(template={"nonsense": {}}),
        template(template={"settings": {"nonsense": 1}}),
        settings(nonsense=1),
        settings(number_of_shards=0),
        settings(number_of_shards="many"),
        settings(number_of_replicas=-1),
        field(type="nonsense"),
        field(type="keyword", nonsense=1),
        field(type="keyword", ignore_above="long"),
        field(type="text", fields={"b": {"type": "nonsense"}}),
        template(template={"mappings": {"nonsense": 1}}),
        template(template={"mappings": {"dynamic": "nonsense"}}),
        *get(TEMPLATE_PATH),
    ],
    "two templates of one priority": [
        INSTALLED[1],
        ("PUT", "/_index_template/other", {"index_patterns": ["tweets-2*"], "priority": 200}),
        ("PUT", "/_index_template/other", {"index_patterns": ["tweets-2*"], "priority": 201}),
        new_index(WEEK),
        new_index("tweets-kept"),
        *get(f"/{WEEK}", "/tweets-kept"),
    ],
    "an index of a week": [
        *INSTALLED,
        *get("/tweets-*/_mapping", "/tweets-*/_settings", "/_all/_settings"),
        new_index(WEEK),
        *get(f"/{WEEK}", f"/{WEEK}/_mapping", f"/{WEEK}/_settings"),
        *get("/tweets-*/_mapping", "/tweets-*/_settings", "/_all/_settings", "/tweets"),
        new_index(WEEK),
    ],
    "an index of somebody": [
        new_index("theirs", mappings={"properties": {"a": {"type": "text"}}}),
        *get("/theirs", "/tweets", "/tweets/_mapping", "/tweets/_settings", "/th*/_mapping"),
        new_index("tweets-2019", aliases={"tweets": {}}, settings={"number_of_replicas": 0}),
        *get("/tweets", "/tweets/_mapping", "/tweets-*/_settings"),
    ],
    "indices that are refused": [
        new_index("UPPER"),
        new_index("a", settings={"nonsense": 1}),
        new_index("a", mappings={"properties": {"a": {"type": "nonsense"}}}),
        new_index("a", nonsense={}),
        *get("/a"),
    ],
    "more fields": [
        new_index(WEEK, mappings={"_meta": {"a": 1}, "properties": {"a": KEYWORD}}),
        mapping_of(WEEK, b={"type": "text", "fields": {"keyword": KEYWORD}}),
        *get(f"/{WEEK}/_mapping"),
        mapping_of(WEEK, c={"properties": {"d": {"type": "float"}}}),
        mapping_of(WEEK, c={"properties": {"e": {"type": "long"}}}),
        *get(f"/{WEEK}/_mapping"),
        mapping_of(WEEK, a={"type": "text"}),
        mapping_of(WEEK, f={"type": "nonsense"}),
        mapping_of("missing", f=KEYWORD),
        *get(f"/{WEEK}/_mapping"),
        mapping_of(WEEK, **TEMPLATE["template"]["mappings"]["properties"]),
        *get(f"/{WEEK}/_mapping"),
    ],
    "posts on their way": [
        *INSTALLED,
        bulk(post("1", text="a", kind="original", unmapped={"x": 1})),
        *get(f"/{WEEK}/_doc/1", f"/{WEEK}/_doc/2", "/missing/_doc/1", "/tweets", f"/{WEEK}"),
        bulk(post("1", text="b"), post("2"), {**post("3"), "bucket": "2026-w49"}),
        *get(f"/{WEEK}/_doc/1", "/tweets-2026-w49/_doc/3"),
        bulk({"bucket": "2026-w48"}, {"id": "4"}, {}, post("5")),
        bulk({"bucket": "2026-w48", "id": "4"}, {"bucket": "2026-w48", "revision": "1"}),
        *get("/tweets", f"/{WEEK}/_doc/5"),
    ],
    "posts of another shape": [
        *INSTALLED,
        bulk(
            post("1", created_at="the day after"),
            post("2", sentiment_net={"not": "a number"}),
            post("3", attempts="many"),
            post("4", possibly_sensitive="perhaps"),
            post("5", author="Ada"),
            post("6", text=["a", "b"], attempts="7", matched=[]),
            post("7", created_at="2026-11-23T00:00:00.000Z", lag_seconds=None),
        ),
        *get(*(f"/{WEEK}/_doc/{number}" for number in range(1, 8))),
    ],
    "versions of a post": [
        *INSTALLED,
        bulk(post("1", revision="10"), post("1", revision="9"), post("2", revision="9")),
        bulk(*(post("1", revision=revision, text=revision) for revision in ("10", "12", "11"))),
        *get(f"/{WEEK}/_doc/1", f"/{WEEK}/_doc/2"),
        bulk(post("3", revision=0), post("3", revision="0"), post("3", revision=1)),
        bulk(*(post("4", revision=2**53 + more) for more in (1, 0, 1))),
        bulk(*(post("5", revision=str(2**63 - less)) for less in (1, 2, 1))),
        *get(*(f"/{WEEK}/_doc/{number}" for number in range(3, 6))),
        bulk(post("1", revision="11", created_at="the day after")),
    ],
    "what is no version": [
        *INSTALLED,
        bulk(*(post("1", revision=each) for each in ("", "one", "1.5", " 1", None, str(2**63)))),
        *get(f"/{WEEK}/_doc/1"),
    ],
    "documents from before there were versions": [
        *INSTALLED[1:],
        ("PUT", PIPELINE_PATH, UNVERSIONED),
        bulk(post("1"), post("1"), post("1")),
        *get(f"/{WEEK}/_doc/1"),
        INSTALLED[0],
        bulk(post("1", revision="4"), post("1", revision="3")),
        *get(f"/{WEEK}/_doc/1"),
    ],
    "a pipeline that is not there": [INSTALLED[2], bulk(post("1")), *get("/tweets")],
}
