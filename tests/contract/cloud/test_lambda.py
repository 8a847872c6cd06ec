from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.cloud.local_account import TIME_SCALE, LocalAccount, allow, eventually

Unique = Callable[[str], str]


@pytest.fixture
def run(account: LocalAccount, unique: Unique) -> Callable[..., tuple[Any, str | None]]:
    """Return a function that makes a Lambda function of code and invokes it once."""

    def make_and_invoke(code: str, event: object = None, **settings: Any) -> Any:
        name = unique("function")
        role = account.role(name, "lambda.amazonaws.com")
        account.function(name, code, role, **settings)
        return account.invoke(name, event)

    return make_and_invoke


@pytest.mark.parametrize(
    "package", ["vaderSentiment", "rich", "ministack", "sandbox", "requests", "shared", "pip"]
)
def test_a_package_that_the_archive_lacks_is_not_there(
    run: Callable[..., Any], package: str
) -> None:
    result, error = run(f"import {package}\ndef handler(event, context): return 1")
    assert error == "Unhandled"
    assert result["errorType"] == "Runtime.ImportModuleError"
    assert f"No module named '{package}'" in result["errorMessage"]


def test_boto3_is_there_as_in_lambda(run: Callable[..., Any]) -> None:
    code = "import boto3\ndef handler(event, context): return boto3.client('s3').meta.region_name"
    assert run(code) == ("us-east-1", None)


def test_the_environment_is_lambdas_and_nothing_of_the_host(run: Callable[..., Any]) -> None:
    code = "import os, sys\ndef handler(event, context): return [dict(os.environ), os.getcwd()]"
    (environment, folder), _ = run(code, Environment={"Variables": {"OWN": "mine"}})
    assert environment["OWN"] == "mine"
    assert environment["TIME_SCALE"] == str(TIME_SCALE)
    assert environment["LAMBDA_TASK_ROOT"] == folder
    assert "SECRET_OF_THE_HOST" not in environment
    # LC_CTYPE is Python's own, where the machine lacks the locale of LANG.
    aside = ("AWS_", "LAMBDA_", "LC_CTYPE", "_")
    assert {name for name in environment if not name.startswith(aside)} == {
        *("OWN", "TIME_SCALE", "X_API_URL", "REQUESTS_CA_BUNDLE"),
        *("HOME", "LANG", "PATH", "TMPDIR", "TZ"),
    }
    assert not any("MINISTACK" in name or name.startswith("GATEWAY") for name in environment)


def test_the_context_tells_what_lambdas_does(run: Callable[..., Any]) -> None:
    code = """
def handler(event, context):
    return [event, context.function_name, context.memory_limit_in_mb, context.aws_request_id,
            context.invoked_function_arn, context.get_remaining_time_in_millis()]
"""
    (event, name, memory, request_id, arn, left), _ = run(code, {"a": [1, None, "ü"]}, Timeout=200)
    assert event == {"a": [1, None, "ü"]}
    assert memory == "512"
    assert len(request_id) == 36
    assert arn.endswith(f":function:{name}")
    assert 0 < left <= 200_000 * TIME_SCALE


def test_a_function_beyond_its_timeout_is_ended(run: Callable[..., Any]) -> None:
    endless = "import time\ndef handler(event, context): time.sleep(3_600)"
    result, error = run(endless, Timeout=120)
    assert error == "Unhandled"
    assert result["errorType"] == "Sandbox.Timedout"
    assert "timed out after 120.00 seconds" in result["errorMessage"]


def test_an_error_keeps_its_type_and_the_environment_stays_warm(
    account: LocalAccount, unique: Unique
) -> None:
    code = """
calls = 0
def handler(event, context):
    global calls
    calls += 1
    raise KeyError(calls)
"""
    name = unique("function")
    account.function(name, code, account.role(name, "lambda.amazonaws.com"))
    messages = [account.invoke(name)[0] for _ in range(2)]
    assert [message["errorType"] for message in messages] == ["KeyError", "KeyError"]
    assert [message["errorMessage"] for message in messages] == ["1", "2"]


def test_what_it_logs_and_prints_is_in_its_own_log_group(
    account: LocalAccount, unique: Unique
) -> None:
    code = """
import logging
def handler(event, context):
    logging.getLogger("own").info("informed")
    print("printed")
"""
    name = unique("function")
    account.client("logs").create_log_group(logGroupName=f"/own/{name}")
    group = f"arn:aws:logs:us-east-1:000000000000:log-group:/own/{name}:*"
    may_log = allow(["logs:CreateLogStream", "logs:PutLogEvents"], group)
    account.function(
        name,
        code,
        account.role(name, "lambda.amazonaws.com", may_log),
        LoggingConfig={
            "LogFormat": "JSON",
            "ApplicationLogLevel": "INFO",
            "LogGroup": f"/own/{name}",
        },
    )
    account.invoke(name)
    events = account.client("logs").filter_log_events(logGroupName=f"/own/{name}")["events"]
    messages = [event["message"] for event in events]
    assert "printed" in messages
    assert any('"informed"' in message for message in messages)


def test_embedded_metrics_can_be_read(account: LocalAccount, unique: Unique) -> None:
    code = """
import json
def handler(event, context):
    print(json.dumps({"_aws": {"Timestamp": 1, "CloudWatchMetrics": [{"Namespace": "Own",
        "Dimensions": [["service"]], "Metrics": [{"Name": "Posts", "Unit": "Count"}]}]},
        "service": event, "Posts": [3, 4]}))
"""
    name = unique("function")
    account.function(name, code, account.role(name, "lambda.amazonaws.com", allow("logs:*")))
    account.invoke(name, name)
    found = {
        (metric["namespace"], metric["name"]): metric
        for metric in account.state()["metrics"]
        if name in metric["dimensions"].values()
    }
    assert found["Own", "Posts"]["sum"] == 7
    assert found["Own", "Posts"]["count"] == 2
    assert found["AWS/Lambda", "Invocations"]["sum"] == 1
    assert found["AWS/Lambda", "Errors"]["sum"] == 0


