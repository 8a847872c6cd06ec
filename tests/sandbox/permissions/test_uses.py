"""What IAM allowed is seen, whoever asked the local cloud for it."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.cloud import emulator
from sandbox.cloud.iam.uses import Uses

EVALUATOR = emulator.module("core.iam_evaluator")
ACCOUNT = "000000000000"
STATEMENT = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::here/*"}
POLICY = EVALUATOR.parse_policy_document({"Version": "2012-10-17", "Statement": [STATEMENT]})


@pytest.fixture
def uses(monkeypatch: pytest.MonkeyPatch) -> Uses:
    monkeypatch.setattr(EVALUATOR, "evaluate", EVALUATOR.evaluate)
    made = Uses()
    made.install()
    return made


def ask(resource: str, **principal: Any) -> str:
    asked = {
        "principal_arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/session",
        "principal_type": "AssumedRole",
        "principal_account": ACCOUNT,
        "action": "s3:GetObject",
        "resource_arn": resource,
        "region": "us-east-1",
    }
    decision: str = EVALUATOR.evaluate(
        EVALUATOR.EvalContext(**asked | principal), [POLICY]
    ).decision
    return decision


def test_what_a_role_was_allowed_is_seen_once(uses: Uses) -> None:
    for _ in range(2):
        assert ask("arn:aws:s3:::here/1") == "Allow"
    ask("arn:aws:s3:::here/2", principal_arn=f"arn:aws:iam::{ACCOUNT}:role/writer")
    assert uses.seen() == [
        ("reader", "s3:GetObject", "arn:aws:s3:::here/1"),
        ("writer", "s3:GetObject", "arn:aws:s3:::here/2"),
    ]


def test_what_was_denied_or_is_no_roles_is_not(uses: Uses) -> None:
    assert ask("arn:aws:s3:::there/1") == "ImplicitDeny"
    ask("arn:aws:s3:::here/1", principal_arn=f"arn:aws:iam::{ACCOUNT}:root", principal_type="Root")
    assert uses.seen() == []
