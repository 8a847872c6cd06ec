"""Changes that change nothing, each with a reason: `mutants/equivalents.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mutants.changes.mutation import Mutation

FIELDS = ("file", "in", "line", "change", "reason")


@dataclass(frozen=True)
class Equivalent:
    """One entry; the line is told by its text, for numbers move."""

    file: str
    scope: str
    line: str
    change: str
    reason: str

    def describes(self, mutation: Mutation) -> bool:
        """Whether it is about this change."""
        told = (mutation.file, mutation.scope, mutation.source, mutation.edit.change)
        return told == (self.file, self.scope, self.line, self.change)

    def __str__(self) -> str:
        return f"{self.file}, in {self.scope or 'the module'}: `{self.line}`: {self.change}"


class EquivalentsError(Exception):
    """The list can't be read."""


def read(path: Path) -> list[Equivalent]:
    """Return the entries of the list; raises EquivalentsError with what is wrong in which."""
    if not path.exists():
        return []
    try:
        entries = tomllib.loads(path.read_text("utf-8")).get("equivalent", [])
    except tomllib.TOMLDecodeError as error:
        raise EquivalentsError(f"{path.name} is not TOML: {error}") from error
    found = []
    for number, entry in enumerate(entries, 1):
        if sorted(entry) != sorted(FIELDS) or not all(isinstance(entry[f], str) for f in FIELDS):
            raise EquivalentsError(
                f"Entry {number} of {path.name} has {', '.join(sorted(entry))}; "
                f"it must have the texts {', '.join(FIELDS)} and nothing else."
            )
        if not entry["reason"].strip():
            raise EquivalentsError(f"Entry {number} of {path.name} has no reason. Say why.")
        found.append(Equivalent(*(entry[name] for name in FIELDS)))
    return found


def stale(entries: Sequence[Equivalent], mutations: Sequence[Mutation]) -> list[Equivalent]:
    """Return the entries that describe none of these changes."""
    return [one for one in entries if not any(one.describes(other) for other in mutations)]
