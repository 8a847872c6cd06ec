"""A stream's destination is changed while records wait: none is lost, and what comes is new."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.cloud.local_account import eventually
from tests.contract.cloud.stream import DeliveryStream

MakeStream = Callable[..., DeliveryStream]

LONG = {"SizeInMBs": 5, "IntervalInSeconds": 60}
AT_ONCE = {"SizeInMBs": 5, "IntervalInSeconds": 0}


def test_what_waits_while_the_destination_is_changed_is_delivered(make_stream: MakeStream) -> None:
    stream = make_stream(BufferingHints=LONG)
    stream.put({"number": 1})
    update(stream, BufferingHints=AT_ONCE)
    stream.put({"number": 2})
    eventually(lambda: [each["number"] for each in stream.documents()] == [2])
    eventually(lambda: {each["number"] for each in stream.documents()} == {1, 2})
    assert stream.account.state()["waiting"] == {
        "buffered": 0,
        "in_flight": 0,
        "waiting_for_s3": 0,
    }


def test_the_backup_is_changed_where_it_says_so_and_kept_elsewhere(
    make_stream: MakeStream,
) -> None:
    stream = make_stream()
    update(stream, S3Update={"ErrorOutputPrefix": "elsewhere/!{firehose:error-output-type}/"})
    stream.put(b"no json")
    (failure,) = eventually(stream.failures)
    assert failure["key"].startswith("elsewhere/elasticsearch-failed/")
    assert failure["key"].endswith(".gz")


def test_a_change_that_aws_would_refuse_is_refused(make_stream: MakeStream) -> None:
    stream = make_stream()
    with pytest.raises(ClientError, match="IntervalInSeconds"):
        update(stream, BufferingHints={"SizeInMBs": 5, "IntervalInSeconds": 901})
    stream.put({"number": 1})
    eventually(lambda: len(stream.documents()) == 1)


def update(stream: DeliveryStream, **changes: Any) -> None:
    firehose = stream.account.client("firehose")
    described = firehose.describe_delivery_stream(DeliveryStreamName=stream.name)
    standing = described["DeliveryStreamDescription"]
    firehose.update_destination(
        DeliveryStreamName=stream.name,
        CurrentDeliveryStreamVersionId=standing["VersionId"],
        DestinationId=standing["Destinations"][0]["DestinationId"],
        AmazonopensearchserviceDestinationUpdate=changes,
    )
