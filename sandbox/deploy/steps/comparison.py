"""What a resource's new inputs mean for the one that stands: nothing, a change, or another one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.deploy import wire
from sandbox.deploy.steps.replacement import REPLACING

Inputs = Mapping[str, Any]


class UnknownType(Exception):
    """A type of resource of which nobody has written down what replaces it."""


@dataclass(frozen=True)
class Difference:
    """Names of the inputs that changed, at the top level, and paths of those that replace."""

    changed: frozenset[str]
    replacing: tuple[str, ...]


def difference(type_: str, old: Inputs, new: Inputs) -> Difference:
    """Compare inputs as they came over the wire; whether a value is secret makes no difference.

    Raises UnknownType when they differ and the type isn't in the table of replacements.
    """
    before, after = wire.unwrapped(old), wire.unwrapped(new)
    changed = frozenset(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )
    if changed and type_ not in REPLACING:
        raise UnknownType(f"the table in sandbox/deploy/steps/replacement.py has no {type_}")
    replacing = tuple(
        path
        for path, when in REPLACING.get(type_, {}).items()
        if (was := value_at(before, path)) != (wanted := value_at(after, path))
        and when(was, wanted, after)
    )
    return Difference(changed, replacing)


def value_at(inputs: Any, path: str) -> Any:
    """Return what stands at a path such as `encryptAtRest.enabled`; None for nothing."""
    for name in path.split("."):
        inputs = inputs.get(name) if isinstance(inputs, Mapping) else None
    return inputs


def with_ignored(old: Inputs, new: Inputs, ignored: Iterable[str]) -> dict[str, Any]:
    """Return the new inputs with the old values of those whose changes are ignored.

    Raises NotImplementedError for a path below the top level.
    """
    result = dict(new)
    for name in ignored:
        if not name.isidentifier():
            raise NotImplementedError(f"the local cloud ignores whole inputs, not {name}")
        result.pop(name, None)
        if name in old:
            result[name] = old[name]
    return result
