"""URNs: what Pulumi knows a resource by from one deployment to the next.

"Pulumi concepts: URNs" (`urn:pulumi:stack::project::parent types$type::name`) and "Resource option:
aliases": a former type or name of a resource is one of all that is below it, too.
"""

from __future__ import annotations

from typing import Any


class Names:
    """The URNs of one deployment, and those that its resources had before."""

    def __init__(self, stack: str, project: str) -> None:
        self.root = ""
        """URN of the stack itself, whose type is left out of what is below it."""
        self._prefix = f"urn:pulumi:{stack}::{project}"
        self._former: dict[str, tuple[str, ...]] = {}

    def urn(self, parent: str, type_: str, name: str) -> str:
        """Return the URN of a resource below its parent."""
        if parent and parent != self.root:
            type_ = f"{parent.split('::')[2]}${type_}"
        return f"{self._prefix}::{type_}::{name}"

    def all_urns(self, request: Any) -> tuple[str, ...]:
        """Return a registered resource's URN and then all former ones.

        Raises NotImplementedError for an alias by anything else than a type, a name or a URN.
        """
        names = [(request.type, request.name)]
        for alias in request.aliases:
            spec = alias.spec
            if not alias.urn and (spec.stack or spec.project or spec.parentUrn or spec.noParent):
                raise NotImplementedError(
                    "the local cloud knows aliases by type, name or URN, not by stack, project or "
                    "parent"
                )
            if not alias.urn:
                names.append((spec.type or request.type, spec.name or request.name))
        given = [alias.urn for alias in request.aliases if alias.urn]
        parents = (request.parent, *self._former.get(request.parent, ()))
        found = [self.urn(parent, *name) for parent in parents for name in names]
        urns = tuple(dict.fromkeys([*found, *given, *request.aliasURNs]))
        self._former[urns[0]] = urns[1:]
        return urns
