"""What a storm came to: its counts, and the laws that it broke."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.storm.evidence import Evidence
from sandbox.storm.excuses import missing, unwanted
from sandbox.storm.laws import BrokenLaw

NAMED = 10


@dataclass(frozen=True, slots=True)
class Result:
    """One storm, counted; `seconds` of real time with its settling."""

    evidence: Evidence
    broken: Sequence[BrokenLaw]
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Return the counts, as `--json` prints them for each seed."""
        evidence = self.evidence
        out_of_budget = unwanted(evidence)
        endings = evidence.endings
        return {
            "seed": evidence.seed,
            "published": len(evidence.published),
            "matched": len(evidence.matched),
            "indexed": len(evidence.indexed),
            "failed": len((evidence.waiting | evidence.dead) - evidence.indexed),
            "unwanted": len(out_of_budget),
            "lost": len(missing(evidence) - out_of_budget),
            "duplicated": evidence.copies,
            "windows": endings.get("collector.ok", 0),
            "windows_ended_badly": sum(
                number
                for name, number in endings.items()
                if name.startswith("collector.") and name != "collector.ok"
            ),
            "records_to_firehose": len(evidence.accepted),
            "samples": len(evidence.samples),
            "seconds": round(self.seconds, 1),
            "broken": [
                {"law": law.law, "words": law.words, "post_ids": list(law.post_ids)}
                for law in self.broken
            ],
        }

    def lines(self) -> list[str]:
        """Return the result in words."""
        counts = self.as_json()
        lines = [
            f"seed {counts['seed']}: {counts['matched']:,} matched = {counts['indexed']:,} indexed "
            f"+ {counts['failed']} failed + {counts['unwanted']} unwanted + {counts['lost']} lost; "
            f"of the windows {counts['windows']} ended by themselves and "
            f"{counts['windows_ended_badly']} by the storm, "
            f"{counts['seconds']} s"
        ]
        for law in self.broken:
            named = ", ".join(law.post_ids[:NAMED])
            more = f" and {len(law.post_ids) - NAMED} more" if len(law.post_ids) > NAMED else ""
            posts = f": {named}{more}" if named else ""
            lines.append(f"seed {counts['seed']} broke law {law.law}: {law.words}{posts}")
        return lines
