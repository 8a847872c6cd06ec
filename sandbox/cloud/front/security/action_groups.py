"""Names that stand for several permissions in a role.

"Default action groups" of the OpenSearch security documentation, and the security plugin's
static_action_groups.yml. A test compares them with the plugin's own.
"""

from __future__ import annotations

import fnmatch

ACTION_GROUPS: dict[str, tuple[str, ...]] = {
    "unlimited": ("*",),
    "cluster_all": ("cluster:*",),
    "cluster_monitor": ("cluster:monitor/*",),
    "cluster_composite_ops": (
        "indices:data/write/bulk",
        "indices:admin/aliases*",
        "indices:data/write/reindex",
        "cluster_composite_ops_ro",
    ),
    "cluster_composite_ops_ro": (
        "indices:data/read/mget",
        "indices:data/read/msearch",
        "indices:data/read/mtv",
        "indices:admin/aliases/exists*",
        "indices:admin/aliases/get*",
        "indices:data/read/scroll",
        "indices:admin/resolve/index",
    ),
    "cluster_manage_pipelines": ("cluster:admin/ingest/pipeline/*",),
    "cluster_manage_index_templates": (
        "indices:admin/template/*",
        "indices:admin/index_template/*",
        "cluster:admin/component_template/*",
    ),
    "indices_all": ("indices:*",),
    "indices_monitor": ("indices:monitor/*",),
    "manage": ("indices:monitor/*", "indices:admin/*"),
    "manage_aliases": ("indices:admin/aliases*",),
    "create_index": ("indices:admin/create", "indices:admin/mapping/put"),
    "data_access": ("indices:data/*", "crud"),
    "crud": ("read", "write"),
    "read": (
        "indices:data/read*",
        "indices:admin/mappings/fields/get*",
        "indices:admin/resolve/index",
    ),
    "search": (
        "indices:data/read/search*",
        "indices:data/read/msearch*",
        "indices:admin/resolve/index",
        "suggest",
    ),
    "suggest": ("indices:data/read/suggest*",),
    "get": ("indices:data/read/get*", "indices:data/read/mget*"),
    "write": ("indices:data/write*", "indices:admin/mapping/put"),
    "index": (
        "indices:data/write/index*",
        "indices:data/write/update*",
        "indices:admin/mapping/put",
        "indices:data/write/bulk*",
    ),
    "delete": ("indices:data/write/delete*",),
    "kibana_all_read": ("kibana:saved_objects/*/read",),
    "kibana_all_write": ("kibana:saved_objects/*/write",),
}


def permits(patterns: list[str], action: str) -> bool:
    """Tell whether permissions (names, patterns or action groups) hold the action."""
    return any(
        permits(list(ACTION_GROUPS[pattern]), action)
        if pattern in ACTION_GROUPS
        else fnmatch.fnmatchcase(action, pattern)
        for pattern in patterns
    )
