"""The page of permissions."""

from __future__ import annotations

from datetime import date

import pytest

from sandbox.permissions.grants import Grant
from sandbox.permissions.page import in_words, needless, page

ACCOUNT = "000000000000"
NEEDED = Grant(
    "tweets-redrive-0a1b2c3", "s3:GetObject", "arn:aws:s3:::tweets-failures-3c2b1a0/dead/*"
)
ASKED_FOR = Grant(
    "tweets-delivery-0a1b2c3",
    "es:ESHttpGet",
    f"arn:aws:es:us-east-1:{ACCOUNT}:domain/tweets-demo/_nodes",
)
NEEDLESS = Grant("tweets-redrive-0a1b2c3", "s3:ListBucket", "arn:aws:s3:::tweets-failures-3c2b1a0")


@pytest.mark.parametrize(
    ("resource", "told"),
    [
        ("arn:aws:s3:::tweets-failures-3c2b1a0/failed/*", "s3:tweets-failures/failed/*"),
        (
            f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:tweets-rules-3c2b1a0-AbC123",
            "secretsmanager:secret:tweets-rules",
        ),
        (
            f"arn:aws:es:us-east-1:{ACCOUNT}:domain/tweets-demo/_nodes/*/stats",
            "es:domain/tweets/_nodes/*/stats",
        ),
        (
            f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:tweets-delivery-3c2b1a0:log-stream:*",
            "logs:log-group:tweets-delivery:log-stream:*",
        ),
        ("*", "*"),
    ],
)
def test_a_resource_has_the_programs_name(resource: str, told: str) -> None:
    assert in_words(Grant("tweets-redrive-0a1b2c3", "a:B", resource)) == Grant(
        "tweets-redrive", "a:B", told
    )


def test_what_no_request_needed_names_the_page_that_asks_for_it() -> None:
    written = page({NEEDED: 1200, ASKED_FOR: 0}, 3, date(2026, 11, 30))
    assert "3 storms in the local cloud on 2026-11-30" in written
    assert written.splitlines()[-2:] == [
        "| `tweets-delivery` | `es:ESHttpGet` | `es:domain/tweets/_nodes` | "
        '"Grant Firehose access to a public OpenSearch Service destination" |',
        "| `tweets-redrive` | `s3:GetObject` | `s3:tweets-failures/dead/*` | 1,200 |",
    ]


def test_what_neither_a_request_nor_a_page_needs_is_needless() -> None:
    counts = {NEEDED: 1, ASKED_FOR: 0, NEEDLESS: 0}
    assert needless(counts) == [in_words(NEEDLESS)]
