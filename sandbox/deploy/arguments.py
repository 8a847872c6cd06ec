"""The arguments of one resource, which remember what a handler has read.

A local cloud that quietly drops an argument would let a deployment pass here that behaves otherwise
on AWS. So whatever nobody has read by the end is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


class ArgumentsNotHandedOn(Exception):
    """Arguments of a resource that its handler does not know."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            f"the local cloud does not hand on {', '.join(names)}; "
            "teach the resource's handler in sandbox/deploy/handlers what to do with it"
        )


class Arguments:
    """One block of arguments in the provider's spelling (camelCase), plain values."""

    def __init__(
        self, values: Mapping[str, Any], path: str = "", *, changed: Iterable[str] | None = None
    ) -> None:
        """Take the values; `changed` are the names that have to be read, all of them for None.

        A changed name without a value was taken away.
        """
        self._values = {name: value for name, value in values.items() if value is not None}
        self._path = path
        self.changed = frozenset(self._values if changed is None else changed)
        self._taken: set[str] = set()
        self._blocks: list[Arguments] = []

    def take(self, name: str, default: Any = None) -> Any:
        """Read one argument whole, with everything below it."""
        self._taken.add(name)
        return self._values.get(name, default)

    def require(self, name: str) -> Any:
        """Read one argument that the provider insists on."""
        if name not in self._values:
            raise ValueError(f"Missing required argument: {self._path}{name}")
        return self.take(name)

    def block(self, name: str) -> Arguments:
        """Read a nested block piece by piece; an absent one is empty."""
        block = Arguments(self.take(name, {}), f"{self._path}{name}.")
        self._blocks.append(block)
        return block

    def rest(self) -> dict[str, Any]:
        """Read all that is left, to be handed on whole to an API that checks the names itself."""
        return {name: self.take(name) for name in sorted(set(self._values) - self._taken)}

    def changes(self) -> dict[str, Any]:
        """Read all that changed and is there still; what was taken away stays unread."""
        return {name: self.take(name) for name in sorted(self.changed & self._values.keys())}

    def accept(self, *names: str, because: str) -> None:
        """Read arguments that need no effect here; `because` tells the reader of the code why."""
        if not because:
            raise ValueError("an argument without effect needs a reason")
        self._taken.update(names)

    def check_all_read(self) -> None:
        """Raise ArgumentsNotHandedOn for whatever nobody has read, here and in the blocks."""
        unread = self.unread()
        if unread:
            raise ArgumentsNotHandedOn(unread)

    def unread(self) -> list[str]:
        """Name what nobody has read, here and in the blocks."""
        below = [name for block in self._blocks for name in block.unread()]
        return sorted(f"{self._path}{name}" for name in self.changed - self._taken) + below

    def __bool__(self) -> bool:
        return bool(self._values)
