"""Roles and their mappings: who may do what inside the domain (fine-grained access control)."""

from __future__ import annotations

import fnmatch
from typing import Any

from sandbox.cloud.front.security.action_groups import permits
from sandbox.cloud.front.security.actions import Action, ListIndices, actions_of
from sandbox.cloud.front.security.callers import Caller
from sandbox.web import Request

_ADMINISTRATORS = ("all_access", "security_manager")
_BUILT_IN: dict[str, dict[str, Any]] = {
    "all_access": {
        "static": True,
        "description": "Allow full access to all indices and all cluster APIs",
        "cluster_permissions": ["*"],
        "index_permissions": [{"index_patterns": ["*"], "allowed_actions": ["*"]}],
        "tenant_permissions": [
            {"tenant_patterns": ["*"], "allowed_actions": ["kibana_all_write"]},
        ],
    },
    "security_manager": {"cluster_permissions": [], "index_permissions": []},
}
# Where the interface keeps the objects of the tenant that everybody shares.
_GLOBAL_INDEX = ".kibana_1"
_LISTS = ("cluster_permissions", "index_permissions", "tenant_permissions")


class Security:
    """The security plugin's configuration as AWS sets it up: the master is an administrator."""

    def __init__(self, master_user: str) -> None:
        self.roles: dict[str, dict[str, Any]] = {
            name: {**role(content), "reserved": True, "static": content.get("static", False)}
            for name, content in _BUILT_IN.items()
        }
        self.mappings: dict[str, dict[str, Any]] = {
            name: mapping({"users": [master_user]}) for name in _ADMINISTRATORS
        }

    def roles_of(self, caller: Caller) -> list[str]:
        """Return the names of the roles that are mapped to the caller."""
        return [
            name
            for name, content in self.mappings.items()
            if caller.name in content["users"]
            or any(_matches(content["backend_roles"], arn) for arn in caller.backend_roles)
        ]

    def administers(self, caller: Caller) -> bool:
        """Tell whether the caller may use the security API."""
        return any(name in _ADMINISTRATORS for name in self.roles_of(caller))

    def missing(self, caller: Caller, request: Request, list_indices: ListIndices) -> str | None:
        """Return the first permission that the caller lacks for a request, None when there is none.

        Raises:
            UnknownRequestError: that can't be told, and the caller is not one who may do anything.
        """
        if "all_access" in self.roles_of(caller):
            return None
        needed = actions_of(request, list_indices)
        return next((action.name for action in needed if not self.may(caller, action)), None)

    def may(self, caller: Caller, action: Action) -> bool:
        """Tell whether one of the caller's roles permits the action."""
        roles = [self.roles[name] for name in self.roles_of(caller) if name in self.roles]
        if action.index is None:
            return any(permits(content["cluster_permissions"], action.name) for content in roles)
        return any(
            _matches(permission["index_patterns"], action.index)
            and permits(permission["allowed_actions"], action.name)
            for content in roles
            for permission in content["index_permissions"]
        )

    def may_use_tenant(self, caller: Caller, tenant: str, write: bool) -> bool:
        """Tell whether a role permits to read a tenant's objects, or to write them.

        The global tenant wants permissions on its index as well (issue 1955 of the security
        plugin for OpenSearch Dashboards).
        """
        accesses = ("write",) if write else ("read", "write")
        wanted = [f"kibana:saved_objects/{tenant}/{access}" for access in accesses]
        granted = any(
            _matches(permission["tenant_patterns"], tenant)
            and any(permits(permission["allowed_actions"], name) for name in wanted)
            for name in self.roles_of(caller)
            for permission in self.roles.get(name, {}).get("tenant_permissions", [])
        )
        if tenant != "global_tenant":
            return granted
        action = "indices:data/write/index" if write else "indices:data/read/search"
        return granted and self.may(caller, Action(action, _GLOBAL_INDEX))


def denial(permission: str, caller: Caller) -> dict[str, Any]:
    """Return the security plugin's words for a caller who lacks a permission."""
    reason = (
        f"no permissions for [{permission}] and User [name={caller.name}, "
        f"backend_roles=[{', '.join(caller.backend_roles)}], requestedTenant=null]"
    )
    cause = {"type": "security_exception", "reason": reason}
    return {"root_cause": [cause], **cause}


def role(content: dict[str, Any]) -> dict[str, Any]:
    """Return a role as the API tells it."""
    lists = {name: content.get(name, []) for name in _LISTS}
    # Rights to single fields and documents are told, and not imitated.
    lists["index_permissions"] = [
        {"fls": [], "masked_fields": [], **permission} for permission in lists["index_permissions"]
    ]
    return {"reserved": False, "hidden": False, **_described(content), **lists, "static": False}


def mapping(content: dict[str, Any]) -> dict[str, Any]:
    """Return a role mapping as the API tells it."""
    return {
        "hosts": content.get("hosts", []),
        "users": content.get("users", []),
        "reserved": False,
        "hidden": False,
        "backend_roles": content.get("backend_roles", []),
        "and_backend_roles": content.get("and_backend_roles", []),
        **_described(content),
    }


def _described(content: dict[str, Any]) -> dict[str, Any]:
    return {name: content[name] for name in ("description",) if name in content}


def _matches(patterns: list[str], name: str) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)
