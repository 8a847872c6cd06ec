from __future__ import annotations

import json
from typing import TYPE_CHECKING

import boto3

from bench.windows.cloud import Firehose

if TYPE_CHECKING:
    from mypy_boto3_firehose.type_defs import RecordTypeDef


def test_what_comes_twice_to_one_stream_is_counted_twice_and_only_there() -> None:
    firehose = Firehose(["a", "b", "unused"])
    with firehose.serving() as url:
        client = boto3.client(
            "firehose",
            endpoint_url=url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        for stream, ids in (("a", ["1", "2"]), ("a", ["2"]), ("b", ["2"])):
            records: list[RecordTypeDef] = [
                {"Data": json.dumps({"revision": post_id}).encode()} for post_id in ids
            ]
            answer = client.put_record_batch(DeliveryStreamName=stream, Records=records)
            assert answer["FailedPutCount"] == 0
            assert len(answer["RequestResponses"]) == len(ids)
        client.close()
    assert firehose.times_by_id("a") == {"1": 1, "2": 2}
    assert firehose.times_by_id("b") == {"2": 1}
    assert firehose.times_by_id("unused") == {}
