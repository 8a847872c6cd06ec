"""Reads the collector's record out of what Firehose hands over."""

from __future__ import annotations

import binascii
import json
from typing import Any

from sentiment.documents.revision import revision_of
from shared.record_id import MOST_ID_BYTES, id_text, is_too_long

Document = dict[str, Any]


class BadRecordError(ValueError):
    """A record that cannot become a document; the message says why without quoting it."""


def _refuse_constant(name: str) -> None:
    raise BadRecordError(f"it holds {name}, which JSON does not know")


_decode = json.JSONDecoder(parse_constant=_refuse_constant).decode


def read_document(data: object) -> Document:
    """Return the record: base64 of one JSON object with an `id`, which becomes a string.

    Its `revision` orders it among the versions of its post, whatever came. Halves of surrogate
    pairs, which UTF-8 cannot hold, become U+FFFD. Raises `BadRecordError`.
    """
    if not isinstance(data, str):
        raise BadRecordError("it has no data")
    try:
        content = binascii.a2b_base64(data, strict_mode=True)
        document = _decode(content.decode())
        if b"\\u" in content:
            document = _decode(_without_lone_surrogates(document))
    except BadRecordError:
        raise
    except (ValueError, RecursionError) as error:
        raise BadRecordError(f"it is not base64 of JSON: {type(error).__name__}") from None
    if not isinstance(document, dict):
        raise BadRecordError(f"it is a JSON {type(document).__name__}, not an object")
    document["id"] = _id(document.get("id"))
    document["revision"] = revision_of(document)
    return document


def _without_lone_surrogates(document: object) -> str:
    text = json.dumps(document, ensure_ascii=False)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _id(value: object) -> str:
    text = id_text(value)
    if text is None:
        raise BadRecordError("it has no id")
    if is_too_long(text):
        raise BadRecordError(f"its id has more than {MOST_ID_BYTES} bytes")
    return text
