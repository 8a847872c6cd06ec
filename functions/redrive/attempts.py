"""Counts how often a record was sent again and refused for itself, inside the record itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from shared.iso_time import seconds_of
from shared.put_records import MAX_BYTES_A_RECORD
from shared.record_id import id_text, is_too_long


@dataclass(frozen=True, slots=True)
class Attempt:
    """A record to send again.

    `record` has one attempt more than the `before` that failed, `refused_before` of them for what
    it is itself; `created_at` is when its post was written and `collected_at` when it was read from
    X, in seconds since 1970, or None when it does not say so.
    """

    record: bytes
    before: int
    refused_before: int
    created_at: float | None
    collected_at: float | None


def next_attempt(record: bytes, *, is_refused: bool) -> Attempt | None:
    """Return the record to send again, with `attempts` one higher, and `refused` too if the index
    refused it for what it is; None if that is in vain.

    It is for records that are no JSON object with an `id` that the index takes (the transform can
    never read them) and those that grew beyond what Firehose takes, or hold numbers that JSON does
    not know.
    """
    try:
        post = json.loads(record, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    if not isinstance(post, dict) or not _is_id(post.get("id")):
        return None
    before, refused_before = (_count(post.get(name)) for name in ("attempts", "refused"))
    post["attempts"] = before + 1
    if is_refused:
        post["refused"] = refused_before + 1
    try:
        again = _write(post)
    except ValueError:  # a number beyond all, such as 1e999
        return None
    if len(again) > MAX_BYTES_A_RECORD:
        return None
    created_at, collected_at = (
        seconds_of(post.get(f"{done}_at")) for done in ("created", "collected")
    )
    return Attempt(again, before, refused_before, created_at, collected_at)


def _count(value: Any) -> int:
    return max(0, value) if isinstance(value, int) else 0


def _write(post: dict[str, Any]) -> bytes:
    text = json.dumps(post, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which only an escape can hold
        return json.dumps(post, separators=(",", ":")).encode()


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _is_id(value: Any) -> bool:
    text = id_text(value)
    return text is not None and not is_too_long(text)
