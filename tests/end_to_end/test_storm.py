"""Under random faults of everything around it, the pipeline keeps its laws."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.commands import last_json, processes_of, run

HANGS_SECONDS = 3_000  # six minutes on two quiet processors
WHOLE = os.environ.get("CI") == "true" or os.environ.get("WHOLE_STORM") == "true"


def storm(folder: Path, *words: str, seconds: float) -> list[dict[str, Any]]:
    """Run storms that must keep every law, and return the counts of each."""
    done = run("storm", *words, "--folder", folder, "--json", seconds=seconds)
    assert '"storms"' in done.stdout, f"{done.stdout}\n{done.stderr}"
    storms: list[dict[str, Any]] = last_json(done.stdout)["storms"]
    told = "\n".join(line for line in done.stdout.splitlines() if "seed" in line)
    assert [counts for counts in storms if counts["broken"]] == [], told
    assert done.returncode == 0
    for counts in storms:
        arrived = counts["indexed"] + counts["failed"] + counts["unwanted"]
        assert counts["matched"] == arrived
        assert counts["indexed"] > 0
        assert counts["samples"] > 0
    return storms


def test_two_small_storms_break_no_law_and_leave_nothing_behind(tmp_path: Path) -> None:
    words = ("--seed", "1", "--seeds", "2", "--posts", "300")
    storms = storm(tmp_path / "storm", *words, seconds=850)
    assert [counts["seed"] for counts in storms] == [1, 2]
    assert [counts["published"] for counts in storms] == [300, 300]
    assert processes_of(tmp_path) == []
    assert not (tmp_path / "storm").exists()


@pytest.mark.skipif(not WHOLE, reason="six minutes: set CI=true or WHOLE_STORM=true to run it")
@pytest.mark.timeout(HANGS_SECONDS + 60)
def test_twelve_storms_of_2000_posts_break_no_law_and_need_every_permission(
    tmp_path: Path,
) -> None:
    page = tmp_path / "permissions.md"
    words = ("--seed", "1", "--seeds", "12", "--posts", "2000", "--permissions", str(page))
    assert len(storm(tmp_path / "storm", *words, seconds=HANGS_SECONDS)) == 12
    assert "12 storms" in page.read_text()
