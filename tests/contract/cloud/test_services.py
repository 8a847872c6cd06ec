from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.model import ListShape, Shape, StructureShape

from sandbox.cloud.emulator import missing_names
from sandbox.cloud.services.comprehend import LANGUAGES
from sandbox.cloud.services.rate_limit import RateLimit
from tests.contract.cloud.local_account import LocalAccount, allow, eventually
from tests.contract.cloud.stream import DeliveryStream

MakeStream = Callable[..., DeliveryStream]


def follows(shape: Shape, value: Any) -> None:
    """Fail unless a parsed answer has every required member of its model, and no other ones."""
    if isinstance(shape, StructureShape):
        members = {key for key in value if key != "ResponseMetadata"}
        assert members <= set(shape.members), shape.name
        assert set(shape.required_members) <= members, shape.name
        for name in members:
            follows(shape.members[name], value[name])
    elif isinstance(shape, ListShape):
        for item in value:
            follows(shape.member, item)


def operation(service: str, name: str) -> Any:
    return boto3.session.Session()._session.get_service_model(service).operation_model(name)


def refusal(service: str, name: str, call: Callable[[], object]) -> Mapping[str, str]:
    """Return the error of a call, which the service's model must know."""
    with pytest.raises(ClientError) as caught:
        call()
    error = caught.value.response["Error"]
    known = {shape.name for shape in operation(service, name).error_shapes}
    assert error["Code"] in known
    return {"code": error["Code"], "message": error["Message"]}


def test_no_private_name_of_ministack_has_disappeared() -> None:
    assert missing_names() == []


def test_a_batch_is_answered_in_the_form_of_its_model(account: LocalAccount) -> None:
    comprehend = account.client("comprehend")
    answer = comprehend.batch_detect_sentiment(
        TextList=["I love this", "I hate this, terrible", "A table"], LanguageCode="en"
    )
    follows(operation("comprehend", "BatchDetectSentiment").output_shape, answer)
    sentiments = [item["Sentiment"] for item in answer["ResultList"]]
    assert sentiments == ["POSITIVE", "NEGATIVE", "NEUTRAL"]
    assert [item["Index"] for item in answer["ResultList"]] == [0, 1, 2]
    for item in answer["ResultList"]:
        assert sum(item["SentimentScore"].values()) == pytest.approx(1, abs=1e-4)
    one = comprehend.detect_sentiment(Text="I love this", LanguageCode="en")
    follows(operation("comprehend", "DetectSentiment").output_shape, one)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_of_comprehend_is_judged(account: LocalAccount, language: str) -> None:
    answer = account.client("comprehend").batch_detect_sentiment(
        TextList=["😀😍", "😡😭", "123"], LanguageCode=language
    )
    sentiments = [item["Sentiment"] for item in answer["ResultList"]]
    assert sentiments[0] == "POSITIVE"
    assert sentiments[2] == "NEUTRAL"


@pytest.mark.parametrize(
    ("texts", "language", "code"),
    [
        (["a"] * 26, "en", "BatchSizeLimitExceededException"),
        (["a", "ü" * 2501], "en", "TextSizeLimitExceededException"),
        (["a"], "nl", "UnsupportedLanguageException"),
        ([], "en", "InvalidRequestException"),
    ],
)
def test_comprehends_limits_are_kept(
    account: LocalAccount, texts: list[str], language: str, code: str
) -> None:
    comprehend = account.client("comprehend")
    error = refusal(
        "comprehend",
        "BatchDetectSentiment",
        lambda: comprehend.batch_detect_sentiment(TextList=texts, LanguageCode=language),
    )
    assert error["code"] == code


def test_comprehend_takes_25_batches_a_second() -> None:
    now = 0.0
    quota = RateLimit(25, 1.0, clock=lambda: now)
    assert sum(quota.take() for _ in range(100)) == 25
    now = 0.5
    assert sum(quota.take() for _ in range(100)) == 12
    now = 60.0
    assert sum(quota.take() for _ in range(100)) == 25


def test_comprehend_needs_its_permission(
    account: LocalAccount, unique: Callable[[str], str]
) -> None:
    code = """
import boto3
def handler(event, context):
    call = boto3.client("comprehend").batch_detect_sentiment
    return call(TextList=["fine"], LanguageCode="en")["ResultList"][0]["Sentiment"]
"""
    name = unique("function")
    account.function(name, code, account.role(name, "lambda.amazonaws.com"))
    result, _ = account.invoke(name)
    assert "not authorized to perform: comprehend:BatchDetectSentiment" in result["errorMessage"]
    account.permit(name, allow("comprehend:BatchDetectSentiment"))
    assert account.invoke(name) == ("POSITIVE", None)


def test_faults_of_comprehend_are_its_own_errors(account: LocalAccount) -> None:
    comprehend = account.client("comprehend")
    account.order("faults", {"rates": {"comprehend.item_error": 1}})
    answer = comprehend.batch_detect_sentiment(TextList=["a", "b"], LanguageCode="en")
    follows(operation("comprehend", "BatchDetectSentiment").output_shape, answer)
    assert [item["Index"] for item in answer["ErrorList"]] == [0, 1]
    account.order("faults", {"rates": {"comprehend.throttled": 1}})
    with pytest.raises(ClientError, match="ThrottlingException"):
        comprehend.detect_sentiment(Text="a", LanguageCode="en")


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


def test_dynamodb_can_be_throttled(account: LocalAccount) -> None:
    account.order("faults", {"rates": {"dynamodb.throttled": 1}})
    error = refusal(
        "dynamodb",
        "GetItem",
        lambda: account.client("dynamodb").get_item(TableName="t", Key={"k": {"S": "1"}}),
    )
    assert error["code"] == "ProvisionedThroughputExceededException"


@pytest.mark.parametrize(
    "order",
    [{"rates": {"firehose.gone": 1}}, {"rates": {"firehose.partial": 2}}, {"seed": 1}, [], None],
)
def test_an_order_that_is_not_understood_is_explained(account: LocalAccount, order: object) -> None:
    answer = account.order("faults", order)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert account.state()["faults"] == {}


def test_a_permission_for_one_namespace_of_metrics_is_for_that_alone(
    account: LocalAccount, unique: Callable[[str], str]
) -> None:
    code = """
import boto3
def handler(event, context):
    put = boto3.client("cloudwatch").put_metric_data
    put(Namespace=event, MetricData=[{"MetricName": "a", "Value": 1}])
"""
    own = {
        **allow("cloudwatch:PutMetricData"),
        "Condition": {"StringEquals": {"cloudwatch:namespace": "Own"}},
    }
    name = unique("function")
    account.function(name, code, account.role(name, "lambda.amazonaws.com", own))
    assert account.invoke(name, "Own") == (None, None)
    result, _ = account.invoke(name, "Other")
    assert "cloudwatch:PutMetricData" in result["errorMessage"]


def test_a_domain_that_aws_would_refuse_is_refused(account: LocalAccount) -> None:
    with pytest.raises(ClientError, match="needs EncryptionAtRestOptions"):
        account.client("opensearch").create_domain(
            DomainName="open", AdvancedSecurityOptions={"Enabled": True}
        )
    assert "open" not in json.dumps(account.client("opensearch").list_domain_names())
