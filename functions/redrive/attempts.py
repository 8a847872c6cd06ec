"""Counts how often a record was sent again, inside the record itself."""

from __future__ import annotations

import json

from shared.put_records import MAX_BYTES_A_RECORD

MAX_ATTEMPTS = 3


def next_attempt(record: bytes) -> bytes | None:
    """Return the record to send again, with `attempts` one higher, or None if it is given up.

    Given up are records after their third attempt, those that are no JSON object (the transform
    can never read them) and those that grew beyond what Firehose takes.
    """
    try:
        post = json.loads(record)
    except (ValueError, RecursionError):
        return None
    if not isinstance(post, dict):
        return None
    attempts = post.get("attempts")
    attempts = max(0, attempts) if isinstance(attempts, int) else 0
    if attempts >= MAX_ATTEMPTS:
        return None
    post["attempts"] = attempts + 1
    try:
        again = json.dumps(post, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which only an escape can hold
        again = json.dumps(post, separators=(",", ":")).encode()
    return again if len(again) <= MAX_BYTES_A_RECORD else None
