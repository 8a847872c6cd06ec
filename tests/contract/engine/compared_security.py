"""Scenes of who is let in, and of the roles, mappings and people that the security API keeps."""

from __future__ import annotations

from tests.contract.engine.compared_steps import (
    MASTER,
    ONE_FAMILY,
    STRANGERS,
    Step,
    bulk,
    post,
    write,
)
from tests.contract.engine.guarded_domain import DELIVERY_ARN, PASSWORD, SECURITY

ROLE = {
    "description": "by hand",
    "cluster_permissions": ["cluster_monitor"],
    "index_permissions": [{"index_patterns": ["a-*"], "allowed_actions": ["read"]}],
}

ROLES, MAPPINGS, PEOPLE = (f"{SECURITY}/{x}" for x in ("roles", "rolesmapping", "internalusers"))

EVERY_MEMBER = {"backend_roles": ["b"], "hosts": ["h"], "users": ["u"], "and_backend_roles": ["q"]}

PERSON = {"password": PASSWORD, "backend_roles": ["b"]}

SECURITY_SCENES: dict[str, tuple[Step, ...]] = {
    "who is let in": (
        Step("GET", "/", callers=STRANGERS),
        Step("POST", "/tweets-*/_search", {}, STRANGERS),
        bulk(write(), post("1"), callers=STRANGERS),
        Step("GET", ROLES, callers=STRANGERS),
        Step("PUT", f"{ROLES}/mine", ROLE, STRANGERS),
        Step("GET", "/_opendistro/_security/api/roles", callers=MASTER, differs=ONE_FAMILY),
    ),
    "the security API": (
        *(
            Step(method, f"{kind}/tweets-viewer", ROLE, ("delivery", "viewer", "unmapped"))
            for kind in (ROLES, MAPPINGS, PEOPLE)
            for method in ("GET", "PUT", "DELETE")
        ),
        *(
            Step("GET", path, callers=MASTER)
            for path in (
                *(f"{ROLES}/tweets-viewer", f"{ROLES}/tweets-delivery", f"{ROLES}/all_access"),
                *(f"{ROLES}/missing", f"{MAPPINGS}/missing", f"{PEOPLE}/missing", PEOPLE),
                *(f"{MAPPINGS}/tweets-delivery", f"{MAPPINGS}/all_access", f"{PEOPLE}/viewer"),
                *(f"{PEOPLE}/master", f"{SECURITY}/nothing"),
            )
        ),
        *(
            Step(method, path, body, MASTER)
            for method, path, body in (
                ("PUT", f"{MAPPINGS}/mine", {"users": ["a"]}),
                ("PUT", f"{ROLES}/mine", ROLE),
                ("PUT", f"{ROLES}/mine", ROLE),
                ("GET", f"{ROLES}/mine", None),
                ("PUT", f"{ROLES}/mine", {"cluster_permissions": []}),
                ("GET", f"{ROLES}/mine", None),
                ("PUT", f"{ROLES}/mine", {**ROLE, "reserved": False, "hidden": False}),
                ("PUT", f"{ROLES}/mine", {**ROLE, "cluster_permissions": "all"}),
                ("PUT", f"{ROLES}/mine", {}),
                ("PUT", f"{ROLES}/mine", []),
                ("PUT", f"{ROLES}/mine", "{bad"),
                ("PUT", f"{ROLES}/mine", ""),
                ("PUT", f"{ROLES}/all_access", ROLE),
                ("PUT", f"{ROLES}/all_access", {}),
                ("PUT", f"{ROLES}/security_manager", ROLE),
                ("DELETE", f"{ROLES}/all_access", None),
                ("POST", f"{ROLES}/mine", ROLE),
                ("PUT", f"{MAPPINGS}/mine", {"users": ["a"]}),
                ("PUT", f"{MAPPINGS}/mine", {"backend_roles": [DELIVERY_ARN]}),
                ("GET", f"{MAPPINGS}/mine", None),
                ("PUT", f"{MAPPINGS}/mine", {**EVERY_MEMBER, "description": "d"}),
                ("GET", f"{MAPPINGS}/mine", None),
                ("PUT", f"{MAPPINGS}/mine", {"users": [], "reserved": False}),
                ("PUT", f"{MAPPINGS}/mine", {"users": "a"}),
                ("PUT", f"{MAPPINGS}/mine", {}),
                ("PUT", f"{PEOPLE}/ada", {"backend_roles": ["b"]}),
                ("PUT", f"{PEOPLE}/ada", {"password": "short"}),
                ("PUT", f"{PEOPLE}/ada", PERSON),
                ("GET", f"{PEOPLE}/ada", None),
                ("PUT", f"{PEOPLE}/ada", {"attributes": {"a": "b"}}),
                ("GET", f"{PEOPLE}/ada", None),
                ("PUT", f"{PEOPLE}/ada", {"bogus": 1}),
                ("DELETE", f"{PEOPLE}/ada", None),
                ("DELETE", f"{PEOPLE}/ada", None),
                ("DELETE", f"{MAPPINGS}/mine", None),
                ("DELETE", f"{MAPPINGS}/mine", None),
                ("DELETE", f"{ROLES}/mine", None),
                ("DELETE", f"{ROLES}/mine", None),
            )
        ),
    ),
    "rights that are given and taken away": (
        Step("GET", "/other/_search", callers=("grown",)),
        Step(
            "PUT",
            f"{ROLES}/grown",
            {"index_permissions": [{"index_patterns": ["oth*"], "allowed_actions": ["search"]}]},
            MASTER,
        ),
        Step("PUT", f"{PEOPLE}/grown", PERSON, MASTER),
        Step("PUT", f"{MAPPINGS}/grown", {"backend_roles": ["b"]}, MASTER),
        Step("GET", "/other/_search", callers=("grown",)),
        Step("GET", "/other/_doc/1", callers=("grown",)),
        Step("GET", "/_cluster/health", callers=("grown",)),
        Step("PUT", f"{MAPPINGS}/grown", {"users": ["grown"]}, MASTER),
        Step("GET", "/other/_search", callers=("grown",)),
        Step("PUT", f"{MAPPINGS}/grown", {"backend_roles": ["else"]}, MASTER),
        Step("GET", "/other/_search", callers=("grown",)),
        Step("PUT", f"{MAPPINGS}/grown", {"backend_roles": ["*"]}, MASTER),
        Step("GET", "/other/_search", callers=("grown",)),
        Step("DELETE", f"{PEOPLE}/grown", callers=MASTER),
        Step("GET", "/other/_search", callers=("grown",)),
    ),
}
