"""What an engine does with a pipeline and a retention policy, as far as ours need it."""

from __future__ import annotations

import re
from typing import Any

JsonObject = dict[str, Any]


def ingested(pipeline: JsonObject, document: JsonObject, *, refuse: bool = False) -> JsonObject:
    """Do as the engine does with `set`, with names in double braces, and `remove`."""
    after = dict(document)
    for processor in pipeline["processors"]:
        ((kind, options),) = processor.items()
        if kind == "set":
            names = re.findall(r"{{(\w+)}}", options["value"])
            value = re.sub(r"{{(\w+)}}", lambda name: str(after.get(name[1], "")), options["value"])
            if refuse and options["field"] == "_id" and not value:
                return {}  # "an _id must not be empty"
            assert names
            after[options["field"]] = value
        else:
            if options["field"] not in after:
                assert refuse
                return {}  # "field [bucket] not present as part of path"
            del after[options["field"]]
    return after


def actions_until(policy: JsonObject, days: int) -> list[JsonObject]:
    """Return what an index of that age was told to do, after it lived through the states."""
    states = {state["name"]: state for state in policy["states"]}
    state, done = states[policy["default_state"]], list[JsonObject]()
    while True:
        assert set(state) == {"name", "actions", "transitions"}
        done += state["actions"]
        due = [
            step["state_name"]
            for step in state["transitions"]
            if list(step["conditions"]) == ["min_index_age"]
            and days >= int(step["conditions"]["min_index_age"].removesuffix("d"))
        ]
        if not due:
            return done
        state = states[due[0]]
