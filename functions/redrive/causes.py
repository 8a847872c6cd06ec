"""Tells apart what is the record's own fault from what an outage kept out."""

from __future__ import annotations

import json
from typing import Any

from redrive.objects import Failure

# What Elasticsearch 7.10 and OpenSearch 2 answer for a document that does not fit the mapping;
# the last two are Firehose's ("Data delivery errors" of its developer guide).
_OF_THE_RECORD = (
    "mapper_parsing_exception",
    "document_parsing_exception",
    "strict_dynamic_mapping_exception",
    "OS.MalformedData",
    "ES.MalformedData",
)


def is_its_own(failure: Failure) -> bool:
    """Whether the document itself was refused: no waiting cures that.

    Everything else may pass: a domain that is away, full, blocked or busy (5xx, 429, 403), a
    pipeline or an index that is not there yet, Comprehend that throttles, a transform that broke.
    """
    if failure.stage != "index":
        return False
    return failure.error_code in _OF_THE_RECORD or kind_of_error(failure) in _OF_THE_RECORD


def kind_of_error(failure: Failure) -> object:
    """Return the `type` of the engine's error, which Firehose hands on as its message.

    Only that: the rest of the message may quote a post.
    """
    try:
        error: Any = json.loads(failure.error_message)
    except (ValueError, RecursionError):
        return None
    return error.get("type") if isinstance(error, dict) else None
