"""What is asked of the domain, request by request, and what is left alone afterwards."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from email import message_from_bytes
from typing import Any

from bootstrap import saved_objects
from bootstrap.engine import ELASTICSEARCH, EngineFamily
from sandbox.simulation.search_domain import Asked, SearchDomain
from tests.unit.bootstrap.administrator import PASSWORD, USER, Administrator
from tests.unit.bootstrap.conftest import DASHBOARDS, DELIVERY_ROLE_ARN, definition, lines

Install = Callable[..., dict[str, str]]

# AWS, "Supported operations by engine version" and "Managing Dashboards": one service, two names.
SECURITY = {True: "/_opendistro/_security/api", False: "/_plugins/_security/api"}
RETENTION = {True: "/_opendistro/_ism", False: "/_plugins/_ism"}
INTERFACE = {True: "/_plugin/kibana", False: "/_dashboards"}
SETTINGS = {True: "/api/kibana/settings", False: "/api/opensearch-dashboards/settings"}
XSRF = {True: "kbn-xsrf", False: "osd-xsrf"}
WHO = {True: "elasticsearch 7.10.2", False: "opensearch 2.19.0"}

# "Fine-grained access control": what AWS names for Firehose, on its own indices alone.
DELIVERY = {
    "description": "tweet-sentiment: Data Firehose writes posts",
    "cluster_permissions": ["cluster_composite_ops", "cluster_monitor"],
    "index_permissions": [
        {"index_patterns": ["tweets*"], "allowed_actions": ["create_index", "manage", "crud"]},
        # It reads the statistics of all indices before it writes.
        {"index_patterns": ["*"], "allowed_actions": ["indices:monitor/*"]},
    ],
    "tenant_permissions": [],
}
VIEWER = {
    "description": "tweet-sentiment: looks at the dashboards and changes nothing",
    "cluster_permissions": ["cluster_composite_ops_ro"],
    "index_permissions": [
        {
            "index_patterns": ["tweets-*"],
            # To read, and to be offered fields and indices by name.
            "allowed_actions": [
                "read",
                "indices:admin/get",
                "indices:admin/mappings/get",
                "indices:admin/mappings/fields/get*",
                "indices:admin/resolve/index",
                "indices:monitor/settings/get",
            ],
        },
        {
            # Where both interfaces keep what they show.
            "index_patterns": [".kibana*", ".opensearch_dashboards*"],
            "allowed_actions": ["read", "indices:admin/get", "indices:admin/mappings/get"],
        },
    ],
    "tenant_permissions": [
        {"tenant_patterns": ["global_tenant"], "allowed_actions": ["kibana_all_read"]}
    ],
}


def _changed(path: str) -> list[str]:
    """Look, put, and read back."""
    return [f"GET {path}", f"PUT {path}", f"GET {path}"]


def _first_run(engine: EngineFamily) -> list[str]:
    old = engine == ELASTICSEARCH
    security, interface = SECURITY[old], INTERFACE[old]
    return [
        "GET /",
        *_changed(f"{security}/roles/tweets-delivery"),
        *_changed(f"{security}/rolesmapping/tweets-delivery"),
        *_changed(f"{security}/roles/tweets-viewer"),
        *_changed(f"{security}/rolesmapping/tweets-viewer"),
        *_changed("/_ingest/pipeline/tweets"),
        "GET /tweets",  # nothing may have that name
        *_changed("/_index_template/tweets"),
        *_changed("/_index_template/tweets-write"),
        "GET /tweets-*/_mapping",
        f"GET {RETENTION[old]}/policies/tweet-sentiment",
        *_changed(f"{RETENTION[old]}/policies/tweet-sentiment"),
        "GET /tweets-*/_settings",
        f"POST {interface}/auth/login?security_tenant=global",
        f"POST {interface}/api/saved_objects/_export",
        f"POST {interface}/api/saved_objects/_import?overwrite=true",
        f"POST {interface}/api/saved_objects/_export",
        f"GET {interface}{SETTINGS[old]}",
        f"POST {interface}{SETTINGS[old]}",
    ]


def test_the_first_run_asks_in_this_order(
    install_all: Install, search: SearchDomain, engine: EngineFamily
) -> None:
    outcomes = install_all()
    assert lines(search) == _first_run(engine)
    assert outcomes == {
        "domain": WHO[engine == ELASTICSEARCH],
        "security": "tweets-delivery created, its mapping created, "
        "tweets-viewer created, its mapping created",
        "ingest pipeline": "created",
        "index templates": "tweets created, tweets-write created",
        "retention": "created",
        "dashboards": "imported 21 objects, default index pattern set",
    }


def test_the_second_run_only_looks(
    install_all: Install, search: SearchDomain, engine: EngineFamily
) -> None:
    install_all()
    search.asked.clear()
    outcomes = install_all()
    changes = ("PUT ", f"POST {INTERFACE[engine == ELASTICSEARCH]}/api/saved_objects/_import")
    looked = [line for line in _first_run(engine)[:-1] if not line.startswith(changes)]
    once = list(dict.fromkeys(looked))
    assert list(dict.fromkeys(lines(search))) == once
    assert len(lines(search)) == len(once) + 1  # the policy is looked at twice
    assert outcomes == {
        "domain": WHO[engine == ELASTICSEARCH],
        "security": "tweets-delivery unchanged, its mapping unchanged, "
        "tweets-viewer unchanged, its mapping unchanged",
        "ingest pipeline": "unchanged",
        "index templates": "tweets unchanged, tweets-write unchanged",
        "retention": "unchanged",
        "dashboards": "unchanged, default index pattern unchanged",
    }


def test_each_change_carries_what_is_promised(
    install_all: Install, search: SearchDomain, engine: EngineFamily
) -> None:
    install_all(retention_days=12, instance_count=3)
    old = engine == ELASTICSEARCH
    template = definition("index-template")
    template["template"]["settings"]["index"]["number_of_replicas"] = 1
    policy = definition("retention-policy")
    policy["policy"]["states"][0]["transitions"][0]["conditions"] = {"min_index_age": "12d"}
    assert not [asked for asked in search.asked if asked.method == "GET" and asked.body]
    bodies = {asked.path: json.loads(asked.body) for asked in search.asked if asked.method == "PUT"}
    assert bodies == {
        f"{SECURITY[old]}/roles/tweets-delivery": DELIVERY,
        f"{SECURITY[old]}/rolesmapping/tweets-delivery": {"backend_roles": [DELIVERY_ROLE_ARN]},
        f"{SECURITY[old]}/roles/tweets-viewer": VIEWER,
        f"{SECURITY[old]}/rolesmapping/tweets-viewer": {"backend_roles": ["tweets-viewer"]},
        "/_ingest/pipeline/tweets": definition("ingest-pipeline"),
        "/_index_template/tweets": template,
        "/_index_template/tweets-write": definition("write-template"),
        f"{RETENTION[old]}/policies/tweet-sentiment": policy,
    }
    assert _posted(search, "/auth/login") == {"username": USER, "password": PASSWORD}
    assert _posted(search, SETTINGS[old]) == {"changes": {"defaultIndex": "tweet-sentiment-tweets"}}
    asked_for = _posted(search, "/_export")
    assert asked_for["excludeExportDetails"] is True
    assert len(asked_for["objects"]) == 21
    assert {"type": "dashboard", "id": "tweet-sentiment"} in asked_for["objects"]
    assert {"type": "search", "id": "tweet-sentiment-latest-posts"} in asked_for["objects"]


def test_the_domain_is_asked_with_the_password_and_the_interface_with_cookies(
    install_all: Install, search: SearchDomain, engine: EngineFamily
) -> None:
    install_all()
    old = engine == ELASTICSEARCH
    basic = "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    for asked in search.asked:
        inside = asked.path.startswith(INTERFACE[old])
        assert asked.headers.get("Authorization") == (None if inside else basic)
        # Everybody's tenant, and the sign that no other page made the request.
        assert asked.headers.get("securitytenant") == ("global" if inside else None)
        assert asked.headers.get(XSRF[old]) == ("true" if inside else None)
        assert XSRF[not old] not in asked.headers
    after_login = [a for a in search.asked if "/api/" in a.path and INTERFACE[old] in a.path]
    assert all("Cookie" in asked.headers for asked in after_login)


def test_the_import_is_a_file_of_one_object_a_line(
    install_all: Install, search: SearchDomain
) -> None:
    install_all()
    (asked,) = [asked for asked in search.asked if "/_import" in asked.path]
    kind = asked.headers["Content-Type"].encode()
    _, part = message_from_bytes(b"Content-Type: " + kind + b"\r\n\r\n" + asked.body).walk()
    assert part.get_param("name", header="content-disposition") == "file"
    assert part.get_filename() == "tweet-sentiment.ndjson"  # another ending is refused
    assert part.get_content_type() == "application/ndjson"
    assert part.get_payload(decode=True) == saved_objects.ndjson(DASHBOARDS).encode()


def test_a_changed_policy_names_the_version_that_it_replaces(
    install_all: Install, search: SearchDomain, administrator: Administrator, engine: EngineFamily
) -> None:
    """Index State Management: an update without its version is a conflict."""
    install_all()
    for index in ("tweets-2026-w46", "tweets-2026-w47"):
        administrator.make_index(index)
    install_all()
    search.asked.clear()
    outcomes = install_all(retention_days=8)
    assert outcomes["retention"] == "updated, applied to 2 existing indices"
    path = RETENTION[engine == ELASTICSEARCH]
    retention = [line for line in lines(search) if path in line or "_settings" in line]
    policy = f"{path}/policies/tweet-sentiment"
    assert retention == [
        f"GET {policy}",
        f"GET {policy}",
        f"PUT {policy}?if_seq_no=0&if_primary_term=1",
        f"GET {policy}",
        "GET /tweets-*/_settings",
        f"GET {path}/explain/tweets-*",
        f"POST {path}/change_policy/tweets-2026-w46,tweets-2026-w47",
        # Until then a mark told that the indices did not know yet.
        f"GET {policy}",
        f"PUT {policy}?if_seq_no=1&if_primary_term=1",
        f"GET {policy}",
    ]
    marks = [
        json.loads(a.body)["policy"]["description"] for a in search.asked if "if_seq" in a.path
    ]
    assert [mark.partition("old enough")[2] for mark in marks] == [
        " (being applied to the indices that exist)",
        "",
    ]
    assert _posted(search, "/change_policy/") == {"policy_id": "tweet-sentiment"}


def _posted(search: SearchDomain, part: str) -> Any:
    found: list[Asked] = [a for a in search.asked if a.method == "POST" and part in a.path]
    return json.loads(found[0].body)
