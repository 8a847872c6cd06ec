"""Step: let Firehose write and viewers look, and nobody lose a right that was given by hand."""

from __future__ import annotations

from typing import Any

from bootstrap.contents.owned import MARK, UNCHANGED, UPDATED, Owned, install
from bootstrap.domain import BootstrapError, Domain
from bootstrap.engine import EngineFamily

JsonObject = dict[str, Any]

DELIVERY_ROLE = "tweets-delivery"
VIEWER_ROLE = "tweets-viewer"

# What AWS names for Firehose ("Fine-grained access control: integrations"), and the statistics that
# it reads of all indices before it writes.
DELIVERY = {
    "description": f"{MARK}: Data Firehose writes posts",
    "cluster_permissions": ["cluster_composite_ops", "cluster_monitor"],
    "index_permissions": [
        {"index_patterns": ["tweets*"], "allowed_actions": ["create_index", "manage", "crud"]},
        {"index_patterns": ["*"], "allowed_actions": ["indices:monitor/*"]},
    ],
    "tenant_permissions": [],
}
VIEWER = {
    "description": f"{MARK}: looks at the dashboards and changes nothing",
    "cluster_permissions": ["cluster_composite_ops_ro"],
    "index_permissions": [
        {
            "index_patterns": ["tweets-*"],
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
            "index_patterns": [".kibana*", ".opensearch_dashboards*"],
            "allowed_actions": ["read", "indices:admin/get", "indices:admin/mappings/get"],
        },
    ],
    "tenant_permissions": [
        {"tenant_patterns": ["global_tenant"], "allowed_actions": ["kibana_all_read"]}
    ],
}


def set_up_security(domain: Domain, engine: EngineFamily, delivery_role_arn: str) -> str:
    """Make both roles, and map Firehose's IAM role and the viewers' backend role to them."""
    outcomes = [
        f"{DELIVERY_ROLE} {_role(domain, engine, DELIVERY_ROLE, DELIVERY)}",
        f"its mapping {map_backend_role(domain, engine, DELIVERY_ROLE, delivery_role_arn)}",
        f"{VIEWER_ROLE} {_role(domain, engine, VIEWER_ROLE, VIEWER)}",
        f"its mapping {map_backend_role(domain, engine, VIEWER_ROLE, VIEWER_ROLE)}",
    ]
    return ", ".join(outcomes)


def _role(domain: Domain, engine: EngineFamily, name: str, role: JsonObject) -> str:
    path = f"{engine.security}/roles/{name}"
    wanted = Owned(f"The security role {name!r}", path, role, lambda answer: answer.get(name))
    return install(domain, wanted)


def map_backend_role(domain: Domain, engine: EngineFamily, role: str, backend_role: str) -> str:
    """Add one backend role to a role's mapping; a PUT replaces the mapping, so keep the rest.

    Returns: created, updated or unchanged.
    """
    path = f"{engine.security}/rolesmapping/{role}"
    before = _mapping(domain, path, role)
    if backend_role in before.get("backend_roles", []):
        return UNCHANGED
    merged = {**before, "backend_roles": [*before.get("backend_roles", []), backend_role]}
    domain.ask("PUT", path, body=merged)
    after = _mapping(domain, path, role)
    lost = [name for name, value in merged.items() if after.get(name) != value]
    if lost:
        raise BootstrapError(
            f"The mapping of role {role!r} was put, but reading it back shows other"
            f" {', '.join(lost)}; it was {before} before."
        )
    return UPDATED if before else "created"


def _mapping(domain: Domain, path: str, role: str) -> JsonObject:
    """Return a mapping without what the API shows but does not take, and without empty parts."""
    answer = domain.ask("GET", path, accepted=(200, 404))
    found = answer.json().get(role, {}) if answer.status == 200 else {}
    shown_only = {"reserved", "hidden", "static"}
    return {name: value for name, value in found.items() if value and name not in shown_only}
