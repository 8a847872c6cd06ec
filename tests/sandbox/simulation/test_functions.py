"""Functions in this process are limited, hang, fail and are measured as Lambda's are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.cloud.context import CloudContext
from sandbox.cloud.counters import Counters
from sandbox.cloud.faults import Faults
from sandbox.cloud.metrics import Metrics
from sandbox.simulation.clock import START, JumpingClock
from sandbox.simulation.functions import Functions

ARN = "arn:aws:lambda:us-east-1:000000000000:function:divide"
SEVEN_SECONDS = 7.0


@pytest.fixture
def functions() -> Functions:
    clock = JumpingClock()
    nowhere = Path("/nowhere")
    context = CloudContext(
        counters=Counters(),
        faults=Faults(),
        metrics=Metrics(clock.now),
        clock=clock,
        aws_url="",
        x_api_url="",
        domain_endpoint="",
        certificate_authority=nowhere,
        temporary_folder=nowhere,
        function_python=nowhere,
        time_scale=1.0,
    )

    def divide(event: float, told: Any) -> float:
        clock.sleep(SEVEN_SECONDS)
        assert told.get_remaining_time_in_millis() == 53_000
        return 1 / event

    made = Functions(context)
    made.install()
    made.add("divide", ARN, divide, 60.0, {"MaximumRetryAttempts": 0})
    return made


def measured(functions: Functions, name: str) -> list[tuple[float, float]]:
    return functions.context.metrics.samples("AWS/Lambda", name, {"FunctionName": "divide"}, 0.0)


@pytest.mark.parametrize(("event", "errors"), [(2, 0.0), (0, 1.0)])
def test_an_invocation_is_measured_at_its_end_by_the_time_of_its_start(
    functions: Functions, event: int, errors: float
) -> None:
    answer = functions.invoke(FunctionName=f"{ARN}:$LATEST", Payload=json.dumps(event).encode())
    result = json.loads(answer["Payload"].read())
    assert (result == 0.5, "FunctionError" in answer) == (not errors, bool(errors))
    assert measured(functions, "Invocations") == [(START, 1.0)]
    assert measured(functions, "Errors") == [(START, errors)]
    assert measured(functions, "Duration") == [(START, 7000.0)]


def test_a_frozen_invocation_ends_with_its_time(functions: Functions) -> None:
    functions.frozen["divide"] = 1
    for error, seconds in (("Sandbox.Timedout", 60.0), (None, SEVEN_SECONDS)):
        before = functions.context.clock.monotonic()
        body = json.loads(functions.invoke(FunctionName=ARN, Payload=b"1")["Payload"].read())
        assert (body["errorType"] if error else None) == error
        assert functions.context.clock.monotonic() - before == seconds


def test_what_finds_no_concurrency_is_refused_and_measured(functions: Functions) -> None:
    functions.limit("divide", 0)
    with pytest.raises(ClientError, match="TooManyRequestsException"):
        functions.invoke(FunctionName=ARN, Payload=b"1")
    assert measured(functions, "Throttles") == [(START, 1.0)]
    assert measured(functions, "Invocations") == []


def test_an_event_runs_beside_whoever_hands_it_over(functions: Functions) -> None:
    functions.start("divide", 1)
    assert measured(functions, "Invocations") == []
    functions.context.clock.sleep(8.0)
    assert measured(functions, "Invocations") == [(START, 1.0)]
