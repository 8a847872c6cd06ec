"""The deployed stack in this process: the functions' own handlers, the stand-ins, the alarms.

Nothing here measures: what alarms see is written by the functions into their logs, and by the local
cloud's Lambda, Firehose, SQS, Scheduler and search domain. Hours pass in seconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import botocore.endpoint
import pytest
import urllib3
from aws_lambda_powertools.metrics.provider.cloudwatch_emf import cloudwatch as emf

from collector.gaps.store import GapStore
from collector.spans import Span
from sandbox.cloud import emulator
from sandbox.cloud.alarms.definition import MetricAlarm
from sandbox.cloud.alarms.watch import AlarmWatch
from sandbox.cloud.context import CloudContext
from sandbox.cloud.counters import Counters
from sandbox.cloud.faults import Faults
from sandbox.cloud.front import condition
from sandbox.cloud.iam.service_roles import RoleRefusedError
from sandbox.cloud.metrics import Metrics
from sandbox.cloud.services.scheduler import Scheduler
from sandbox.simulation.comprehend import comprehend_service
from sandbox.simulation.firehose import delivery_stream
from sandbox.simulation.functions import Functions
from sandbox.simulation.services import date_objects_by
from shared.clock import SystemClock
from shared.snowflake import first_id_at
from tests.infra.answers import ACCOUNT, arn_of, name_of
from tests.infra.deployed_stack import resources
from tests.infra.deployed_stack.delivery import Delivery
from tests.infra.deployed_stack.search import POSTS, search_domain
from tests.infra.program import TOKEN, Program
from tests.loading import loaded_anew
from tests.unit.collector.setting import Setting
from tests.unit.redrive import failures

COLLECTOR, REDRIVE, SENTIMENT = "tweets-collector", "tweets-redrive", "tweets-sentiment"
MINUTE, HOUR = 60.0, 3600.0
NOWHERE = Path("/nowhere")


class Stack:
    """`faults` are ordered of Firehose's way to the domain and of the domain, `comprehend` of
    Comprehend; `setting` has X, the state table, and what Firehose took."""

    def __init__(self, setting: Setting, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
        self.setting, self.clock, self.program = setting, setting.clock, program
        self.faults, self.metrics = Faults(), Metrics(setting.clock.now)
        self.context = CloudContext(
            counters=Counters(),
            faults=self.faults,
            metrics=self.metrics,
            clock=self.clock,
            aws_url="http://aws.local",
            x_api_url=setting.x.url,
            domain_endpoint="",
            certificate_authority=NOWHERE,
            temporary_folder=NOWHERE,
            function_python=NOWHERE,
            time_scale=1.0,
        )
        self.window = 60.0 * int(resources.environment(program, COLLECTOR)["WINDOW_MINUTES"])
        self.scheduler_is_refused = False
        self._monkeypatch = monkeypatch
        self._make_services()
        self._make_functions()
        self.watch = AlarmWatch(self._samples)
        for alarm in resources.metric_alarms(program):
            self.watch.put(alarm, self.clock.now())
        self.watch.put_composite(*resources.composite_alarm(program))
        self._stopped = False
        self.repeat("cloudwatch", MINUTE, self._minute)
        seconds = self._delivery.settings.buffer_seconds or 1.0
        self.repeat("delivery", seconds, self._delivery.take)

    def _make_services(self) -> None:
        aws, volume = self.setting.aws, self.program.one("opensearch/domain:Domain", "tweets")
        self._volume_gib = float(volume.inputs["ebsOptions"]["volumeSize"])
        self.bucket = name_of("Bucket", "tweets-failures")
        self.s3 = aws.client("s3")
        self.s3.create_bucket(Bucket=self.bucket)
        for left in self.s3.list_objects_v2(Bucket=self.bucket).get("Contents", []):
            self.s3.delete_object(Bucket=self.bucket, Key=left["Key"])
        emulator.module("services.cloudwatch").reset()  # of the test before
        date_objects_by(self.clock.now)
        for function in (COLLECTOR, REDRIVE):
            aws.client("sqs").create_queue(QueueName=self.queue(function))
        self.kept, self.firehose = delivery_stream(
            name_of("FirehoseDeliveryStream", "tweets-delivery")
        )
        self.comprehend = comprehend_service(self.clock, _judge).faults
        settings = resources.delivery_settings(self.program)
        self.domain = search_domain(self.faults, self._volume_gib, self.clock, self._monkeypatch)
        self._delivery = Delivery(self.context, settings, self, self.kept, self.domain)
        self._scheduler = Scheduler(self.context, self)

    def _make_functions(self) -> None:
        patch, setting = self._monkeypatch, self.setting
        setting.x.token = TOKEN
        patch.setattr(boto3, "DEFAULT_SESSION", setting.aws.session())
        patch.setattr(SystemClock, "from_environment", lambda: self.clock)
        patch.setattr(botocore.endpoint, "time", self.clock)  # the clients' own pauses
        patch.setitem(urllib3.poolmanager.pool_classes_by_scheme, "http", setting.pool_class)
        # What is printed is in the function's log, where CloudWatch finds metrics.
        record = self.metrics.record_embedded
        patch.setattr(emf, "print", lambda line: record([line]), raising=False)
        secret = setting.aws.client("secretsmanager").create_secret(
            Name=f"token-{setting.table}", SecretString=TOKEN
        )
        made = {
            "X_API_URL": f"{setting.x.url}/",
            "BEARER_TOKEN_SECRET_ARN": secret["ARN"],
            "STATE_TABLE": setting.table,
        }
        self.functions = Functions(self.context)
        self.functions.install()
        for name in (COLLECTOR, REDRIVE, SENTIMENT):
            for key, value in (resources.environment(self.program, name) | made).items():
                patch.setenv(key, value)
            handler = loaded_anew(f"{name.removeprefix('tweets-')}.handler").handler
            events = {} if name == SENTIMENT else resources.event_settings(self.program, name)
            self.functions.add(
                *(name_of("Function", name), resources.local(arn_of("Function", name)), handler),
                *(resources.timeout(self.program, name), events),
            )

    def queue(self, function: str) -> str:
        return name_of("Queue", f"{function}-schedule")

    # What Firehose and the Scheduler ask of AWS.

    def client(self, service: str, role_arn: str, principal: str) -> Any:
        """Return a client that acts as a role; the Scheduler's may be refused."""
        if service == "lambda" and "scheduler" in principal:
            if self.scheduler_is_refused:
                raise RoleRefusedError(f"{role_arn} may not invoke the function")
            return _Starts(self.functions)
        return self.functions if service == "lambda" else self.setting.aws.client(service)

    # Time.

    def repeat(self, name: str, seconds: float, work: Any) -> None:
        def run() -> None:
            while not self._stopped:
                self.clock.sleep(seconds)
                if not self._stopped:
                    work()

        self.clock.thread(run, name).start()

    def _minute(self) -> None:
        answers = self.domain.answers
        condition.measure(self.context, "tweets-dev", ACCOUNT, self._volume_gib, answers)
        self.watch.evaluate(self.clock.now())

    def _samples(self, alarm: MetricAlarm, since: float) -> list[tuple[float, float]]:
        return self.metrics.samples(alarm.namespace, alarm.metric, alarm.dimensions, since)

    def run(self, *functions: str) -> None:
        """Let schedules start their functions, now and from now on."""
        for function in functions:
            self.start(function)
            seconds = self.window if function == COLLECTOR else HOUR
            self.repeat("schedule", seconds, partial(self.start, function))

    def start(self, function: str) -> None:
        """Let a schedule start its function once."""
        schedule = resources.schedule(self.program, function)
        scheduled = datetime.fromtimestamp(self.clock.now(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.clock.thread(lambda: self._scheduler.fire(schedule, scheduled), "schedule").start()

    def publish_every(self, seconds: float, text: str = "climate change") -> None:
        """Publish a post on X again and again."""
        self._publishing = True

        def publish() -> None:
            if self._publishing:
                self.setting.publish(text)

        self.repeat("x", seconds, publish)

    def publishing_ends(self) -> None:
        """Let nothing more be published."""
        self._publishing = False

    def put(self, number: int) -> None:
        """Hand a post to Firehose, as the collector does."""
        created_at = failures.iso(self.clock.now())
        record = failures.post(number, created_at=created_at, revision=str(number))
        self.setting.firehose.put_record_batch(
            DeliveryStreamName=name_of("FirehoseDeliveryStream", "tweets-delivery"),
            Records=[{"Data": failures.encoded(record)}],
        )

    def put_every(self, seconds: float) -> None:
        """Hand over a post again and again."""
        numbers = count(1)
        self.repeat("posts", seconds, lambda: self.put(next(numbers)))

    def limit(self, concurrency: int | None) -> None:
        """Let so many invocations of each function run at once; None for all."""
        for function in (COLLECTOR, REDRIVE, SENTIMENT):
            self.functions.limit(name_of("Function", function), concurrency)

    def open_gap(self, days_ago: float) -> None:
        """Leave a gap of a minute, as a window did then that was killed."""
        began = self.clock.now() - days_ago * 24 * HOUR
        gap = Span(first_id_at(began), first_id_at(began + MINUTE))
        GapStore(self.setting.state(), self.clock).open(gap)

    def leave(self, key: str, body: bytes) -> None:
        """Leave an object in the failures bucket."""
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)

    def documents(self) -> dict[str, dict[str, Any]]:
        """Return the posts in the search domain, by their id."""
        return self.domain.documents(POSTS)

    def failed(self, prefix: str) -> list[str]:
        """Return the keys of what waits in the failures bucket, or was given up there."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return [found["Key"] for page in pages for found in page.get("Contents", [])]

    def wait(self, hours: float = 0.0, minutes: float = 0.0) -> None:
        """Let time pass."""
        self.clock.sleep(hours * HOUR + minutes * MINUTE)

    def stop(self) -> None:
        """End what repeats itself."""
        self._stopped = True
        self.clock.sleep(2 * HOUR)

    # Alarms.

    def rang(self) -> set[str]:
        """Return the alarms that rang so far."""
        return {change.alarm for change in self.watch.changes if change.state == "ALARM"}

    def rings(self) -> set[str]:
        """Return the alarms that ring now."""
        return {name for name, state in self.watch.states.items() if state == "ALARM"}


@contextmanager
def running(
    program: Program, monkeypatch: pytest.MonkeyPatch, hours_later: float = 0.0
) -> Iterator[Stack]:
    """Deploy what a program made, at 11:06 UTC or later; all of it ends with the block."""
    setting = Setting()
    setting.clock.sleep(hours_later * HOUR)
    stack = Stack(setting, program, monkeypatch)
    yield stack
    stack.stop()
    setting.close()


class _Starts:
    """Lambda as the Scheduler uses it: events only."""

    def __init__(self, functions: Functions) -> None:
        self._functions = functions

    def invoke(self, *, FunctionName: str, InvocationType: str, Payload: str) -> None:
        assert InvocationType == "Event"
        self._functions.start(FunctionName.rpartition(":")[2], json.loads(Payload))


def _judge(text: str, language: str) -> dict[str, float]:
    return {"Positive": 0.9, "Negative": 0.0, "Neutral": 0.1, "Mixed": 0.0}
