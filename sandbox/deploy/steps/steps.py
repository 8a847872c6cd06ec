"""What is done about a registered resource: create it, change it, replace it, or leave it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sandbox.deploy import wire
from sandbox.deploy.archive import with_digests
from sandbox.deploy.arguments import Arguments, ArgumentsNotHandedOn
from sandbox.deploy.resource import Context, Created, Handler, Resource, Step
from sandbox.deploy.state import State
from sandbox.deploy.steps.comparison import difference, with_ignored
from sandbox.deploy.steps.removal import delete
from sandbox.deploy.steps.replacement import is_named_by_program


@dataclass(frozen=True)
class Wanted:
    """A resource as the program registers it.

    `inputs` are as they came over the wire; `urns` are its URN and all that it had before.
    """

    resource: Resource
    inputs: Mapping[str, Any]
    urns: tuple[str, ...]
    ignored_changes: tuple[str, ...] = ()
    is_deleted_first: bool = False


@dataclass(frozen=True)
class Done:
    """What was done, and the properties that the program gets to see."""

    step: Step
    id: str
    properties: Mapping[str, Any]


class Steps:
    """Brings what stands to what is wanted, one resource at a time; in any thread.

    The state is written before something new may exist and after it does; what stood is forgotten
    only when it is deleted. So a deployment that is killed anywhere knows what it left.
    """

    def __init__(self, handlers: Mapping[str, Handler], context: Context, state: State) -> None:
        self._handlers = handlers
        self._context = context
        self._state = state

    def take(self, wanted: Wanted) -> Done:
        """Do what is needed; raises whatever the handler or the cloud says."""
        handler = self._handlers.get(wanted.resource.type)
        if handler is None:
            raise NotImplementedError(f"the local cloud has no handler for {wanted.resource.type}")
        standing = self._state.standing(wanted.urns)
        if standing is None:
            return self._create(wanted, handler, "created")
        if standing.inputs is None:
            return self._replace(wanted, handler, standing)
        inputs = with_ignored(standing.inputs, wanted.inputs, wanted.ignored_changes)
        wanted = replace(wanted, inputs=inputs)
        found = difference(wanted.resource.type, standing.inputs, self._kept(inputs))
        if found.replacing:
            return self._replace(wanted, handler, standing)
        if found.changed:
            return self._update(wanted, handler, standing, found.changed)
        same = replace(standing, urn=wanted.resource.urn, parent=wanted.resource.parent)
        self._state.put(same, instead_of=standing)
        return Done("unchanged", same.id, {**inputs, **same.outputs})

    def _create(
        self, wanted: Wanted, handler: Handler, step: Step, replaced: Resource | None = None
    ) -> Done:
        arguments = Arguments(wire.unwrapped(wanted.inputs))
        with self._state.creating(wanted.resource):
            made = handler.create(wanted.resource.name, arguments, self._context)
            unread = arguments.unread()
            kept = None if unread else self._kept(wanted.inputs)
            resource = replace(wanted.resource, inputs=kept, **vars(made))
            if replaced is None:
                self._state.put(resource)
            else:
                self._state.put_replacement(resource, replaced)
        if unread:
            raise ArgumentsNotHandedOn(unread)
        return Done(step, made.id, {**wanted.inputs, **made.outputs})

    def _replace(self, wanted: Wanted, handler: Handler, standing: Resource) -> Done:
        is_named = is_named_by_program(standing.type, wanted.inputs)
        if not (wanted.is_deleted_first or is_named):
            return self._create(wanted, handler, "replaced", standing)
        delete(standing, handler, self._context)
        self._state.remove(standing)
        return self._create(wanted, handler, "replaced")

    def _update(
        self, wanted: Wanted, handler: Handler, standing: Resource, changed: frozenset[str]
    ) -> Done:
        arguments = Arguments(wire.unwrapped(wanted.inputs), changed=changed)
        if handler.update is None:
            raise ArgumentsNotHandedOn(arguments.unread())
        made: Created = handler.update(standing, arguments, self._context)
        arguments.check_all_read()
        outputs = {**standing.outputs, **made.outputs}
        resource = replace(
            wanted.resource,
            id=made.id,
            inputs=self._kept(wanted.inputs),
            outputs=outputs,
            for_delete={**standing.for_delete, **made.for_delete},
        )
        self._state.put(resource, instead_of=standing)
        return Done("updated", made.id, {**wanted.inputs, **outputs})

    def _kept(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        kept: dict[str, Any] = with_digests(inputs, self._context.folder)
        return kept
