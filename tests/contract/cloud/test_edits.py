"""An older version of a post that comes late: through delivery, the bucket and redrive."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from redrive.bucket import FAILED_PREFIX, FailuresBucket
from redrive.decisions import RetryPolicy
from redrive.delivery import Delivery
from redrive.redrive import Redrive
from redrive.report import RedriveReport
from shared.clock import SystemClock
from tests.contract.cloud.local_account import LocalAccount, eventually
from tests.contract.cloud.stream import DeliveryStream

PIPELINE = Path(__file__).parents[3] / "dashboards" / "ingest-pipeline.json"
WRITTEN, EDITED, AGAIN = (
    {"id": "2125000000000000001", "revision": revision, "text": text, "bucket": "2026-w48"}
    for revision, text in (
        ("2125000000000000001", "as written"),
        ("2125000050000000001", "as edited"),
        ("2125000070000000001", "edited again"),
    )
)


@pytest.fixture
def stream(account: LocalAccount, make_stream: Callable[..., DeliveryStream]) -> DeliveryStream:
    """A stream whose documents go through our pipeline, into an index of its own."""
    made = make_stream()
    pipeline = json.loads(PIPELINE.read_text("utf-8"))
    for step in pipeline["processors"]:
        if step.get("set", {}).get("field") == "_index":
            step["set"]["value"] = f"{made.index}-{{{{bucket}}}}"
    path = f"/_ingest/pipeline/{made.name}"
    account.search("PUT", path, json=pipeline).raise_for_status()
    template = {
        "index_patterns": [made.index],
        "priority": 200,
        "template": {"settings": {"index": {"default_pipeline": made.name}}},
    }
    account.search("PUT", f"/_index_template/{made.name}", json=template).raise_for_status()
    made.index += "-2026-w48"
    return made


def texts(stream: DeliveryStream) -> list[str]:
    return [document["text"] for document in stream.documents()]


def redriven(stream: DeliveryStream) -> RedriveReport:
    clock = SystemClock()
    account = stream.account
    delivery = Delivery(
        account.client("firehose"), account.client("cloudwatch"), stream.name, clock
    )
    bucket = FailuresBucket(stream.account.client("s3"), stream.bucket)
    rules = RetryPolicy(86_400, insists=True, second=1.0)
    redrive = Redrive(bucket, delivery, clock, clock.monotonic() + 300, rules, lambda _: None)
    return redrive.run(FAILED_PREFIX)


def settled(stream: DeliveryStream) -> bool:
    waiting: dict[str, int] = stream.account.state()["waiting"]
    return not any(waiting.values())


def test_an_older_version_lies_in_the_bucket_as_a_conflict_that_is_not_tried_again(
    stream: DeliveryStream,
) -> None:
    stream.put(EDITED)
    eventually(lambda: texts(stream) == ["as edited"])
    stream.put(WRITTEN, {**EDITED, "id": "7"})
    (failure,) = eventually(stream.failures)
    error = json.loads(failure["errorMessage"])
    assert (failure["errorCode"], failure["attemptsMade"]) == ("409", 1)
    assert error["type"] == "version_conflict_engine_exception"
    eventually(lambda: texts(stream) == ["as edited", "as edited"])


@pytest.mark.parametrize(
    "batches",
    [
        [[EDITED], [WRITTEN]],
        [[EDITED, WRITTEN]],
        [[AGAIN, WRITTEN, EDITED]],
        [[AGAIN], [WRITTEN, EDITED], [AGAIN]],
    ],
    ids=lambda batches: " then ".join(str(len(batch)) for batch in batches),
)
def test_redrive_is_done_with_an_older_version_and_the_newest_stays(
    stream: DeliveryStream, batches: list[list[dict[str, Any]]]
) -> None:
    older = {each["revision"] for batch in batches for each in batch} - {batches[0][0]["revision"]}
    for batch in batches:
        stream.put(*batch)
        eventually(lambda: settled(stream))
    assert len(eventually(stream.failures)) == len(older)
    report = redriven(stream)
    assert (report.superseded, report.resent, report.dead) == (len(older), 0, 0)
    assert stream.account.objects(stream.bucket) == {}
    assert texts(stream) == [batches[0][0]["text"]]


def test_a_first_version_that_failed_before_the_edit_came_is_done_in_two_runs(
    stream: DeliveryStream, account: LocalAccount
) -> None:
    account.order("faults", {"rates": {"search.item_rejected": 1.0}, "seed": 1})
    stream.put(WRITTEN)
    eventually(stream.failures)
    account.order("heal")
    stream.put(EDITED)
    eventually(lambda: texts(stream) == ["as edited"])
    first = redriven(stream)
    assert (first.resent, first.superseded) == (1, 0)
    eventually(lambda: [each["errorCode"] for each in stream.failures()] == ["409"])
    second = redriven(stream)
    assert (second.resent, second.superseded, second.dead) == (0, 1, 0)
    assert stream.account.objects(stream.bucket) == {}
    assert texts(stream) == ["as edited"]


def test_versions_are_kept_over_a_restart_of_the_index(
    stream: DeliveryStream, account: LocalAccount
) -> None:
    stream.put(EDITED)
    eventually(lambda: texts(stream) == ["as edited"])
    account.order("restart-index")
    stream.put(WRITTEN)
    eventually(stream.failures)
    assert texts(stream) == ["as edited"]
