"""What a run tells: a table, the survivors with their lines, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.table import Table

from mutants.changes.mutation import Mutation
from mutants.results.results import KILLED, SURVIVED, TIMED_OUT, Result


@dataclass
class RoomReport:
    """What became of a room's changes."""

    room: str
    results: list[tuple[Mutation, Result]] = field(default_factory=list)
    """Those that are not listed as equivalent."""
    equivalent: int = 0
    red: list[str] = field(default_factory=list)
    """Tests that fail without any change; nothing was tried then."""

    def count(self, outcome: str) -> int:
        """How many had this outcome."""
        return sum(result.outcome == outcome for _, result in self.results)

    @property
    def is_tried(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.results or self.equivalent or self.red)

    @property
    def share(self) -> float:
        """Killed or timed out, in percent; 100 where nothing was tried."""
        killed = self.count(KILLED) + self.count(TIMED_OUT)
        return 100.0 * killed / len(self.results) if self.results else 100.0

    @property
    def survivors(self) -> list[Mutation]:
        """What no test saw."""
        return [mutation for mutation, result in self.results if result.outcome == SURVIVED]

    @property
    def seconds(self) -> float:
        """What the tries took, added up over all workers."""
        return sum(result.seconds for _, result in self.results)

    def as_json(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "room": self.room,
            "mutants": len(self.results),
            "killed": self.count(KILLED),
            "timed_out": self.count(TIMED_OUT),
            "survived": self.count(SURVIVED),
            "equivalent": self.equivalent,
            "killed_percent": round(self.share, 1),
            "seconds": round(self.seconds, 1),
            "red_tests": self.red,
            "survivors": [
                {
                    "file": mutation.file,
                    "line": mutation.line,
                    "in": mutation.scope,
                    "source": mutation.source,
                    "change": mutation.edit.change,
                }
                for mutation in self.survivors
            ],
        }


def killed_share(reports: Sequence[RoomReport]) -> float:
    """The share of all rooms together, in percent."""
    together = RoomReport("", [result for report in reports for result in report.results])
    return together.share


def table_of(reports: Sequence[RoomReport], goal: float) -> Table:
    """Show the counts of each room."""
    table = Table()
    table.add_column("room")
    for name in ("mutants", "killed", "timed out", "survived", "equivalent", "share", "seconds"):
        table.add_column(name, justify="right")
    for report in reports:
        counts = (report.count(outcome) for outcome in (KILLED, TIMED_OUT, SURVIVED))
        share = f"{report.share:.1f} %"
        table.add_row(
            report.room,
            f"{len(report.results):,}",
            *(f"{count:,}" for count in counts),
            f"{report.equivalent:,}",
            "red tests" if report.red else share,
            f"{report.seconds:,.0f}",
            style="" if report.share >= goal and not report.red else "bold",
        )
    return table


def survivor_lines(report: RoomReport) -> list[str]:
    """The survivors of a room: file, line and change."""
    return [
        f"{mutation.file}:{mutation.line}: {mutation.edit.change}"
        + (f"    in {mutation.scope}" if mutation.scope else "")
        for mutation in report.survivors
    ]


def write(reports: Sequence[RoomReport], folder: Path) -> None:
    """Write report.json and survivors.txt."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = json.dumps([report.as_json() for report in reports], indent=2) + "\n"
    (folder / "report.json").write_text(plain, "utf-8")
    lines = [line for report in reports for line in survivor_lines(report)]
    (folder / "survivors.txt").write_text("".join(f"{line}\n" for line in lines), "utf-8")
