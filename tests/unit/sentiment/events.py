"""Makes the records that Firehose hands to the transform, and reads what it gets back."""

from __future__ import annotations

import base64
import json
from typing import Any

POST = {
    "id": "2124880276750409793",
    "revision": "2124880276750409793",
    "text": "The turbines at Port Calder are spinning again. I love it!",
    "lang": "en",
    "kind": "original",
    "created_at": "2026-11-23T14:58:31.000Z",
    "matched": ["turbines"],
}


def post(**fields: object) -> dict[str, Any]:
    return POST | fields


def raw(data: bytes | str, record_id: str = "1") -> dict[str, Any]:
    encoded = data if isinstance(data, str) else base64.b64encode(data).decode()
    return {
        "recordId": record_id,
        "approximateArrivalTimestamp": 1_795_000_000_000,
        "data": encoded,
    }


def record(content: object, record_id: str = "1") -> dict[str, Any]:
    return raw(json.dumps(content).encode(), record_id)


def records(*contents: object) -> list[dict[str, Any]]:
    return [record(content, str(number)) for number, content in enumerate(contents)]


def document(result: dict[str, str]) -> dict[str, Any]:
    found = json.loads(base64.b64decode(result["data"]))
    assert isinstance(found, dict)
    return found
