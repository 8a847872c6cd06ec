"""The list `sandbox/storm/breakages.toml`, and what an entry makes of a file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIST = "sandbox/storm/breakages.toml"


class BreakageError(Exception):
    """An entry of the list that can't be made; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Breakage:
    """`before` stands once in `file` and becomes `after`.

    `test` notices it where a storm is the wrong tool, for the reason `why`; both are empty where a
    storm has to.
    """

    name: str
    file: str
    before: str
    after: str
    test: str = ""
    why: str = ""

    def made_in(self, project: Path) -> bytes:
        """Return the broken file; raises BreakageError when the product has changed."""
        path = project / self.file
        content = path.read_text("utf-8") if path.is_file() else ""
        found = content.count(self.before)
        if found != 1:
            raise BreakageError(
                f"The lines of the breakage {self.name} stand {found} times in {self.file}, and "
                f"must stand there once. Mend its entry in {LIST}."
            )
        return content.replace(self.before, self.after).encode()


def read_list(project: Path) -> list[Breakage]:
    """Return all entries; raises BreakageError when one is incomplete."""
    with (project / LIST).open("rb") as file:
        entries = tomllib.load(file)["breakage"]
    return [_breakage(entry) for entry in entries]


def _breakage(entry: dict[str, Any]) -> Breakage:
    try:
        breakage = Breakage(**entry)
    except TypeError as error:
        raise BreakageError(f"An entry of {LIST} can't be read: {error}") from error
    if bool(breakage.test) != bool(breakage.why):
        raise BreakageError(f"{breakage.name} in {LIST} needs both a test and why a storm can't.")
    return breakage
