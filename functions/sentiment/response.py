"""Firehose's answer: every record once, and no more than may be returned."""

from __future__ import annotations

import json
from collections.abc import Iterable

# "Both the Lambda request and response have a 6 MB limit": Data Transformation in the Amazon Data
# Firehose developer guide. The smaller reading of MB.
MAX_RESPONSE_BYTES = 6_000_000

_WRAPPING_BYTES = len('{"records": []}')
_FAILED_BYTES = len('{"recordId": , "result": "ProcessingFailed"}, ')

OK = "Ok"
PROCESSING_FAILED = "ProcessingFailed"

Result = dict[str, str]


def pack(documents: Iterable[tuple[str, str | None]]) -> list[Result]:
    """Return one result a record id, in their order, for pairs of the id and the base64 to deliver.

    Records without data are ProcessingFailed: Firehose keeps its own copy of them in the failures
    bucket. So are those that do not fit any more; redrive brings them back in another company.
    """
    results = dict(documents)
    # What every record takes when all fail is set aside first, so that none is left out.
    room = MAX_RESPONSE_BYTES - _WRAPPING_BYTES - len(results) * _FAILED_BYTES
    room -= len(json.dumps(list(results), separators=("", "")))
    packed = []
    for record_id, data in results.items():
        # "Ok" and the name of the data take less than "ProcessingFailed".
        if data is None or len(data) > room:
            packed.append({"recordId": record_id, "result": PROCESSING_FAILED})
            continue
        room -= len(data)
        packed.append({"recordId": record_id, "result": OK, "data": data})
    return packed
