from __future__ import annotations

import base64
import json
import re
import threading
from collections import Counter
from collections.abc import Callable

import pytest

from tests.contract.cloud.local_account import LocalAccount, eventually
from tests.contract.cloud.stream import PASS_ON, DeliveryStream

MakeStream = Callable[..., DeliveryStream]

SORTING = """
import base64, json
def handler(event, context):
    records = []
    for record in event["records"]:
        wish = json.loads(base64.b64decode(record["data"]))["wish"]
        answer = {"recordId": record["recordId"], "result": "Ok", "data": record["data"]}
        if wish == "drop":
            answer["result"] = "Dropped"
        elif wish == "fail":
            answer["result"] = "ProcessingFailed"
        elif wish == "not base64":
            answer["data"] = "???"
        elif wish == "no result":
            del answer["result"]
        if wish != "miss":
            records.append(answer)
        if wish == "twice":
            records.append(answer)
    return {"records": records}
"""


def test_every_record_ends_in_the_index_or_in_the_bucket(make_stream: MakeStream) -> None:
    stream = make_stream(transform=PASS_ON)
    stream.put(*({"number": number} for number in range(50)), b"no json")
    eventually(lambda: len(stream.documents()) == 50)
    (failure,) = eventually(stream.failures)
    assert failure["errorCode"] == "OS.MalformedData"
    assert base64.b64decode(failure["rawData"]) == b"no json"
    assert sorted(document["number"] for document in stream.documents()) == list(range(50))


def test_what_firehose_took_is_told_by_the_id_of_its_post(
    make_stream: MakeStream, account: LocalAccount
) -> None:
    stream = make_stream()
    before = len(account.order("accepted", {"after": 0}).json()["ids"])
    account.order("faults", {"rates": {"firehose.partial": 0.5}, "seed": 1})
    answers = stream.put(*({"id": str(number)} for number in range(40)), b"no json", [])
    account.order("heal", {})
    taken = [each.get("RecordId") is not None for each in answers["RequestResponses"]]
    told = account.order("accepted", {"after": before}).json()["ids"]
    assert told == [str(number) for number in range(40) if taken[number]]
    assert 0 < len(told) < 40


def test_the_function_decides_for_each_record_alone(make_stream: MakeStream) -> None:
    stream = make_stream(transform=SORTING)
    wishes = ["ok", "drop", "fail", "not base64", "no result", "miss", "twice"]
    stream.put(*({"wish": wish} for wish in wishes))
    failures = eventually(lambda: len(stream.failures()) == 5 and stream.failures())
    (document,) = eventually(stream.documents)
    assert document["wish"] == "ok"
    assert sorted(failure["errorCode"] for failure in failures) == [
        "Lambda.DuplicatedRecordId",
        "Lambda.JsonMappingException",
        "Lambda.JsonMappingException",
        "Lambda.MissingRecordId",
        "Lambda.ProcessingFailedStatus",
    ]


def test_a_transform_failure_is_written_as_firehose_documents_it(make_stream: MakeStream) -> None:
    stream = make_stream(transform=SORTING)
    stream.put({"wish": "fail"})
    (failure,) = eventually(stream.failures)
    path = r"failed/processing-failed/\d{4}/\d\d/\d\d/\d\d/"
    name = rf"{stream.name}-1-\d{{4}}-\d\d-\d\d-\d\d-\d\d-\d\d-[0-9a-f-]{{36}}\.gz"
    assert re.fullmatch(path + name, failure.pop("key"))
    assert set(failure) == {
        *("attemptsMade", "arrivalTimestamp", "errorCode", "errorMessage"),
        *("attemptEndingTimestamp", "rawData", "lambdaArn"),
    }
    assert base64.b64decode(failure["rawData"]) == b'{"wish": "fail"}'


def test_an_index_failure_is_written_as_firehose_documents_it(
    make_stream: MakeStream, account: LocalAccount
) -> None:
    stream = make_stream()
    account.search(
        "PUT", f"/{stream.index}", json={"mappings": {"properties": {"at": {"type": "date"}}}}
    ).raise_for_status()
    stream.put({"at": "never"}, {"at": "2026-11-23"})
    (failure,) = eventually(stream.failures)
    assert failure.pop("key").startswith("failed/elasticsearch-failed/")
    assert set(failure) == {
        *("attemptsMade", "arrivalTimestamp", "errorCode", "errorMessage"),
        *("attemptEndingTimestamp", "rawData", "esDocumentId", "esIndexName", "esTypeName"),
    }
    assert (failure["errorCode"], failure["attemptsMade"]) == ("400", 1)
    assert len(stream.documents()) == 1


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def handler(event, context): raise ValueError('no')", "Lambda.FunctionError"),
        ("def handler(event, context): return 1", "Lambda.JsonProcessingException"),
        (
            "def handler(event, context): return {'records': 'x' * 7_000_000}",
            "Lambda.FunctionError",
        ),
        ("import os\ndef handler(event, context): os._exit(1)", "Lambda.FunctionError"),
    ],
)
def test_a_function_that_fails_is_called_again_and_then_the_batch_fails(
    make_stream: MakeStream, code: str, expected: str
) -> None:
    stream = make_stream(transform=code)
    stream.put({"a": 1}, {"a": 2})
    failures = eventually(lambda: len(stream.failures()) == 2 and stream.failures())
    assert {failure["errorCode"] for failure in failures} == {expected}
    assert {failure["attemptsMade"] for failure in failures} == {2}


