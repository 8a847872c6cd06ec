"""The edge to Amazon Comprehend: one BatchDetectSentiment call with a real client."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from sentiment.comprehend.analysis import LABELS, Analysis, Failed, Outcome, Skip, SkipReason
from sentiment.comprehend.faults import Fault, FaultKind, fault_kind, is_final_item_error
from shared.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_comprehend import ComprehendClient

Detect = Callable[[str, Sequence[str]], list[Outcome]]

PARALLEL_CALLS = 16
_CONNECT_SECONDS = 3
_READ_SECONDS = 10
_SCORE_DIGITS = 4


def comprehend_client(region: str, clock: Clock) -> ComprehendClient:
    """Return a client for `PARALLEL_CALLS` threads that never tries again by itself.

    Trying again is bounded by the invocation's deadline, which the client does not know.
    """
    return boto3.client(
        "comprehend",
        region_name=region,
        config=Config(
            connect_timeout=clock.real(_CONNECT_SECONDS),
            read_timeout=clock.real(_READ_SECONDS),
            max_pool_connections=PARALLEL_CALLS,
            parameter_validation=False,  # the limits are kept by construction
            retries={"mode": "standard", "total_max_attempts": 1},
            tcp_keepalive=True,
        ),
    )


def detect_with(client: ComprehendClient) -> Detect:
    """Return a function of a language and 1-25 texts that gives an outcome for each text.

    It raises `Fault` when the call fails as a whole.
    """

    def detect(language: str, texts: Sequence[str]) -> list[Outcome]:
        try:
            response = client.batch_detect_sentiment(
                TextList=texts,
                LanguageCode=language,  # type: ignore[arg-type]  # one of COMPREHEND_LANGUAGES
            )
        except ClientError as error:
            raise _fault(error) from None
        except BotoCoreError as error:
            raise Fault(FaultKind.UNAVAILABLE, type(error).__name__) from None
        return outcomes(response, len(texts))

    return detect


def _fault(error: ClientError) -> Fault:
    code = error.response.get("Error", {}).get("Code", "Unknown")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
    kind = fault_kind(code, status)
    return Fault(kind, code, str(error) if kind is FaultKind.NOT_ALLOWED else "")


def outcomes(response: Mapping[str, Any], count: int) -> list[Outcome]:
    """Read an answer of BatchDetectSentiment: one outcome for each of the `count` texts sent.

    A text that the answer does not mention, or whose item cannot be understood, is `Failed`.
    """
    found: list[Outcome] = [Failed("NoAnswer")] * count
    for item in response.get("ResultList", ()):
        index = item.get("Index", -1)
        if 0 <= index < count and item.get("Sentiment") in LABELS:
            found[index] = _analysis(item)
    for item in response.get("ErrorList", ()):
        index, code = item.get("Index", -1), str(item.get("ErrorCode", "Unknown"))
        if 0 <= index < count:
            final = is_final_item_error(code)
            found[index] = Skip(SkipReason.REFUSED) if final else Failed(code)
    return found


def _analysis(item: Mapping[str, Any]) -> Analysis:
    score = item.get("SentimentScore", {})
    return Analysis(
        item["Sentiment"],
        round(score.get("Positive", 0.0), _SCORE_DIGITS),
        round(score.get("Negative", 0.0), _SCORE_DIGITS),
        round(score.get("Neutral", 0.0), _SCORE_DIGITS),
        round(score.get("Mixed", 0.0), _SCORE_DIGITS),
    )
