"""Firehose takes, refuses and loses records as it does in AWS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.cloud.local_account import LocalAccount, eventually
from tests.contract.cloud.service_models import follows, operation, refusal
from tests.contract.cloud.stream import DeliveryStream

MakeStream = Callable[..., DeliveryStream]


def test_records_are_taken_in_the_form_of_the_model(make_stream: MakeStream) -> None:
    stream = make_stream()
    firehose = stream.account.client("firehose")
    batch = stream.put({"a": 1}, {"a": 2})
    follows(operation("firehose", "PutRecordBatch").output_shape, batch)
    assert batch["FailedPutCount"] == 0
    assert len({item["RecordId"] for item in batch["RequestResponses"]}) == 2
    one = firehose.put_record(DeliveryStreamName=stream.name, Record={"Data": b"{}"})
    follows(operation("firehose", "PutRecord").output_shape, one)
    described = firehose.describe_delivery_stream(DeliveryStreamName=stream.name)
    follows(operation("firehose", "DescribeDeliveryStream").output_shape, described)
    (destination,) = described["DeliveryStreamDescription"]["Destinations"]
    told = destination["AmazonopensearchserviceDestinationDescription"]
    assert (told["IndexName"], told["RoleARN"]) == (stream.index, stream.role)


@pytest.mark.parametrize(
    "sizes", [[1] * 501, [1_024_001], [1_000_000] * 5], ids=["501 records", "1,001 KiB", "5 MB"]
)
def test_firehoses_limits_are_kept(make_stream: MakeStream, sizes: list[int]) -> None:
    stream = make_stream()
    error = refusal(
        "firehose", "PutRecordBatch", lambda: stream.put(*(b"x" * size for size in sizes))
    )
    assert error["code"] == "InvalidArgumentException"


def test_a_stream_that_is_not_there_is_told(account: LocalAccount) -> None:
    firehose = account.client("firehose")
    error = refusal(
        "firehose",
        "PutRecord",
        lambda: firehose.put_record(DeliveryStreamName="nobody", Record={"Data": b"1"}),
    )
    assert error["code"] == "ResourceNotFoundException"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"IndexName": "i" * 81}, "IndexName"),
        ({"TypeName": "_doc"}, "TypeName must be empty"),
        ({"BufferingHints": {"SizeInMBs": 101, "IntervalInSeconds": 0}}, "SizeInMBs is 101"),
        ({"BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 901}}, "IntervalInSeconds is"),
        ({"RetryOptions": {"DurationInSeconds": 7201}}, "DurationInSeconds is 7201"),
        ({"RoleARN": "arn:aws:iam::000000000000:role/nobody"}, "unable to assume role"),
    ],
)
def test_a_stream_that_aws_would_refuse_is_refused(
    make_stream: MakeStream, change: dict[str, Any], words: str
) -> None:
    with pytest.raises(ClientError, match="InvalidArgumentException") as caught:
        make_stream(**change)
    assert words in str(caught.value)


def test_a_role_that_firehose_may_not_assume_is_refused(
    make_stream: MakeStream, account: LocalAccount, unique: Callable[[str], str]
) -> None:
    role = account.role(unique("role"), "lambda.amazonaws.com")
    with pytest.raises(ClientError, match=r"firehose.* is not authorized"):
        make_stream(RoleARN=role)


def test_partial_failures_stand_in_the_place_of_their_record(make_stream: MakeStream) -> None:
    stream = make_stream()
    stream.account.order("faults", {"rates": {"firehose.partial": 0.5}, "seed": 1})
    answer = stream.put(*({"number": number} for number in range(100)))
    follows(operation("firehose", "PutRecordBatch").output_shape, answer)
    taken = [n for n, item in enumerate(answer["RequestResponses"]) if "RecordId" in item]
    assert answer["FailedPutCount"] == 100 - len(taken) > 0
    eventually(lambda: len(stream.documents()) == len(taken))
    assert sorted(document["number"] for document in stream.documents()) == taken


@pytest.mark.parametrize(
    ("fault", "code", "taken"),
    [
        ("firehose.unavailable", "ServiceUnavailableException", 0),
        ("firehose.internal", "InternalFailure", 0),
        ("firehose.accepted_then_error", "InternalFailure", 1),
    ],
)
def test_a_whole_call_can_fail(make_stream: MakeStream, fault: str, code: str, taken: int) -> None:
    stream = make_stream()
    stream.account.order("faults", {"rates": {fault: 1}})
    with pytest.raises(ClientError, match=code):
        stream.put({"a": 1})
    eventually(lambda: stream.account.state()["waiting"]["buffered"] == 0)
    eventually(lambda: len(stream.documents()) == taken)
