"""What the deployer knows about a resource, and what a handler is."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from sandbox.deploy.arguments import Arguments
from sandbox.deploy.cloud import Cloud

Step = Literal["created", "updated", "replaced", "unchanged"]
"""What became of a resource that the program registered."""


@dataclass(frozen=True)
class Resource:
    """A resource of the program, registered or created.

    `inputs` are what it was last made with, as they came over the wire, archives by their digest;
    None when not all of them were handed on. `is_replaced` when another one has taken its place and
    it is still to be deleted.
    """

    urn: str
    type: str
    name: str
    parent: str
    custom: bool
    id: str = ""
    inputs: Mapping[str, Any] | None = None
    outputs: Mapping[str, Any] = field(default_factory=dict)
    for_delete: Mapping[str, Any] = field(default_factory=dict)
    is_replaced: bool = False

    def as_json(self) -> dict[str, Any]:
        """Give the entry of the state file."""
        return asdict(self)


@dataclass(frozen=True)
class Created:
    """What a handler made, or left after a change.

    `outputs` are added to the inputs to give the resource's properties; `for_delete` is what the
    handler wants to see again when it deletes the resource, kept in the state file.
    """

    id: str
    outputs: Mapping[str, Any] = field(default_factory=dict)
    for_delete: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    """Where a handler works: the cloud it calls, the program's folder, the stack's name."""

    cloud: Cloud
    folder: Path


@dataclass(frozen=True)
class Handler:
    """How one type of resource is created, deleted and changed. All may run in any thread.

    `update` is given the resource as it stands and all of its new arguments; those that changed are
    `arguments.changed`. None for a type that nothing is changed of in place.
    """

    create: Callable[[str, Arguments, Context], Created]
    delete: Callable[[Resource, Context], object]
    update: Callable[[Resource, Arguments, Context], Created] | None = None


def physical_name(arguments: Arguments, name: str, key: str = "name") -> str:
    """Take the given name, or add seven random hex digits to the resource's as Pulumi does."""
    given = arguments.take(key)
    return str(given) if given else f"{name}-{secrets.token_hex(4)[:7]}"


@contextmanager
def undone_on_failure(undo: Callable[[], object]) -> Iterator[None]:
    """Take back the first step when a later one fails, so that nothing is left unrecorded."""
    try:
        yield
    except Exception:
        undo()
        raise


def belongs_to_parent(_resource: Resource, _context: Context) -> None:
    """Delete nothing: the setting goes away with the resource that it belongs to."""
