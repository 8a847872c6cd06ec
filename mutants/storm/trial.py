"""One trial: a copy of the project is broken in one way, and storms or a test are run there."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mutants.storm.breakages import Breakage
from mutants.worker.overlay import Overlay, copy_project

LONGEST_SECONDS = 900
BROKEN = " broke law "
"""What a storm says of each law that did not hold."""
_SHOWN = 120
TESTS_FAILED = 1
"""pytest's exit code; others mean that no test ran."""

Run = Callable[[Sequence[str], Path], tuple[int, str]]
"""Given arguments of Python and a folder; returns the status, and what was said."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a breakage was noticed, and how, or how hard it was looked for."""

    breakage: Breakage
    is_noticed: bool
    words: str


def run_python(arguments: Sequence[str], folder: Path) -> tuple[int, str]:
    """Run Python in a folder to its end."""
    try:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return 1, f"It did not end within {LONGEST_SECONDS} s."
    return done.returncode, done.stdout


def try_breakage(
    project: Path, breakage: Breakage, seeds: Sequence[int], posts: int, run: Run = run_python
) -> Verdict:
    """Break a copy of the project, and see whether what should notice it does."""
    with tempfile.TemporaryDirectory(prefix="breakage-") as folder:
        copy = Path(folder) / "project"
        copy_project(project, copy)
        Overlay(copy).change(breakage.file, breakage.made_in(copy))
        if breakage.test:
            status, _ = run(["-m", "pytest", "-q", "-x", breakage.test], copy)
            return Verdict(breakage, status == TESTS_FAILED, breakage.test)
        for seed in seeds:
            storm = ["-m", "sandbox", "storm", f"--seed={seed}", f"--posts={posts}"]
            status, said = run(storm, copy)
            broken = [line for line in said.splitlines() if BROKEN in line]
            if broken:
                return Verdict(breakage, True, "; ".join(line[:_SHOWN] for line in broken))
            if status:
                return Verdict(breakage, False, f"the storm of seed {seed} failed: {_end(said)}")
        return Verdict(breakage, False, f"every law held at {_numbered(seeds)}")


def _end(said: str) -> str:
    return next((line for line in reversed(said.splitlines()) if line.strip()), "")


def _numbered(seeds: Sequence[int]) -> str:
    return f"seed{'s' if len(seeds) > 1 else ''} {', '.join(map(str, seeds))}"
