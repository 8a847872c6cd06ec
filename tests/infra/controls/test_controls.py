"""What the page of security controls says of each is so."""

from __future__ import annotations

from typing import Any

from tests.infra.controls import tables
from tests.infra.controls.plan import plan
from tests.infra.controls.standard import CONTROLS
from tests.infra.program import REQUIRED, Program, run

EMAIL = run(**REQUIRED, alarmEmail="you@example.com")


def test_each_control_of_the_standard_is_met_or_not_as_the_page_says(program: Program) -> None:
    for made in (program, EMAIL):
        assert {name: is_met(made) for name, is_met in CONTROLS.items()} == tables.standard()


def test_each_finding_of_checkov_is_one_still(program: Program) -> None:
    resources = plan(program)["planned_values"]["root_module"]["resources"]
    for finding in tables.findings():
        of_kind = [each["values"] for each in resources if each["type"] == finding.kind]
        assert of_kind, finding
        path, _, wanted = finding.missing.partition(" = ")
        found = [_value(values, path) for values in of_kind]
        assert not any(str(each) == wanted if wanted else each for each in found), finding


def test_what_is_not_met_has_its_reason() -> None:
    reasons = tables.reasons()
    assert reasons
    assert all(reasons.values())


def _value(values: dict[str, Any], path: str) -> Any:
    """Return what is at a path; a list is a block that stands once."""
    found: Any = values
    for name in path.split("."):
        found = found[0] if isinstance(found, list) else found
        found = (found or {}).get(name)
    return found
