"""Who may do what: every document that the program hands to AWS."""

from __future__ import annotations

import json
from typing import Any

import parliament  # type: ignore[import-untyped]
import pytest

from components import policies
from tests.infra.answers import ACCOUNT, arn_of
from tests.infra.program import Program

PERMISSIONS = {
    "tweets-rules": {"logs", "secretsmanager"},
    "tweets-collector": {"logs", "secretsmanager", "dynamodb", "firehose"},
    "tweets-sentiment": {"logs", "comprehend"},
    "tweets-bootstrap": {"logs", "secretsmanager"},
    "tweets-redrive": {"logs", "s3", "firehose"},
    "tweets-delivery": {"logs", "s3", "es", "lambda"},
    "tweets-collector-schedule": {"lambda", "sqs"},
    "tweets-redrive-schedule": {"lambda", "sqs"},
}


def test_every_document_passes_the_linter(program: Program) -> None:
    for name, document in _documents(program).items():
        assert not parliament.analyze_policy_string(json.dumps(document)).findings, name


def test_the_linter_would_tell_an_action_that_does_not_exist() -> None:
    document = policies.policy(policies.allow(["firehose:PutRecords"], "arn:aws:s3:::bucket"))
    assert parliament.analyze_policy_string(json.dumps(document)).findings


def test_only_the_analysis_may_touch_more_than_it_names(program: Program) -> None:
    for name, document in _documents(program).items():
        stars = [s["Action"] for s in document["Statement"] if "*" in s.get("Resource", [])]
        assert stars == (
            [["comprehend:BatchDetectSentiment"]] if name == "tweets-sentiment" else []
        )


@pytest.mark.parametrize("name", sorted(PERMISSIONS))
def test_a_role_reaches_only_the_services_it_needs(program: Program, name: str) -> None:
    document = _documents(program)[name]
    services = {action.split(":")[0] for s in document["Statement"] for action in s["Action"]}
    assert services == PERMISSIONS[name]


def test_no_role_holds_a_wildcard_action(program: Program) -> None:
    for name, document in _documents(program).items():
        for statement in document["Statement"]:
            assert not [action for action in statement["Action"] if "*" in action], name


def test_every_role_has_a_policy_and_a_test(program: Program) -> None:
    assert {role.name for role in program.all("iam/role:Role")} == set(PERMISSIONS)
    assert set(_documents(program)) == set(PERMISSIONS)


def test_no_function_may_make_a_log_group(program: Program) -> None:
    """A late line of a removed function would bring its log group back."""
    for name, document in _documents(program).items():
        assert "logs:CreateLogGroup" not in str(document), name


def test_services_act_for_this_account_alone(program: Program) -> None:
    conditions = {
        "firehose.amazonaws.com": {"StringEquals": {"sts:ExternalId": ACCOUNT}},
        "scheduler.amazonaws.com": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        "lambda.amazonaws.com": None,
    }
    for role in program.all("iam/role:Role"):
        (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
        assert statement["Action"] == "sts:AssumeRole"
        assert statement.get("Condition") == conditions[statement["Principal"]["Service"]]


def test_firehose_invokes_the_very_version_it_is_told(program: Program) -> None:
    document = _documents(program)["tweets-delivery"]
    (invoke,) = [s for s in document["Statement"] if "lambda:InvokeFunction" in s["Action"]]
    assert [arn.rsplit(":", 1)[1] for arn in invoke["Resource"]] == ["$LATEST"]


def test_the_bucket_refuses_what_is_not_encrypted_on_the_way(program: Program) -> None:
    policy = program.one("s3/bucketPolicy:BucketPolicy", "tweets-failures").inputs["policy"]
    (statement,) = json.loads(policy)["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert statement["Resource"] == [
        arn_of("Bucket", "tweets-failures"),
        f"{arn_of('Bucket', 'tweets-failures')}/*",
    ]


def test_the_domain_lets_requests_through_to_its_own_login_only(program: Program) -> None:
    domain = program.one("opensearch/domain:Domain", "tweets").inputs
    (statement,) = json.loads(domain["accessPolicies"])["Statement"]
    assert statement["Resource"] == [f"arn:aws:es:us-east-1:{ACCOUNT}:domain/tweets-dev/*"]
    assert statement["Action"] == ["es:ESHttp*"]
    assert domain["advancedSecurityOptions"]["enabled"] is True


def _documents(program: Program) -> dict[str, dict[str, Any]]:
    policies = program.all("iam/rolePolicy:RolePolicy")
    return {policy.name: json.loads(policy.inputs["policy"]) for policy in policies}
