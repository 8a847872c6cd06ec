"""What the storm knows of the failures bucket: which posts are there, and which did not fit."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from redrive.causes import is_its_own
from redrive.objects import Failure
from sandbox.simulation.aws import InProcessAws
from sandbox.watch.failures_reader import GIVEN_UP, REFUSAL, read_failures
from tests.unit.redrive import failures

BUCKET = "bucket-of-a-storm"
MISFIT = json.dumps({"type": REFUSAL, "reason": "failed to parse field [likes]"})


@pytest.fixture
def s3() -> Iterator[Any]:
    aws = InProcessAws()
    client = aws.client("s3")
    client.create_bucket(Bucket=BUCKET)
    yield client
    aws.close()


def lines(*records: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def test_documents_that_did_not_fit_are_told_from_the_others(s3: Any) -> None:
    misfit = failures.index_failure(failures.post(1)) | {"errorMessage": MISFIT}
    busy = failures.index_failure(failures.post(2))
    nameless = failures.transform_failure({"text": "no id"})
    s3.put_object(Bucket=BUCKET, Key="dead/one", Body=gzip.compress(lines(misfit, busy)))
    s3.put_object(Bucket=BUCKET, Key="dead/two", Body=lines(nameless) + b"no JSON\n\n")
    s3.put_object(Bucket=BUCKET, Key="failed/one", Body=lines(failures.index_failure({"id": "3"})))
    found = read_failures(s3, BUCKET, GIVEN_UP)
    assert found.ids == {"1", "2"}
    assert found.refused == {"1"}
    assert found.unreadable == 2
    assert read_failures(s3, BUCKET).ids == {"1", "2", "3"}


def test_what_the_storm_excuses_is_what_redrive_takes_for_a_cause_of_its_own() -> None:
    assert is_its_own(Failure("index", "400", MISFIT, b"{}", None, b""))
