"""Comprehend answers in the form of its models, keeps its limits, and fails as it does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from sandbox.cloud.services.comprehend import LANGUAGES
from sandbox.cloud.services.rate_limit import RateLimit
from tests.contract.cloud.local_account import LocalAccount, allow
from tests.contract.cloud.service_models import follows, operation, refusal


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
