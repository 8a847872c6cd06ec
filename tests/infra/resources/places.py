"""Every value that the program hands to AWS, by the place where it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.infra.program import Made, Program

TABLES_OF_THEIR_OWN = {"CompositeAlarm", "MetricAlarm", "Dashboard"}
DOCUMENTS = {"policy", "assumeRolePolicy", "accessPolicies"}
"""IAM's documents, which have tests of their own."""


def kind(made: Made) -> str:
    """Return a resource's type without its module: `Function`."""
    return made.type.rsplit(":", 1)[-1]


def places(program: Program) -> dict[str, Any]:
    """Return values by `Kind name input.inner`, JSON inside of strings opened.

    Alarms, the operations dashboard and IAM's documents are left out.
    """
    return {
        f"{kind(made)} {made.name}{path}": value
        for made in program.made
        if kind(made) not in TABLES_OF_THEIR_OWN
        for name, inner in made.inputs.items()
        if name not in DOCUMENTS
        for path, value in _leaves(inner, f" {name}")
    }


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, str) and value.startswith("{") and value != "{}":
        value = json.loads(value)
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{path}.{number}")
    else:
        yield path, getattr(value, "path", value)
