"""The transform as its handler puts it together, beside the tutorial's."""

from __future__ import annotations

import base64
import json
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from sentiment.comprehend.asking import Comprehend
from sentiment.comprehend.detect import Detect, comprehend_client, detect_with
from sentiment.comprehend.memory import Memory
from sentiment.comprehend.pace import Pace
from sentiment.garbage import search_cycles_rarely
from sentiment.response import Result
from sentiment.transform import RESPONSE_FULL, TransformReport, transform
from shared.clock import SystemClock

if TYPE_CHECKING:
    from mypy_boto3_comprehend import ComprehendClient

Records = list[dict[str, Any]]
UNLIMITED = 1_000_000.0
TIMEOUT_SECONDS = 300.0


class SentimentFunction:
    """The transform; each call of `run` is a cold start unless it is given a memory."""

    def __init__(self, detect: Detect, calls_per_second: float = UNLIMITED) -> None:
        search_cycles_rarely()
        self._clock = SystemClock()
        self._comprehend = Comprehend(
            detect, Pace(calls_per_second, self._clock), self._clock, jitter=random.Random(1)
        )

    def run(
        self, records: Records, memory: Memory | None = None
    ) -> tuple[list[Result], TransformReport]:
        """Answer one event; no record may fail, unless the answer is full."""
        results, report = transform(
            records,
            answer=self._comprehend.answer,
            memory=Memory() if memory is None else memory,
            clock=self._clock,
            deadline=self._clock.monotonic() + TIMEOUT_SECONDS,
        )
        if report.failed != report.codes[RESPONSE_FULL]:
            raise AssertionError(f"{report.failed} records failed: {dict(report.codes)}")
        return results, report


@contextmanager
def our_detect(url: str) -> Iterator[Detect]:
    """Give the function's own edge, talking to a stand-in."""
    with _credentials(url):
        client = comprehend_client("us-east-1", SystemClock())
    yield detect_with(client)
    client.close()


@contextmanager
def tutorial_client(url: str) -> Iterator[ComprehendClient]:
    """Give a plain client, talking to a stand-in."""
    client = boto3.client(
        "comprehend",
        "us-east-1",
        endpoint_url=url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"mode": "standard"}),
    )
    yield client
    client.close()


def tutorial_transform(client: ComprehendClient, records: Records) -> list[Result]:
    """Do as the tutorial's handler does: one call a record, one after the other."""
    results = []
    for record in records:
        content = json.loads(base64.b64decode(record["data"]))
        answer = client.detect_sentiment(Text=content["text"], LanguageCode="en")
        content["sentiment"] = answer["Sentiment"]
        content["sentiment_score"] = answer["SentimentScore"]
        data = base64.b64encode(json.dumps(content).encode()).decode()
        results.append({"recordId": record["recordId"], "result": "Ok", "data": data})
    return results


@contextmanager
def _credentials(url: str) -> Iterator[None]:
    values = {
        "AWS_ENDPOINT_URL_COMPREHEND": url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
