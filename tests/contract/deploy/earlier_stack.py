"""Makes in the cloud what an earlier version deployed, as it was recorded.

Each resource is made anew by today's handlers, in the order in which it was made then, and is known
by other names and ARNs from then on. Of the functions there is no code: they answer nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from components.functions.function_archive import PROJECT
from sandbox.deploy import wire
from sandbox.deploy.arguments import Arguments
from sandbox.deploy.cloud import Cloud
from sandbox.deploy.handlers import HANDLERS
from sandbox.deploy.resource import Context, Created, Resource
from sandbox.deploy.state import State

ANSWERS_NOTHING = "def handler(event, context):\n    return {}\n"


def make(recorded: State, cloud: Cloud) -> State:
    """Make all of it, and return the state that an upgrade finds, in the recorded one's file."""
    state = State(recorded.path)
    state.begin(recorded.config)
    context = Context(cloud, PROJECT)
    names: dict[str, str] = {}
    for resource in recorded.resources:
        then = Resource(**json.loads(_renamed(json.dumps(resource.as_json()), names)))
        arguments = Arguments(_with_code(wire.unwrapped(then.inputs)))
        made = HANDLERS[then.type].create(then.name, arguments, context)
        arguments.check_all_read()
        names |= _new_names(resource, made)
        state.put(replace(then, **vars(made)))
    return state


def _with_code(inputs: dict[str, Any]) -> dict[str, Any]:
    if "code" not in inputs:
        return inputs
    file = inputs["handler"].rpartition(".")[0].replace(".", "/") + ".py"
    text = {wire.SIGNATURE: wire.ASSET, "text": ANSWERS_NOTHING}
    return {**inputs, "code": {wire.SIGNATURE: wire.ARCHIVE, "assets": {file: text}}}


def _new_names(then: Resource, now: Created) -> dict[str, str]:
    outputs: list[Mapping[str, Any]] = [then.outputs, now.outputs]
    pairs = [(then.id, now.id), *((outputs[0][name], outputs[1][name]) for name in outputs[0])]
    return {before: after for before, after in pairs if before != after}


def _renamed(text: str, names: Mapping[str, str]) -> str:
    for before in sorted(names, key=len, reverse=True):
        text = text.replace(before, names[before])
    return text
