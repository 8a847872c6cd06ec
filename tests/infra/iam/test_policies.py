"""Who may do what: every document that the program hands to AWS."""

from __future__ import annotations

import json
from typing import Any

import parliament  # type: ignore[import-untyped]

from components import policies
from tests.infra.iam.test_needs import TRUST
from tests.infra.program import Program

# "Actions, resources, and condition keys for AWS services".
WITHOUT_RESOURCES = {
    "tweets-sentiment": [["comprehend:BatchDetectSentiment"]],
    "tweets-redrive": [["cloudwatch:GetMetricStatistics"]],
}


def test_every_document_passes_the_linter(program: Program) -> None:
    for name, document in _documents(program).items():
        assert not parliament.analyze_policy_string(json.dumps(document)).findings, name


def test_the_linter_would_tell_an_action_that_does_not_exist() -> None:
    document = policies.policy(policies.allow(["firehose:PutRecords"], "arn:aws:s3:::bucket"))
    assert parliament.analyze_policy_string(json.dumps(document)).findings


def test_only_what_knows_no_resource_may_touch_more_than_it_names(program: Program) -> None:
    for name, document in _documents(program).items():
        stars = [s["Action"] for s in document["Statement"] if "*" in s.get("Resource", [])]
        assert stars == WITHOUT_RESOURCES.get(name, [])


def test_no_role_holds_a_wildcard_action(program: Program) -> None:
    for name, document in _documents(program).items():
        for statement in document["Statement"]:
            assert not [action for action in statement["Action"] if "*" in action], name


def test_every_role_has_a_policy_and_a_test(program: Program) -> None:
    assert {role.name for role in program.all("iam/role:Role")} == set(TRUST)
    # Beside their own, started functions may tell of starts that came to nothing.
    told = {"tweets-collector-schedule-failed", "tweets-redrive-schedule-failed"}
    assert set(_documents(program)) == set(TRUST) | told


def test_no_function_may_make_a_log_group(program: Program) -> None:
    """A late line of a removed function would bring its log group back."""
    for name, document in _documents(program).items():
        assert "logs:CreateLogGroup" not in str(document), name


def _documents(program: Program) -> dict[str, dict[str, Any]]:
    policies = program.all("iam/rolePolicy:RolePolicy")
    return {policy.name: json.loads(policy.inputs["policy"]) for policy in policies}
