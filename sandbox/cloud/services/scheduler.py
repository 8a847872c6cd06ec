"""EventBridge Scheduler: rate schedules really start their function, with role, retries and queue.

Facts: EventBridge Scheduler User Guide, "Schedule types", "Context attributes", "Configuring a
dead-letter queue"; limits: API reference of CreateSchedule.
"""

from __future__ import annotations

import datetime
import json
import re
import threading
import time
import uuid
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from sandbox.cloud import emulator
from sandbox.cloud.context import CloudContext
from sandbox.cloud.iam.aws_clients import Clients
from sandbox.cloud.iam.service_roles import RoleRefusedError, check_trust
from sandbox.cloud.queues import measure_sent
from sandbox.cloud.repetition import repeat

PRINCIPAL = "scheduler.amazonaws.com"
_RATE = re.compile(r"rate\((\d+) (minute|minutes|hour|hours|day|days)\)")
_SECONDS = {"minute": 60, "hour": 3_600, "day": 86_400}
_PRECISION_SECONDS = 60.0
# Errors that a later attempt would meet again; they go to the dead-letter queue at once.
_HOPELESS = ("AccessDeniedException", "ResourceNotFoundException", "ValidationException")


def rate_seconds(expression: str) -> int | None:
    """Return the seconds of `rate(value unit)`; None for any other expression."""
    match = _RATE.fullmatch(expression.strip())
    if match is None or int(match[1]) == 0:
        return None
    return int(match[1]) * _SECONDS[match[2].rstrip("s")]


class Scheduler:
    """Fires each enabled schedule at once when it was made, then at its rate, scaled in time."""

    def __init__(self, context: CloudContext, clients: Clients) -> None:
        self._context = context
        self._clients = clients
        self._next: dict[tuple[Any, ...], float] = {}
        self._began = datetime.datetime.now(datetime.UTC), time.monotonic()
        self._stopping = threading.Event()
        self._thread = threading.Thread(
            target=repeat, args=(self._tick, self._stopping, context.counters), daemon=True
        )

    def install(self) -> None:
        """Take the place of ministack's dispatch, and check what AWS checks at creation."""
        scheduler = emulator.module("services.scheduler")
        scheduler.start_scheduler = self._thread.start
        scheduler._create_schedule = _checked(scheduler._create_schedule)
        scheduler._update_schedule = _checked(scheduler._update_schedule)

    def stop(self) -> None:
        """Fire nothing more."""
        self._stopping.set()

    def _tick(self) -> None:
        now = time.monotonic()
        schedules = dict(emulator.module("services.scheduler")._schedules._data.items())
        live = {}
        for place, schedule in schedules.items():
            if schedule.get("State") != "ENABLED":
                continue
            key = (*place, schedule["CreationDate"])
            live[key] = self._next.get(key, now)
            if live[key] <= now:
                self._start_firing(schedule, self._date(live[key]))
                period = self._context.real(rate_seconds(schedule["ScheduleExpression"]) or 60)
                live[key] += period
        self._next = live

    def _date(self, moment: float) -> str:
        began, then = self._began
        date = began + datetime.timedelta(seconds=moment - then)
        return date.strftime("%Y-%m-%dT%H:%M:%SZ")

    def _start_firing(self, schedule: dict[str, Any], scheduled: str) -> None:
        faults = self._context.faults
        for _ in range(2 if faults.happens("scheduler.twice") else 1):
            delay = 0.0
            if faults.happens("scheduler.late"):
                delay = self._context.real(_PRECISION_SECONDS * faults.fraction())
            timer = threading.Timer(delay, self.fire, args=(schedule, scheduled))
            timer.daemon = True
            timer.start()

    def fire(self, schedule: dict[str, Any], scheduled: str) -> None:
        """Start the target, again after a failure, and hand the event to the queue in the end.

        `scheduled` is the date that the schedule gave, in ISO 8601, however late it is by now.
        """
        target = schedule["Target"]
        policy = target.get("RetryPolicy") or {}
        attempts = policy.get("MaximumRetryAttempts", 185)
        oldest = time.monotonic() + self._context.real(
            policy.get("MaximumEventAgeInSeconds", 86_400)
        )
        execution = str(uuid.uuid4())
        attempt = 0
        while True:
            payload = fill_in(
                target.get("Input") or "{}", schedule["Arn"], scheduled, execution, attempt + 1
            )
            try:
                self._start_target(target, payload)
            except (ClientError, BotoCoreError, RoleRefusedError) as error:
                code, message = _code(error), str(error)
            else:
                self._context.counters.add("scheduler.fired")
                return
            self._context.counters.add("scheduler.failed")
            self._context.counters.error(f"Scheduler.{code}", message)
            pause = self._context.real(min(2**attempt, 300))
            attempt += 1
            exhausted = attempt > attempts or time.monotonic() + pause > oldest
            if code in _HOPELESS or exhausted or self._stopping.wait(pause):
                break
        self._give_up(schedule, payload, code, message, attempt - 1)

    def _start_target(self, target: dict[str, Any], payload: str) -> None:
        if ":lambda:" not in target["Arn"]:
            raise RoleRefusedError(f"The local scheduler starts functions only: {target['Arn']}")
        client = self._clients.client("lambda", target["RoleArn"], PRINCIPAL)
        client.invoke(FunctionName=target["Arn"], InvocationType="Event", Payload=payload)

    def _give_up(
        self, schedule: dict[str, Any], payload: str, code: str, message: str, retries: int
    ) -> None:
        target = schedule["Target"]
        queue = (target.get("DeadLetterConfig") or {}).get("Arn")
        if not queue:
            return
        attributes = {
            "ERROR_CODE": code,
            "ERROR_MESSAGE": message,
            "RETRY_ATTEMPTS": str(retries),
            "SCHEDULE_ARN": schedule["Arn"],
            "TARGET_ARN": target["Arn"],
        }
        try:
            client = self._clients.client("sqs", target["RoleArn"], PRINCIPAL)
            _, _, _, _, account, name = queue.split(":")
            client.send_message(
                QueueUrl=f"{self._context.aws_url}/{account}/{name}",
                MessageBody=payload,
                MessageAttributes={
                    key: {"DataType": "String", "StringValue": value}
                    for key, value in attributes.items()
                },
            )
            measure_sent(self._context, queue)
        except (ClientError, BotoCoreError, RoleRefusedError) as error:
            self._context.counters.error(f"Scheduler.{_code(error)}", str(error))


