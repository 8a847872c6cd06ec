"""What storms hardly ever bring redrive to: to leave a rest, put aside, bring back, be given up.

The records are those of `sandbox/cloud/firehose/failure_store.py`, as Firehose leaves them.
"""

from __future__ import annotations

import base64
import json
import time
from typing import Any

from sandbox.deploy.cloud import Cloud
from sandbox.failure import Failure
from sandbox.watch.cloud_remote import CloudRemote
from sandbox.watch.failures_reader import REFUSAL, WAITING

GIVEN_UP_WITHIN_SECONDS = 120.0
LOOK_SECONDS = 0.05
ENDS = "function.redrive.event_given_up"


def run_errands(cloud: Cloud, control: CloudRemote, bucket: str, redrive: str) -> None:
    """Let redrive, by its function's name, do each of it once. Raises Failure."""
    due, rests = _line(), _line(attempts=9)
    unfit = _line(error=REFUSAL, code="400", attempts=1, refused=1)
    s3, functions = cloud.client("s3"), cloud.client("lambda")
    for name, body in (("rest", due + rests), ("unfit", unfit)):
        s3.put_object(Bucket=bucket, Key=f"{WAITING}errand-{name}", Body=body)
    functions.invoke(FunctionName=redrive, Payload=b"{}")
    functions.invoke(FunctionName=redrive, Payload=b'{"dead": true}')
    before = control.counters().get(ENDS, 0)
    functions.invoke(FunctionName=redrive, InvocationType="Event", Payload=b"{}")
    end = time.monotonic() + GIVEN_UP_WITHIN_SECONDS
    while control.counters().get(ENDS, 0) == before:
        if time.monotonic() > end:
            raise Failure("A start of redrive that is killed each time was never given up.")
        control.kill("redrive")
        time.sleep(LOOK_SECONDS)


def _line(error: str = "busy", code: str = "429", **counts: int) -> bytes:
    """Return a failed record that failed this moment."""
    post = {"id": "1", "text": "An errand", "lang": "en", **counts}
    failure: dict[str, Any] = {
        "attemptsMade": 1,
        "arrivalTimestamp": int(time.time() * 1000),
        "errorCode": code,
        "errorMessage": json.dumps({"type": error}),
        "attemptEndingTimestamp": int(time.time() * 1000),
        "esIndexName": "tweets",
        "rawData": base64.b64encode(json.dumps(post).encode()).decode(),
    }
    return json.dumps(failure).encode() + b"\n"
