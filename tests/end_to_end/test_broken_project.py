"""What would fail on AWS fails here, and says why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.end_to_end.commands import QUICK, processes_of, run


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text, f"{old} is not in {file}"
    file.write_text(text.replace(old, new))


@pytest.mark.parametrize(
    "action",
    [
        "firehose:PutRecordBatch",
        "dynamodb:PutItem",
        "comprehend:BatchDetectSentiment",
        "secretsmanager:GetSecretValue",
        "lambda:InvokeFunction",
        "es:ESHttpPost",
    ],
)
def test_a_missing_permission_fails_with_access_denied_and_the_actions_name(
    action: str, project_copy: Path, posts: Path
) -> None:
    replace(project_copy / "components" / "policies.py", f'"{action}"', '"sts:GetCallerIdentity"')
    demo = run("demo", *QUICK, "--posts", posts, cwd=project_copy)
    assert demo.returncode == 1, demo.stdout + demo.stderr
    assert "AccessDenied" in demo.stderr
    assert action in demo.stderr
    assert "Traceback" not in demo.stderr
    assert processes_of(project_copy) == []


@pytest.mark.parametrize(
    ("function", "package", "module"),
    [
        ("collector", "tweepy", "tweepy"),
        ("sentiment", "aws-lambda-powertools", "aws_lambda_powertools"),
    ],
)
def test_a_dependency_missing_from_an_archives_lock_fails_with_its_name(
    function: str, package: str, module: str, project_copy: Path, posts: Path
) -> None:
    lock = project_copy / "functions" / function / "requirements.txt"
    text = lock.read_text()
    without = re.sub(rf"(?m)^{package}==.*\n(?:[ \t]+.*\n)*", "", text)
    assert without != text
    lock.write_text(without)
    demo = run("demo", *QUICK, "--posts", posts, cwd=project_copy)
    assert demo.returncode == 1, demo.stdout + demo.stderr
    assert module in demo.stderr
    assert "Traceback" not in demo.stderr
    assert processes_of(project_copy) == []