def test_a_function_that_may_not_log_leaves_no_log_and_no_metrics(
    account: LocalAccount, unique: Unique
) -> None:
    name = unique("function")
    account.client("logs").create_log_group(logGroupName=f"/aws/lambda/{name}")
    account.function(
        name,
        "def handler(event, context): print('lost')",
        account.role(name, "lambda.amazonaws.com"),
    )
    assert account.invoke(name) == (None, None)
    events = account.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{name}")
    assert events["events"] == []
    (error,) = [error for error in account.state()["errors"] if name in error["message"]]
    assert "logs:CreateLogStream, logs:PutLogEvents" in error["message"]


@pytest.mark.parametrize(
    ("fault", "error_type"),
    [("crash", "Runtime.ExitError"), ("freeze", "Sandbox.Timedout")],
)
def test_a_function_can_be_struck_by_its_short_name(
    account: LocalAccount, unique: Unique, fault: str, error_type: str
) -> None:
    name = unique("function")
    account.function(
        name,
        "import time\ndef handler(event, context): time.sleep(3)",
        account.role(name, "lambda.amazonaws.com"),
        Environment={"Variables": {"POWERTOOLS_SERVICE_NAME": "struck"}},
    )
    account.order("faults", {"rates": {f"function.struck.{fault}": 1}})
    result, error = account.invoke(name)
    assert (result["errorType"], error) == (error_type, "Unhandled")
    account.order("heal")
    assert account.invoke(name) == (None, None)


def test_a_request_over_6_mb_is_refused(account: LocalAccount, unique: Unique) -> None:
    name = unique("function")
    account.function(
        name, "def handler(event, context): pass", account.role(name, "lambda.amazonaws.com")
    )
    with pytest.raises(ClientError) as refusal:
        account.invoke(name, "x" * (6 * 1024 * 1024))
    assert refusal.value.response["Error"]["Code"] == "RequestTooLargeException"


def test_a_role_that_lambda_may_not_assume_runs_nothing(
    account: LocalAccount, unique: Unique
) -> None:
    name = unique("function")
    role = account.role(name, "ec2.amazonaws.com")
    account.function(name, "def handler(event, context): return 1", role)
    result, error = account.invoke(name)
    assert error == "Unhandled"
    assert (
        "lambda.amazonaws.com is not authorized to perform: sts:AssumeRole"
        in (result["errorMessage"])
    )


def test_the_roles_rights_are_the_functions_rights(account: LocalAccount, unique: Unique) -> None:
    code = """
import boto3
def handler(event, context):
    boto3.client("s3").put_object(Bucket=event, Key="own/a", Body=b"1")
    boto3.client("s3").put_object(Bucket=event, Key="other/a", Body=b"1")
"""
    name = unique("function")
    account.client("s3").create_bucket(Bucket=name)
    own = allow("s3:PutObject", f"arn:aws:s3:::{name}/own/*")
    account.function(name, code, account.role(name, "lambda.amazonaws.com", own))
    result, _ = account.invoke(name, name)
    assert "s3:PutObject" in result["errorMessage"]
    assert list(account.objects(name)) == ["own/a"]


@pytest.mark.parametrize("retries", [0, 1])
def test_an_asynchronous_invocation_is_retried_as_configured(
    account: LocalAccount, unique: Unique, retries: int
) -> None:
    name = unique("function")
    queue = account.client("sqs").create_queue(QueueName=name)["QueueUrl"]
    role = account.role(name, "lambda.amazonaws.com", allow("sqs:SendMessage"))
    account.function(name, "def handler(event, context): raise ValueError('no')", role)
    account.client("lambda").put_function_event_invoke_config(
        FunctionName=name,
        MaximumRetryAttempts=retries,
        DestinationConfig={
            "OnFailure": {"Destination": f"arn:aws:sqs:us-east-1:000000000000:{name}"}
        },
    )
    account.client("lambda").invoke(
        FunctionName=name, InvocationType="Event", Payload=json.dumps({"a": 1})
    )

    def received() -> Any:
        answer = account.client("sqs").receive_message(QueueUrl=queue, WaitTimeSeconds=0)
        return answer.get("Messages")

    (message,) = eventually(received)
    assert json.loads(message["Body"])["requestPayload"] == {"a": 1}
    assert account.count(f"function.{name}.ValueError") == retries + 1


def test_what_came_to_nothing_goes_nowhere_when_the_role_may_not_send_it(
    account: LocalAccount, unique: Unique
) -> None:
    name = unique("function")
    account.client("sqs").create_queue(QueueName=name)
    role = account.role(name, "lambda.amazonaws.com")
    account.function(name, "def handler(event, context): raise ValueError('no')", role)
    queue = f"arn:aws:sqs:us-east-1:000000000000:{name}"
    account.client("lambda").put_function_event_invoke_config(
        FunctionName=name,
        MaximumRetryAttempts=0,
        DestinationConfig={"OnFailure": {"Destination": queue}},
    )
    account.client("lambda").invoke(FunctionName=name, InvocationType="Event", Payload=b"{}")
    eventually(lambda: [each for each in account.state()["errors"] if queue in each["message"]])
