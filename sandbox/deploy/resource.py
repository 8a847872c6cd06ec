"""What the deployer knows about a resource, and what a handler is."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sandbox.deploy.arguments import Arguments
from sandbox.deploy.cloud import Cloud


@dataclass(frozen=True)
class Resource:
    """A resource of the program, registered or created."""

    urn: str
    type: str
    name: str
    parent: str
    custom: bool
    id: str = ""
    for_delete: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Give the entry of the state file."""
        return asdict(self)


@dataclass(frozen=True)
class Created:
    """What a handler made.

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
    """How one type of resource is created and deleted. Both may run in any thread."""

    create: Callable[[str, Arguments, Context], Created]
    delete: Callable[[Resource, Context], None]


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
