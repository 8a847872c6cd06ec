"""Nothing that holds posts or state is ever replaced: not by a setting, nor by an upgrade.

What stands in people's accounts under these URNs was made by earlier versions of the program. A
component or a resource that is renamed or moved needs an alias; what replaces is in
`sandbox/deploy/steps/replacement.py`.
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from components.functions.function_archive import PROJECT
from sandbox.deploy.steps.comparison import difference, value_at
from sandbox.deploy.steps.replacement import REPLACING
from tests.infra.conftest import DISTINCT
from tests.infra.program import REQUIRED, TOKEN, Made, Program, run

DOMAIN = "tweets:search:SearchDomain$aws:opensearch/domain:Domain::tweets"
TABLE = "tweets:collector:Collector$aws:dynamodb/table:Table::tweets-collector"
BUCKET = "tweets:failures:FailuresBucket$aws:s3/bucket:Bucket::tweets-failures"
PASSWORD = "tweets:search:SearchDomain$aws:secretsmanager/secretVersion:SecretVersion::tweets"

STANDING: dict[str, dict[str, Any]] = {
    DOMAIN: {
        "domainName": "tweets-dev",
        "engineVersion": "Elasticsearch_7.10",
        "encryptAtRest.enabled": True,
        "nodeToNodeEncryption.enabled": True,
        "advancedSecurityOptions.enabled": True,
    },
    TABLE: {"name": None, "hashKey": "kind", "rangeKey": "id"},
    BUCKET: {"bucket": None},
}
"""What is registered by which URN, and with which values of all that replaces."""

# What a setting may replace: work that is done anew, the token, and who is mailed.
REPLACED = {
    ("Invocation", "tweets-bootstrap", "input"),
    ("SecretVersion", "tweets-rules", "secretString"),
}


@pytest.mark.parametrize("urn", STANDING)
def test_it_is_registered_as_it_stands(urn: str, program: Program) -> None:
    made = _by_urn(program)[urn]
    values = {path: value_at(made.inputs, path) for path in REPLACING[made.type]}
    assert values == STANDING[urn]


def test_the_engine_and_the_password_stay_as_they_were_made(program: Program) -> None:
    """Both would be others at the next deployment: the engine replaces the domain."""
    made = _by_urn(program)
    assert made[DOMAIN].ignored_changes == ("engineVersion",)
    assert made[PASSWORD].ignored_changes == ("secretString",)


def test_no_setting_at_all_replaces_anything_else(distinct: Program) -> None:
    other = {"xBearerToken": f"{TOKEN[:-1]}x", "alarmEmail": "first@example.com"}
    before = _by_urn(run(**{**REQUIRED, **other}))
    after = _by_urn(distinct)
    assert before.keys() - after.keys() == set()
    assert set().union(*(_replaced(made, after[urn]) for urn, made in before.items())) == {
        *REPLACED,
        ("TopicSubscription", "tweets-monitoring", "endpoint"),
    }


def test_of_every_type_it_is_written_what_replaces_it(distinct: Program) -> None:
    assert {made.type for made in distinct.made} <= REPLACING.keys()


def test_the_settings_tried_are_all_that_there_are() -> None:
    declared = yaml.safe_load((PROJECT / "Pulumi.yaml").read_text())["config"]
    assert set(declared) <= set(DISTINCT)


def _by_urn(program: Program) -> dict[str, Made]:
    root = "pulumi:pulumi:Stack$"
    return {made.urn.split("::", 2)[2].replace(root, "", 1): made for made in program.made}


def _replaced(before: Made, after: Made) -> set[tuple[str, str, str]]:
    kept = {name: before.inputs[name] for name in after.ignored_changes}
    found = difference(after.type, before.inputs, {**after.inputs, **kept})
    return {(after.type.rpartition(":")[2], after.name, path) for path in found.replacing}