@pytest.mark.parametrize(
    ("right", "action"),
    [
        ("lambda", "lambda:InvokeFunction"),
        ("describe", "es:DescribeDomain"),
        ("write", "es:ESHttpPost"),
        ("s3", "s3:PutObject"),
    ],
)
def test_a_missing_right_of_the_stream_is_told_by_the_name_of_its_action(
    make_stream: MakeStream, account: LocalAccount, right: str, action: str
) -> None:
    stream = make_stream(transform=PASS_ON)
    stream.permit_all_but(right)
    stream.put({"a": 1}, b"no json")
    eventually(lambda: any(action in line["message"] for line in stream.log()))
    if right != "s3":
        failures = eventually(stream.failures)
        assert any(action in failure["errorMessage"] for failure in failures)
    assert any(action in error["message"] for error in account.state()["errors"])


def test_what_the_bucket_refused_is_written_once_it_may_be(
    make_stream: MakeStream, account: LocalAccount
) -> None:
    stream = make_stream()
    stream.permit_all_but("s3")
    stream.put(b"no json")
    eventually(lambda: account.state()["waiting"]["waiting_for_s3"] == 1)
    stream.permit_all_but()
    eventually(stream.failures)
    assert account.state()["waiting"] == {"buffered": 0, "in_flight": 0, "waiting_for_s3": 0}


def test_a_role_that_the_domain_does_not_know_delivers_once_it_is_mapped(
    make_stream: MakeStream,
) -> None:
    stream = make_stream(mapped=False, RetryOptions={"DurationInSeconds": 400})
    stream.put({"a": 1})
    eventually(lambda: stream.account.count("firehose.index_refusals") > 0)
    assert stream.documents() == []
    stream.map_role()
    eventually(lambda: len(stream.documents()) == 1)


def test_faults_that_pass_lose_nothing(make_stream: MakeStream, account: LocalAccount) -> None:
    stream = make_stream(transform=PASS_ON, RetryOptions={"DurationInSeconds": 600})
    rates = {
        "search.unavailable": 0.3,
        "search.too_many_requests": 0.2,
        "search.item_too_many_requests": 0.2,
    }
    assert account.order("faults", {"rates": rates, "seed": 7}).status_code == 200
    for number in range(10):
        stream.put(*({"number": number * 20 + item} for item in range(20)))
    eventually(lambda: len(stream.documents()) == 200)
    assert sorted(document["number"] for document in stream.documents()) == list(range(200))
    assert stream.failures() == []


def test_a_restart_of_the_index_loses_nothing_that_was_acknowledged(
    make_stream: MakeStream, account: LocalAccount
) -> None:
    stream = make_stream(RetryOptions={"DurationInSeconds": 600})
    restarts = [threading.Thread(target=account.order, args=("restart-index",)) for _ in range(3)]
    for number in range(90):
        stream.put(*({"number": number * 10 + item} for item in range(10)))
        if number % 30 == 10:
            restarts[number // 30].start()
    for restart in restarts:
        restart.join()
    eventually(lambda: len(stream.documents()) == 900)
    assert stream.failures() == []


def test_a_rejected_document_lies_in_the_bucket_and_nowhere_else(
    make_stream: MakeStream, account: LocalAccount
) -> None:
    stream = make_stream()
    account.order("faults", {"rates": {"search.item_rejected": 0.5}, "seed": 3})
    stream.put(*({"number": number} for number in range(40)))
    eventually(lambda: len(stream.documents()) + len(stream.failures()) == 40)
    assert 0 < len(stream.failures()) < 40


def test_a_share_of_posts_is_refused_whenever_they_come(
    make_stream: MakeStream, account: LocalAccount
) -> None:
    stream = make_stream()
    account.order("faults", {"rates": {"search.unfit": 0.5}, "seed": 1})
    for version in ("first", "edited"):
        stream.put(*({"id": str(post), "text": version} for post in range(20)))
    stream.put({"text": "no post"})
    eventually(lambda: len(stream.documents()) + len(stream.failures()) == 41)
    refused = [json.loads(base64.b64decode(each["rawData"]))["id"] for each in stream.failures()]
    assert 0 < len(set(refused)) < 20
    assert Counter(refused) == dict.fromkeys(refused, 2)


def test_a_killed_function_fails_its_batch_and_not_the_stream(
    make_stream: MakeStream, account: LocalAccount
) -> None:
    waiting = "import time\ndef handler(event, context): time.sleep(300)"
    stream = make_stream(transform=waiting, parameters={"NumberOfRetries": "0"})
    function = f"transform-{stream.name}"
    # A busy machine may be late to kill it: its time must not be up before.
    account.client("lambda").update_function_configuration(FunctionName=function, Timeout=300)
    stream.put({"a": 1})
    eventually(lambda: account.state()["running"].get(function) == 1)
    assert account.order("kill", {"function": function}).json() == {"killed": 1}
    (failure,) = eventually(stream.failures)
    assert failure["errorCode"] == "Lambda.FunctionError"
    assert "Runtime.ExitError" in failure["errorMessage"]
