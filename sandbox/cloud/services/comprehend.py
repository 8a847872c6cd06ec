"""Amazon Comprehend's two sentiment calls, as a service of ministack so that IAM is enforced."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sandbox.cloud import emulator
from sandbox.cloud.context import Measured
from sandbox.cloud.services.rate_limit import RateLimit
from sandbox.cloud.services.sentiment import score

# "Languages supported in Amazon Comprehend", row "Sentiment".
LANGUAGES = ("de", "en", "es", "it", "pt", "fr", "ja", "ko", "hi", "ar", "zh", "zh-TW")
# API reference of BatchDetectSentiment and "Guidelines and quotas".
TEXTS_PER_BATCH = 25
BYTES_PER_TEXT = 5_000
BATCH_CALLS_PER_SECOND = 25
CALLS_PER_SECOND = 50
_TARGET = "Comprehend_20171127"

Judge = Callable[[str, str], dict[str, float]]
"""Takes a text and its language; returns {Positive, Negative, Neutral, Mixed}, 1 together."""


class ComprehendError(Exception):
    """An error of the service: its code, what it says, and the HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


class Comprehend:
    """Answers BatchDetectSentiment and DetectSentiment within their documented limits.

    `batch_quota` and `quota` are what the account has of the one and of the other.
    """

    def __init__(
        self, context: Measured, batch_quota: RateLimit, quota: RateLimit, judge: Judge = score
    ) -> None:
        self._context = context
        self._batch_quota = batch_quota
        self._quota = quota
        self._judge = judge
        self._operations = {
            "BatchDetectSentiment": self.batch_detect_sentiment,
            "DetectSentiment": self.detect_sentiment,
        }

    def install(self) -> None:
        """Register the service with ministack."""
        emulator.module("core.router").SERVICE_PATTERNS["comprehend"] = {
            "target_prefixes": [_TARGET],
            "host_patterns": [r"comprehend\."],
        }
        emulator.module("core.iam_actions").SERVICE_TO_IAM_NAMESPACE["comprehend"] = "comprehend"
        emulator.module("app").SERVICE_HANDLERS["comprehend"] = self.handle

    async def handle(
        self, _method: str, _path: str, headers: dict[str, str], body: bytes, _query: object
    ) -> tuple[int, dict[str, str], bytes]:
        """Answer one request of the JSON 1.1 protocol."""
        name = headers.get("x-amz-target", "").rpartition(".")[2]
        try:
            operation = self._operations.get(name, _unknown_operation)
            status, answer = 200, operation(json.loads(body or b"{}"))
        except ComprehendError as error:
            self._context.counters.add(f"comprehend.errors.{error.code}")
            status, answer = error.status, {"__type": error.code, "Message": str(error)}
        return status, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(answer).encode()

    def batch_detect_sentiment(self, request: dict[str, Any]) -> dict[str, Any]:
        """Analyse up to 25 texts of one language; every text is in one of the two lists."""
        texts = _texts(request)
        self._check_quota(self._batch_quota)
        self._check_language(request)
        if any(len(text.encode()) > BYTES_PER_TEXT for text in texts):
            raise ComprehendError(
                "TextSizeLimitExceededException", "Input text size exceeds limit of 5000 bytes."
            )
        results: list[dict[str, Any]] = []
        errors: list[dict[str, Any]] = []
        for index, text in enumerate(texts):
            if self._context.faults.happens("comprehend.item_error"):
                errors.append(
                    {
                        "Index": index,
                        "ErrorCode": "INTERNAL_SERVER_ERROR",
                        "ErrorMessage": "An internal server error occurred. Retry your request.",
                    }
                )
            else:
                results.append({"Index": index, **self._sentiment(text, request["LanguageCode"])})
        self._count(texts)
        self._context.counters.add("comprehend.failed_texts", len(errors))
        return {"ResultList": results, "ErrorList": errors}

    def detect_sentiment(self, request: dict[str, Any]) -> dict[str, Any]:
        """Analyse one text."""
        text = request.get("Text")
        if not isinstance(text, str) or not text:
            raise ComprehendError("InvalidRequestException", "Text must have at least 1 character.")
        self._check_quota(self._quota)
        self._check_language(request)
        if len(text.encode()) > BYTES_PER_TEXT:
            raise ComprehendError(
                "TextSizeLimitExceededException", "Input text size exceeds limit of 5000 bytes."
            )
        self._count([text])
        return self._sentiment(text, request["LanguageCode"])

    def _sentiment(self, text: str, language: str) -> dict[str, Any]:
        scores = self._judge(text, language)
        label = max(scores, key=lambda name: scores[name])
        return {
            "Sentiment": label.upper(),
            "SentimentScore": {name: round(value, 6) for name, value in scores.items()},
        }

    def _check_language(self, request: dict[str, Any]) -> None:
        if request.get("LanguageCode") not in LANGUAGES:
            raise ComprehendError(
                "UnsupportedLanguageException",
                f"Value {request.get('LanguageCode')!r} at 'languageCode' is not supported. "
                f"Supported: {', '.join(LANGUAGES)}",
            )

    def _check_quota(self, quota: RateLimit) -> None:
        if not quota.take() or self._context.faults.happens("comprehend.throttled"):
            raise ComprehendError("ThrottlingException", "Rate exceeded")
        if self._context.faults.happens("comprehend.internal"):
            raise ComprehendError("InternalServerException", "An internal server error", 500)

    def _count(self, texts: list[str]) -> None:
        counters = self._context.counters
        counters.add("comprehend.calls")
        counters.add("comprehend.texts", len(texts))
        counters.add("comprehend.units", sum(billed_units(text) for text in texts))


def billed_units(text: str) -> int:
    """Return what a text costs: units of 100 characters, at least 3 ("Comprehend pricing")."""
    return max(3, -(-len(text) // 100))


def _unknown_operation(_request: dict[str, Any]) -> dict[str, Any]:
    raise ComprehendError("UnknownOperationException", "The local cloud has no such operation")


def _texts(request: dict[str, Any]) -> list[str]:
    texts = request.get("TextList")
    if not isinstance(texts, list) or not texts:
        raise ComprehendError("InvalidRequestException", "TextList must have at least 1 item.")
    if len(texts) > TEXTS_PER_BATCH:
        raise ComprehendError(
            "BatchSizeLimitExceededException",
            f"TextList has {len(texts)} items; at most {TEXTS_PER_BATCH} are accepted.",
        )
    if not all(isinstance(text, str) and text for text in texts):
        raise ComprehendError(
            "InvalidRequestException", "Every text must have at least 1 character."
        )
    return texts
