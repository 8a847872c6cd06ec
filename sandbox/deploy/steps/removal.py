"""Deletes resources, the youngest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from botocore.exceptions import ClientError

from sandbox.deploy.cloud import says_it_is_gone, words_of
from sandbox.deploy.progress import Progress
from sandbox.deploy.resource import Context, Handler, Resource
from sandbox.deploy.state import State


def remove(
    resources: Sequence[Resource],
    handlers: Mapping[str, Handler],
    context: Context,
    state: State,
    progress: Progress,
) -> list[str]:
    """Delete in reverse order, and forget each at once; returns what could not be deleted."""
    problems = []
    for resource in reversed(resources):
        try:
            delete(resource, handlers[resource.type], context)
        except Exception as error:  # the others still have to go
            problems.append(f"{resource.type} {resource.name}: {words_of(error)}")
            progress.failed(resource, words_of(error))
            continue
        state.remove(resource)
        progress.deleted(resource)
    return problems


def delete(resource: Resource, handler: Handler, context: Context) -> None:
    """Delete one; one that is gone, as an interrupted deployment leaves it, is no error."""
    try:
        handler.delete(resource, context)
    except ClientError as error:
        if not says_it_is_gone(error):
            raise
