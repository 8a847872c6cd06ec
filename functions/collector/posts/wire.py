"""The record as Firehose gets it: one compact JSON object in valid UTF-8, of bounded size."""

from __future__ import annotations

import json

from collector.posts.record import LONGEST_TEXT, Record
from shared.put_records import MAX_BYTES_A_RECORD

LISTS = ("hashtags", "mentions", "cashtags", "urls", "matched")
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def encode(record: Record) -> bytes:
    """Return the bytes of a record.

    Lone surrogates, which JSON can carry and UTF-8 can't, become U+FFFD. A record over Firehose's
    1,000 KiB loses its lists, then the end of its text.
    """
    data = _utf8(_encoder.encode(record))
    if len(data) <= MAX_BYTES_A_RECORD:
        return data
    smaller = {**record, **{name: [] for name in LISTS if name in record}}
    return _utf8(_encoder.encode({**smaller, "text": str(record["text"])[:LONGEST_TEXT]}))


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
