"""Requests that the front and the real security plugin have to answer alike, scene by scene.

Every scene begins after a bootstrap, with one post in the index of its week and one document in an
index `other` that is nobody's business. A step that says why it differs must differ.
"""

from __future__ import annotations

from tests.contract.engine.compared_security import SECURITY_SCENES
from tests.contract.engine.compared_steps import (
    AFTER_THE_PIPELINE,
    BODY_LIMIT,
    BY_HAND,
    MASTER,
    NO_ALIASES,
    NO_SYSTEM_INDEX,
    WEEK,
    Step,
    bulk,
    get,
    lines,
    post,
    write,
)

INDEX_SCENES: dict[str, tuple[Step, ...]] = {
    "looking at the cluster": get(
        *("/", "/_cluster/health", "/_cluster/stats", "/_nodes", "/_nodes/stats"),
        *("/_nodes/*/stats", "/_cat/indices?h=index", "/_cat/indices/tweets-*?h=index", "/_stats"),
        *("/_all/_settings", "/_settings", "/_mapping", "/_alias", "/_ingest/pipeline"),
        *("/_ingest/pipeline/tweets", "/_ingest/pipeline/missing", "/_index_template"),
        *("/_index_template/tweets", "/_index_template/missing"),
    ),
    "reading": (
        *get(
            *("/_search", "/*/_search", "/_all/_search", "/tweets-*/_search", "/other/_search"),
            *(f"/{WEEK}/_search", f"/{WEEK},other/_search", "/tweets-*,other/_search"),
            *(f"/tweets-*,-{WEEK}/_search", "/missing/_search", "/missing-*/_search"),
            *("/tweets-missing/_search", "/oth*/_search", "/tweets*,oth*/_search"),
            *(f"/{WEEK},missing/_search", f"/{WEEK},missing/_search?ignore_unavailable=true"),
            *(f"/{WEEK},other/_search?ignore_unavailable=true", "/tweets-*/_count"),
            *("/other/_count", "/_count", f"/{WEEK}/_doc/1", f"/{WEEK}/_doc/9", "/other/_doc/1"),
            *("/missing/_doc/1", "/tweets-*/_field_caps?fields=*", "/_field_caps?fields=*"),
            *("/_resolve/index/*", "/_resolve/index/tweets-*", f"/{WEEK}", "/tweets", "/tweets-*"),
            *("/other", "/missing", "/missing-*", f"/{WEEK}/_mapping", "/tweets*/_mapping"),
            *("/tweets-*/_settings", f"/{WEEK}/_settings", "/other/_settings", "/tweets*/_stats"),
            *("/tweets-*/_alias", "/other/_alias"),
        ),
        *(Step("HEAD", path) for path in ("/", f"/{WEEK}", "/other", f"/{WEEK}/_doc/1")),
        Step("POST", "/tweets-*/_search", {"size": 0, "query": {"match_all": {}}}),
        Step("POST", "/tweets-*/_count", {"query": {"match_all": {}}}),
    ),
    "writing many": (
        bulk(write(), post("2")),
        bulk(write(), post("3"), write("other"), {"a": 1}, write(), post("4")),
        bulk(write("other"), {"a": 1}),
        bulk(write(WEEK, "none", "delete"), write("other", "none", "delete")),
        bulk(write(WEEK, "2", "delete")),
        bulk(*[write("tweets-2026-w41", "twice", "create"), post("5")] * 2),
        bulk(write(WEEK, "1", "update"), {"doc": {"kind": "b"}}),
        bulk(write(WEEK, "3", "update"), {"doc": {}}, write("other", "1", "update"), {"doc": {}}),
        bulk({"index": {"_id": "d-6"}}, post("6"), path="/tweets/_bulk"),
        bulk({"index": {"_id": "d-6"}}, post("6"), path="/other/_bulk"),
        bulk({"index": {"_id": "d-7"}}, post("7"), write("other"), {"a": 1}, path="/tweets/_bulk"),
        bulk(write(), post("8", created_at="nonsense"), write(), post("9")),
        bulk(write(), post("10", "../other")),
        bulk(write("UPPER"), post("11")),
        bulk(write("tweets*"), post("12")),
        bulk(write(".kibana_1", "x"), {"a": 1}, callers=("delivery", "viewer", "unmapped")),
        Step("PUT", "/_bulk", lines(write(), post("13"))),
        bulk(write(".opendistro_security", "x"), {}, callers=MASTER, differs=NO_SYSTEM_INDEX),
    ),
    "writing many wrongly": (
        *(Step("POST", "/_bulk", body) for body in ("", "\n", "no json\n{}\n", "[]\n{}\n")),
        *(
            Step("POST", "/_bulk", '{"index": {"_index": "tweets"}}\n' + rest)
            for rest in ("", '{"bucket": "2026-w48", "id": "1", "revision": "1"}')
        ),
        bulk({"index": {"_id": "d-1"}}, post("1")),
        bulk({"bogus": {"_index": "tweets"}}, post("1")),
        Step("POST", "/_bulk", "x" * (10 * 1024 * 1024 + 1), MASTER, BODY_LIMIT),
    ),
    "writing with roles made by hand": (
        bulk(write(WEEK), post("2"), callers=BY_HAND),
        bulk(write("tweets-new"), post("3"), callers=BY_HAND),
        bulk(write(WEEK, "1", "delete"), callers=BY_HAND),
        bulk(write(WEEK, "1", "update"), {"doc": {}}, callers=BY_HAND),
        bulk(write(), post("4", "2026-w30"), callers=BY_HAND[:3]),
        bulk(write(), post("5"), callers=BY_HAND[:3]),
        Step("PUT", f"/{WEEK}/_doc/x", {}, BY_HAND),
        Step("PUT", "/tweets-fresh/_doc/x", {}, BY_HAND),
        Step("GET", f"/{WEEK}/_doc/x", callers=BY_HAND),
        Step("DELETE", f"/{WEEK}/_doc/x", callers=BY_HAND),
        Step("GET", "/tweets*/_search", callers=BY_HAND),
        bulk(write(), post("6"), callers=("reads-only",), differs=AFTER_THE_PIPELINE),
        bulk(write(), post("7"), callers=("weeks-only",), differs=AFTER_THE_PIPELINE),
    ),
    "changing indices": (
        Step("PUT", "/tweets-2026-w47"),
        Step("PUT", "/elsewhere"),
        *(
            Step("PUT", f"/{index}/_mapping", {"properties": {"new": {"type": "keyword"}}})
            for index in (WEEK, "other")
        ),
        *(
            Step("PUT", f"/{index}/_settings", {"index": {"refresh_interval": "2s"}})
            for index in (WEEK, "other")
        ),
        Step("PUT", f"/{WEEK}/_doc/x", post("x")),
        Step("DELETE", f"/{WEEK}/_doc/x"),
        Step("PUT", "/other/_doc/x", {"a": 1}),
        Step("POST", "/_refresh"),
        Step("POST", "/tweets-*/_refresh"),
        Step("PUT", f"/{WEEK}/_alias/tweets-second"),
        Step("PUT", "/other/_alias/tweets-third", callers=("delivery", "viewer", "unmapped")),
        Step("GET", "/tweets-second/_search"),
        Step("DELETE", f"/{WEEK}/_alias/tweets-second", callers=("viewer", "unmapped", "master")),
        *(
            Step("DELETE", path, callers=("viewer", "unmapped", "delivery"))
            for path in ("/other", "/elsewhere", "/missing", "/tweets-missing-*", f"/{WEEK},other")
        ),
        Step("DELETE", "/tweets-2026-w47"),
        Step("DELETE", "/tweets-*", callers=("viewer", "unmapped", "delivery")),
        Step("PUT", "/other/_alias/tweets-third", callers=MASTER),
        Step("GET", "/other/_search", callers=("viewer",), differs=NO_ALIASES),
    ),
    "changing pipelines, templates and settings": (
        Step("PUT", "/_ingest/pipeline/x", {"processors": []}),
        Step("DELETE", "/_ingest/pipeline/x"),
        Step("PUT", "/_index_template/x", {"index_patterns": ["x-*"]}),
        Step("DELETE", "/_index_template/x"),
        Step(
            "PUT",
            "/_cluster/settings",
            {"transient": {"indices.recovery.max_bytes_per_sec": "9mb"}},
        ),
    ),
}

SCENES = INDEX_SCENES | SECURITY_SCENES
