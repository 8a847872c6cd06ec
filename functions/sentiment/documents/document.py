"""Makes the document that is indexed: the record, its sentiment, a link and its week."""

from __future__ import annotations

import json
from binascii import b2a_base64

from sentiment.comprehend.analysis import LABELS, Analysis, Skip
from sentiment.documents.post_time import time_of_post
from sentiment.documents.record import BadRecordError, Document
from sentiment.documents.week import week_of
from shared.iso_time import iso_time

_ANALYSIS_FIELDS = frozenset(
    {"sentiment", "sentiment_score", "sentiment_net", "sentiment_skipped", "lag_seconds"}
)
# Elasticsearch's mapper refuses documents that have fields of these names.
_METADATA_FIELDS = frozenset({"_id", "_index", "_type", "_source", "_routing"})

_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")
).encode


def is_analysed(document: Document) -> bool:
    """Whether the document was here before and came back because it could not be indexed."""
    label, reason = document.get("sentiment"), document.get("sentiment_skipped")
    if isinstance(label, str):
        return label in LABELS and isinstance(document.get("sentiment_score"), dict)
    return isinstance(reason, str) and bool(reason)


def add_sentiment(document: Document, outcome: Analysis | Skip, now: float) -> None:
    """Put the outcome into the document, in place of any older one.

    `now` is in seconds since 1970; `lag_seconds` is how long before it this version was posted.
    """
    _remove(document, _ANALYSIS_FIELDS)
    if isinstance(outcome, Analysis):
        document["sentiment"] = outcome.sentiment
        document["sentiment_score"] = {
            "positive": outcome.positive,
            "negative": outcome.negative,
            "neutral": outcome.neutral,
            "mixed": outcome.mixed,
        }
        document["sentiment_net"] = round(outcome.positive - outcome.negative, 4)
    else:
        document["sentiment_skipped"] = outcome.reason.value
    document["analysed_at"] = iso_time(now)
    created = time_of_post(document.get("revision"), document.get("created_at"))
    if created is not None:
        document["lag_seconds"] = round(max(0.0, now - created), 3)


def encode_document(document: Document, now: float) -> str:
    """Return base64 of the finished document: one line of JSON, with `url` and `bucket`.

    `now` is in seconds since 1970. Raises `BadRecordError` for numbers that JSON cannot hold.
    """
    _remove(document, _METADATA_FIELDS)
    revision = document.get("revision")
    known = isinstance(revision, str) and revision not in ("", "0")
    shown = revision if known else document["id"]
    document["url"] = f"https://x.com/i/web/status/{shown}"
    document["bucket"] = week_of(document, now)
    try:
        return b2a_base64(_encode(document).encode(), newline=False).decode("ascii")
    except (ValueError, RecursionError) as error:
        raise BadRecordError(f"it cannot be written: {type(error).__name__}") from None


def _remove(document: Document, names: frozenset[str]) -> None:
    if not document.keys().isdisjoint(names):
        for name in names:
            document.pop(name, None)
