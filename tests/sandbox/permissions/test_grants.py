"""Which permission of a role a request needed."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.permissions.grants import Grant, Request, grants, needed

BUCKET = "arn:aws:s3:::tweets-failures-0a1b2c3"
READ = Grant("reader", "s3:GetObject", f"{BUCKET}/failed/*")
DOCUMENT: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": [BUCKET]},
        {
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObject"],
            "Resource": [f"{BUCKET}/failed/*", f"{BUCKET}/dead/*"],
        },
    ],
}


def asked(resource: str, action: str = "s3:GetObject", role: str = "reader") -> Request:
    return Request(role, action, resource)


def test_each_action_on_each_resource_is_a_grant_of_its_own() -> None:
    assert {(grant.action, grant.resource) for grant in grants("reader", DOCUMENT)} == {
        ("s3:ListBucket", BUCKET),
        *(
            (action, f"{BUCKET}/{prefix}/*")
            for action in ("s3:GetObject", "s3:PutObject")
            for prefix in ("failed", "dead")
        ),
    }


def test_a_grant_is_needed_by_the_requests_that_it_alone_allows() -> None:
    requests = [asked(f"{BUCKET}/failed/{number}") for number in range(3)]
    assert needed([READ], requests) == {READ: 3}


@pytest.mark.parametrize(
    "request_",
    [
        asked(f"{BUCKET}/dead/1"),
        asked(f"{BUCKET}/failed"),
        asked(f"{BUCKET}/failed/1", action="s3:PutObject"),
        asked(f"{BUCKET}/failed/1", role="writer"),
        asked(BUCKET.replace(":", "x") + "/failed/1"),
    ],
)
def test_another_request_needs_it_not(request_: Request) -> None:
    assert needed([READ], [request_]) == {READ: 0}


def test_of_two_that_allow_the_same_neither_is_needed() -> None:
    both = [READ, Grant("reader", "s3:GetObject", f"{BUCKET}/*")]
    assert needed(both, [asked(f"{BUCKET}/failed/1")]) == dict.fromkeys(both, 0)
    assert needed(both, [asked(f"{BUCKET}/dead/1")]) == {both[0]: 0, both[1]: 1}


@pytest.mark.parametrize(
    "statement",
    [
        {"Effect": "Deny", "Action": ["s3:GetObject"], "Resource": [BUCKET]},
        {"Effect": "Allow", "Action": ["s3:*"], "Resource": [BUCKET]},
        {"Effect": "Allow", "Action": ["s3:Get*"], "Resource": [BUCKET]},
        {"Effect": "Allow", "NotAction": ["s3:GetObject"], "Resource": [BUCKET]},
        {"Effect": "Allow", "Action": ["s3:Get"], "Resource": [BUCKET], "Condition": {}},
    ],
)
def test_a_statement_that_is_no_list_of_rights_is_refused(statement: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="reader"):
        list(grants("reader", {"Statement": [statement]}))
