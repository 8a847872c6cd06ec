"""One change of one file, as plain data."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

LONGEST_WORDS = 60


@dataclass(frozen=True)
class Edit:
    """Bytes `start` up to `end` of a file, and what stands there instead."""

    start: int
    end: int
    replacement: bytes
    change: str
    """In words, for example `< to <=`."""

    def applied_to(self, content: bytes) -> bytes:
        """Return the content with the change."""
        return content[: self.start] + self.replacement + content[self.end :]


@dataclass(frozen=True)
class Mutation:
    """An edit, and where it is for a person who looks for it."""

    file: str
    """Path below the project, with forward slashes."""
    scope: str
    """Qualified name of the function or class, or the path of keys; empty at the top."""
    line: int
    source: str
    """The text of that line, without its indentation."""
    edit: Edit
    at_import: bool
    """Whether it takes effect when the module is imported, and not when a function runs."""
    lines: tuple[int, ...] = ()
    """The lines of its statement: a test that runs none of them does not run the change."""

    @property
    def identity(self) -> str:
        """A name that stays the same while the bytes before the edit do."""
        edit = self.edit
        words = f"{self.file}:{edit.start}:{edit.end}:{edit.change}"
        return hashlib.sha256(words.encode() + edit.replacement).hexdigest()[:20]


def short(text: str) -> str:
    """Return a text on one line, cut in its middle where it is long."""
    line = " ".join(text.split())
    half = LONGEST_WORDS // 2 - 1
    return line if len(line) <= LONGEST_WORDS else f"{line[:half]}…{line[-half:]}"
