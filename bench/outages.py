"""What an outage of each part costs: hours and days, as the tests of outages measure them.

The deployed stack is theirs, so they are run, and write what they counted into JUnit's report.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from bench.figure import Figure, Options

PROJECT = Path(__file__).parents[1]
TESTS = "tests/infra/outages"


def outages(options: Options) -> Iterator[Figure]:  # noqa: ARG001
    """Simulate a short outage and one of days for each part; several at once, by processors."""
    print("  simulating outages of hours and of days, up to an hour", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        selection = ["-m", "days or not days", "-n", "auto", f"--junitxml={report}"]
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", TESTS, *selection],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        counted = counts_in(report.read_text("utf-8")) if report.exists() else []
    for outage in counted:
        yield from figures_of(outage)
    if run.returncode:
        raise AssertionError(f"the tests of outages failed\n{run.stdout[-2_000:]}")


def counts_in(report: str) -> list[dict[str, str]]:
    """Return what each test recorded, by the name of its property; nothing of one that broke."""
    cases = ElementTree.fromstring(report).iter("testcase")
    recorded = [
        {each.attrib["name"]: each.attrib["value"] for each in case.iter("property")}
        for case in cases
    ]
    return [properties for properties in recorded if properties]


def figures_of(outage: dict[str, str]) -> Iterator[Figure]:
    """Return what became of the posts, and how long it took."""
    of = f"{outage['part']}, {outage['hours']} h"
    posts = f"{outage['posts']} published"
    yield Figure(f"{of}: lost", float(outage["lost"]), "posts", posts, at_most=0)
    yield Figure(f"{of}: given up", float(outage["dead"]), "objects", posts, at_most=0)
    shown = f"{outage['shown']} shown before"
    yield Figure(f"{of}: caught up after", float(outage["minutes"]), "min", shown)
