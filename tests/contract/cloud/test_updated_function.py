"""A function is changed while it runs: what runs goes on as it began, what starts later is new."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from tests.contract.cloud.local_account import LocalAccount, archive, eventually

Unique = Callable[[str], str]
Change = Callable[[Any, str], object]

# It ends when its object is there, so that a test decides how long it runs.
WAITS = """
import boto3, os, time
def handler(event, context):
    s3 = boto3.client("s3")
    s3.put_object(Bucket=event, Key="started")
    for _ in range(200):
        if s3.list_objects_v2(Bucket=event, Prefix="end").get("KeyCount"):
            break
        time.sleep(0.05)
    return ["VERSION", os.environ["COLOUR"]]
"""


def test_what_runs_goes_on_and_what_starts_later_has_the_new_code_and_environment(
    account: LocalAccount, unique: Unique
) -> None:
    name = _function(account, unique)
    answers: list[Any] = []
    running = threading.Thread(target=lambda: answers.append(account.invoke(name, name)))
    running.start()
    eventually(lambda: account.objects(name))
    functions = account.client("lambda")
    functions.update_function_configuration(
        FunctionName=name, Environment={"Variables": {"COLOUR": "blue"}}
    )
    functions.update_function_code(FunctionName=name, ZipFile=_code("new"))
    account.client("s3").put_object(Bucket=name, Key="end")
    assert account.invoke(name, name) == (["new", "blue"], None)
    running.join()
    assert answers == [(["old", "red"], None)]
    assert account.invoke(name, name) == (["new", "blue"], None)


def test_a_deleted_function_runs_no_more_and_what_it_was_sent_starts_nothing(
    account: LocalAccount, unique: Unique
) -> None:
    name = _function(account, unique)
    account.client("lambda").invoke(FunctionName=name, InvocationType="Event", Payload=f'"{name}"')
    eventually(lambda: account.objects(name))
    account.client("lambda").delete_function(FunctionName=name)
    eventually(lambda: name not in account.state()["running"])


def _function(account: LocalAccount, unique: Unique) -> str:
    name = unique("function")
    account.client("s3").create_bucket(Bucket=name)
    rights = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    role = account.role(name, "lambda.amazonaws.com", rights)
    account.function(
        name, WAITS.replace("VERSION", "old"), role, Environment={"Variables": {"COLOUR": "red"}}
    )
    return name


def _code(version: str) -> bytes:
    return archive({"handler.py": WAITS.replace("VERSION", version)})
