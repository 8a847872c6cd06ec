"""AWS inside the process: the services' own answers, and what a test lets become of a call."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from sandbox.simulation.aws import Call, InProcessAws, NoAnswer, Refused
from sandbox.simulation.firehose import KeptRecords, delivery_stream


def put(dynamodb: Any, table: str, item_id: str, **more: Any) -> None:
    dynamodb.put_item(TableName=table, Item={"id": {"S": item_id}}, **more)


def ids(dynamodb: Any, table: str) -> list[str]:
    return sorted(item["id"]["S"] for item in dynamodb.scan(TableName=table)["Items"])


def test_the_services_answer_as_in_the_local_cloud(dynamodb: Any, table: str) -> None:
    put(dynamodb, table, "one")
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        put(dynamodb, table, "one", ConditionExpression="attribute_not_exists(id)")
    with pytest.raises(ClientError, match="ResourceNotFound"):
        put(dynamodb, "no-such-table", "one")
    assert ids(dynamodb, table) == ["one"]


def test_a_bucket_keeps_bytes_and_answers_in_its_own_way(aws: InProcessAws) -> None:
    s3 = aws.client("s3")
    bucket = f"bucket-{uuid.uuid4().hex}"
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="a folder/ä", Body=b"\x00\xff")
    assert s3.get_object(Bucket=bucket, Key="a folder/ä")["Body"].read() == b"\x00\xff"
    listed = s3.list_objects_v2(Bucket=bucket, Prefix="a f")["Contents"]
    assert [item["Key"] for item in listed] == ["a folder/ä"]
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket=bucket, Key="other")


def test_calls_are_listed_with_their_operation_and_body(
    aws: InProcessAws, dynamodb: Any, table: str
) -> None:
    put(dynamodb, table, "one")
    create, call = aws.calls
    assert (create.service, create.operation) == ("dynamodb", "CreateTable")
    item = {"TableName": table, "Item": {"id": {"S": "one"}}}
    assert call == Call("dynamodb", "PutItem", item, "http://aws.local/", "/")


@pytest.mark.parametrize(("status", "code"), [(400, "Throttling"), (500, "InternalFailure")])
def test_a_refused_call_is_not_done_and_tried_once(
    aws: InProcessAws, dynamodb: Any, table: str, status: int, code: str
) -> None:
    aws.intervention = lambda call: Refused(code, status) if call.operation == "PutItem" else None
    with pytest.raises(ClientError) as refused:
        put(dynamodb, table, "one")
    assert refused.value.response["Error"]["Code"] == code
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert [call.operation for call in aws.calls].count("PutItem") == 1
    assert ids(dynamodb, table) == []


@pytest.mark.parametrize("done", [True, False])
def test_an_answer_that_is_lost_says_nothing_of_whether_it_was_done(
    aws: InProcessAws, dynamodb: Any, table: str, done: bool
) -> None:
    aws.intervention = lambda call: NoAnswer(done) if call.operation == "PutItem" else None
    with pytest.raises(ConnectionClosedError):
        put(dynamodb, table, "one")
    assert ids(dynamodb, table) == (["one"] if done else [])


def test_an_intervention_may_do_something_before_the_call_is_done(
    aws: InProcessAws, dynamodb: Any, table: str
) -> None:
    def delete_before(call: Call) -> None:
        if call.operation == "Scan":
            dynamodb.delete_item(TableName=table, Key={"id": {"S": "one"}})

    put(dynamodb, table, "one")
    aws.intervention = delete_before
    assert ids(dynamodb, table) == []


@pytest.fixture
def stream(aws: InProcessAws) -> tuple[Any, KeptRecords, Any]:
    kept, faults = delivery_stream("posts")
    return aws.client("firehose"), kept, faults


def send(firehose: Any, *data: bytes) -> Any:
    records = [{"Data": each} for each in data]
    return firehose.put_record_batch(DeliveryStreamName="posts", Records=records)


def test_what_firehose_acknowledged_is_kept_in_order(stream: Any) -> None:
    firehose, kept, _ = stream
    assert send(firehose, b'{"a":1}', b'{"b":2}')["FailedPutCount"] == 0
    assert firehose.put_record(DeliveryStreamName="posts", Record={"Data": b'{"c":3}'})["RecordId"]
    assert kept.data == [b'{"a":1}', b'{"b":2}', b'{"c":3}']
    assert kept.records() == [{"a": 1}, {"b": 2}, {"c": 3}]
    assert kept.batches == [2, 1]


def test_what_firehose_refused_is_not_kept(stream: Any) -> None:
    firehose, kept, faults = stream
    faults.order({"firehose.partial": 0.5}, seed=1)
    data = [b"%d" % number for number in range(50)]
    answer = send(firehose, *data)
    refused = [bool(each.get("ErrorCode")) for each in answer["RequestResponses"]]
    assert 0 < sum(refused) == answer["FailedPutCount"] < 50
    assert kept.data == [each for each, no in zip(data, refused, strict=True) if not no]
    faults.order({"firehose.unavailable": 1.0})
    with pytest.raises(ClientError, match="ServiceUnavailable"):
        send(firehose, b"x")
    faults.heal()
    assert b"x" not in kept.data


def test_what_was_taken_although_the_answer_is_an_error_is_kept(stream: Any) -> None:
    firehose, kept, faults = stream
    faults.order({"firehose.accepted_then_error": 1.0})
    with pytest.raises(ClientError, match="InternalFailure"):
        send(firehose, b"x")
    assert kept.data == [b"x"]


def test_firehose_keeps_its_limits(stream: Any) -> None:
    firehose, kept, _ = stream
    with pytest.raises(ClientError, match="a batch holds 1 to 500"):
        send(firehose, *[b"x"] * 501)
    with pytest.raises(ClientError, match="ResourceNotFound"):
        firehose.put_record_batch(DeliveryStreamName="other", Records=[{"Data": b"x"}])
    assert kept.data == []


def test_a_stream_that_is_made_anew_has_kept_nothing(stream: Any) -> None:
    firehose, kept, _ = stream
    send(firehose, b"old")
    new, _ = delivery_stream("posts")
    send(firehose, b"new")
    assert (kept.data, new.data) == ([b"old"], [b"new"])
