"""checkov finds what the page of security controls argues, and nothing else."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from components.functions.function_archive import PROJECT
from tests.infra.controls import tables
from tests.infra.controls.plan import plan
from tests.infra.program import Program

CHECKOV = PROJECT / ".venv/controls/bin/checkov"


@pytest.mark.skipif(
    not (CHECKOV.parents[1] / ".ready").exists(),
    reason="`make controls` installs checkov and runs this",
)
def test_what_checkov_finds_is_on_the_page(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan(program)))
    options = ["--framework", "terraform_plan", "--output", "json", "--skip-download", "--quiet"]
    command = [str(CHECKOV), "--file", str(file), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    assert report["summary"]["parsing_errors"] == 0
    assert report["summary"]["resource_count"] == len(program.made)
    found = {
        (each["check_id"], each["resource"].partition(".")[0])
        for each in report["results"]["failed_checks"]
    }
    assert found == {(finding.check, finding.kind) for finding in tables.findings()}
