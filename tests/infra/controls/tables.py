"""Reads the tables of docs/controls.md."""

from __future__ import annotations

import re
from dataclasses import dataclass

from components.functions.function_archive import PROJECT

PAGE = PROJECT / "docs/controls.md"


@dataclass(frozen=True, slots=True)
class Finding:
    """A check of checkov that a kind of resource fails for want of a key, such as `a.b`, or of a
    value, such as `a = 1`."""

    check: str
    kind: str
    missing: str


def standard() -> dict[str, bool]:
    """Return which controls of AWS's standard the page calls met."""
    rows = (row for row in _rows(columns=4) if row[2] in {"met", "not met"})
    return {name: row[2] == "met" for row in rows for name in _names(row[0])}


def findings() -> list[Finding]:
    """Return the findings of checkov that the page argues."""
    rows = (row for row in _rows(columns=4) if row[0].startswith("`CKV"))
    return [Finding(*(_names(cell)[0] for cell in row[:3])) for row in rows]


def reasons() -> dict[str, str]:
    """Return why each control that is not met is not."""
    return {row[0]: row[3] for row in _rows(columns=4) if row[2] != "met"}


def _rows(columns: int) -> list[list[str]]:
    lines = PAGE.read_text("utf-8").splitlines()
    rows = (
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if line[:1] == "|"
    )
    found = [row for row in rows if row[0].startswith("`")]
    assert all(len(row) == columns for row in found)
    return found


def _names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)