def fill_in(text: str, schedule_arn: str, scheduled: str, execution: str, attempt: int) -> str:
    """Replace the context attributes in a target's input."""
    values = {
        "schedule-arn": schedule_arn,
        "scheduled-time": scheduled,
        "execution-id": execution,
        "attempt-number": str(attempt),
    }
    for name, value in values.items():
        text = text.replace(f"<aws.scheduler.{name}>", value)
    return text


def _checked(inner: Any) -> Any:
    def check(name: str, body: dict[str, Any]) -> Any:
        problem = _problem(body)
        if problem is None:
            return inner(name, body)
        content = {"__type": "ValidationException", "Message": problem}
        headers = {"Content-Type": "application/json", "x-amzn-errortype": "ValidationException"}
        return 400, headers, json.dumps(content).encode()

    return check


def _problem(body: dict[str, Any]) -> str | None:
    expression = body.get("ScheduleExpression", "")
    if rate_seconds(expression) is None:
        return (
            f"Invalid Schedule Expression {expression}. The local cloud fires rate(value unit) "
            "with minutes, hours or days."
        )
    if (body.get("FlexibleTimeWindow") or {}).get("Mode") not in ("OFF", "FLEXIBLE"):
        return "FlexibleTimeWindow.Mode must be OFF or FLEXIBLE."
    target = body.get("Target") or {}
    policy = target.get("RetryPolicy") or {}
    if not 0 <= policy.get("MaximumRetryAttempts", 185) <= 185:
        return "MaximumRetryAttempts must be between 0 and 185."
    if not 60 <= policy.get("MaximumEventAgeInSeconds", 86_400) <= 86_400:
        return "MaximumEventAgeInSeconds must be between 60 and 86400."
    try:
        check_trust(str(target.get("RoleArn", "")), PRINCIPAL)
    except RoleRefusedError as error:
        return (
            "The execution role you provide must allow AWS EventBridge Scheduler to assume the "
            f"role. {error}"
        )
    return None


def _code(error: Exception) -> str:
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "ClientError"))
    return "AccessDeniedException" if isinstance(error, RoleRefusedError) else type(error).__name__
