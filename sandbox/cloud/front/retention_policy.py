"""A policy of index state management (ISM): what the plugin takes for one, and how it tells it.

"Policies" and "ISM API" of the OpenSearch documentation, and the plugin's own parsing
(`Policy`, `State`, `Transition` and `ISMTemplate` of opensearch-project/index-management).
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable
from typing import Any

JsonObject = dict[str, Any]

# Below `policy` the plugin takes back what it tells.
_MEMBERS = {
    *("description", "default_state", "states", "ism_template", "error_notification"),
    *("policy_id", "last_updated_time", "schema_version", "user"),
}
_OF_A_STATE = {"name", "actions", "transitions"}
_OF_A_TRANSITION = {"state_name", "conditions"}
_OF_A_TEMPLATE = {"index_patterns", "priority", "last_updated_time"}
_BESIDE_AN_ACTION = {"retry", "timeout"}
_ACTIONS = {
    *("alias", "allocation", "close", "delete", "force_merge", "index_priority", "notification"),
    *("open", "read_only", "read_write", "replica_count", "rollover", "rollup", "shrink"),
    *("snapshot", "transform"),
}
_CONDITIONS = {"min_index_age", "min_rollover_age", "min_doc_count", "min_size", "cron"}
_AGE = re.compile(r"\d+(nanos|micros|ms|s|m|h|d)")
_RETRY = {"count": 3, "backoff": "exponential", "delay": "1m"}
_SCHEMA_VERSION = 21


class PolicyError(Exception):
    """The plugin refuses the policy with 400; the message says why."""


def read_policy(content: Any) -> JsonObject:
    """Return what stands below `policy` in a body; raises PolicyError."""
    policy = content.get("policy") if isinstance(content, dict) else None
    if not isinstance(policy, dict):
        raise PolicyError("A policy is an object below the name [policy]")
    _refuse_others("Policy", policy, _MEMBERS)
    for name in ("description", "default_state"):
        if not isinstance(policy.get(name), str):
            raise PolicyError(f"{name} is null")
    _check_states(policy.get("states") or [], policy["default_state"])
    for template in templates_of(policy):
        _refuse_others("ISMTemplate", template, _OF_A_TEMPLATE)
        if not template.get("index_patterns"):
            raise PolicyError("Requires at least one index pattern")
    return policy


def templates_of(policy: JsonObject) -> list[JsonObject]:
    """Return which new indices the policy takes; it may be put as one, or as a list."""
    found = policy.get("ism_template") or []
    return [found] if isinstance(found, dict) else found


def chosen_for(index: str, policies: Iterable[tuple[str, JsonObject]]) -> str | None:
    """Return the name of the policy that takes a new index, None when none does."""
    matching = [
        (template.get("priority", 0), name)
        for name, policy in policies
        for template in templates_of(policy)
        if any(fnmatch.fnmatchcase(index, pattern) for pattern in template["index_patterns"])
    ]
    return max(matching)[1] if matching else None


def told(name: str, policy: JsonObject, at: int) -> JsonObject:
    """Return a policy as the plugin tells it; `at` is when it was put, in ms since 1970."""
    stamped = {"last_updated_time": at}
    states = [
        {
            "name": state["name"],
            "actions": [{"retry": _RETRY, **action} for action in state.get("actions", [])],
            "transitions": state.get("transitions", []),
        }
        for state in policy["states"]
    ]
    return {
        "policy_id": name,
        "description": policy["description"],
        **stamped,
        "schema_version": _SCHEMA_VERSION,
        "error_notification": policy.get("error_notification"),
        "default_state": policy["default_state"],
        "states": states,
        "ism_template": [{"priority": 0, **t, **stamped} for t in templates_of(policy)] or None,
    }


def _check_states(states: list[JsonObject], default: str) -> None:
    names = [state.get("name") for state in states]
    if not names:
        raise PolicyError("Policy must contain at least one State")
    if len(set(names)) < len(names):
        raise PolicyError("Policy cannot have duplicate state names")
    if default not in names:
        raise PolicyError("Policy must have a valid default state")
    for state in states:
        _refuse_others("State", state, _OF_A_STATE)
        for action in state.get("actions", []):
            _refuse_others("Action", action, _ACTIONS | _BESIDE_AN_ACTION)
        for transition in state.get("transitions", []):
            _check_transition(state["name"], transition, names)


def _check_transition(state: str, transition: JsonObject, names: list[Any]) -> None:
    _refuse_others("Transition", transition, _OF_A_TRANSITION)
    if transition.get("state_name") not in names:
        raise PolicyError(
            f"Policy contains a transition in state={state} pointing to a nonexistent"
            f" state={transition.get('state_name')}"
        )
    conditions = transition.get("conditions") or {}
    _refuse_others("Conditions", conditions, _CONDITIONS)
    age = conditions.get("min_index_age", "1d")
    if not _AGE.fullmatch(str(age)):
        raise PolicyError(f"failed to parse setting [min_index_age] with value [{age}]")


def _refuse_others(what: str, found: JsonObject, known: set[str]) -> None:
    others = [name for name in found if name not in known]
    if others:
        raise PolicyError(f"Invalid field: [{others[0]}] found in {what}.")
