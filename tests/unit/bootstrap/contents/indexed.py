"""A post as it comes to the index, and the fields that the index has for it."""

from __future__ import annotations

import base64
import json
from typing import Any

from collector.posts.record import record_of
from redrive.attempts import next_attempt
from sentiment.comprehend.analysis import Analysis, Skip
from sentiment.documents.document import add_sentiment, encode_document

JsonObject = dict[str, Any]

KEYWORD = {"type": "keyword"}
WORD = {"type": "keyword", "ignore_above": 1024}
DATE, FLOAT, BOOLEAN = {"type": "date"}, {"type": "float"}, {"type": "boolean"}

FIELDS: JsonObject = {
    # Ids are names: nobody adds them up, and they pass what JavaScript counts exactly.
    "id": KEYWORD,
    "revision": KEYWORD,
    "conversation_id": KEYWORD,
    "author": {
        "properties": {
            "id": KEYWORD,
            "username": WORD,
            # Searched by its words, counted as a whole.
            "name": {"type": "text", "fields": {"keyword": WORD}},
            "followers": {"type": "long"},
            "verified": BOOLEAN,
        }
    },
    "text": {"type": "text"},
    # What panels count by.
    "kind": KEYWORD,
    "lang": KEYWORD,
    "source": KEYWORD,
    "sentiment": KEYWORD,
    "sentiment_skipped": KEYWORD,
    "matched": WORD,
    "hashtags": WORD,
    "mentions": WORD,
    "cashtags": WORD,
    "url": WORD,
    "urls": {"type": "keyword", "ignore_above": 4096},
    "created_at": DATE,
    "collected_at": DATE,
    "analysed_at": DATE,
    "lag_seconds": FLOAT,
    "sentiment_net": FLOAT,
    "sentiment_score": {
        "properties": dict.fromkeys(["positive", "negative", "neutral", "mixed"], FLOAT)
    },
    "possibly_sensitive": BOOLEAN,
    "attempts": {"type": "integer"},
    "refused": {"type": "integer"},
}
OURS = {"managed_by": "tweet-sentiment"}
POST = {
    "id": "1992390239023902390",
    "text": "made-up #Sun @ada $SUN https://t.co/x",
    "author_id": "7",
    "created_at": "2025-11-23T00:00:00.000Z",
    "lang": "en",
    "entities": {
        "hashtags": [{"tag": "Sun"}],
        "mentions": [{"username": "ada"}],
        "cashtags": [{"tag": "SUN"}],
        "urls": [{"expanded_url": "https://example.com"}],
    },
}
USER = {"id": "7", "username": "ada", "name": "Ada", "verified": True}
INCLUDES = {"users": [{**USER, "public_metrics": {"followers_count": 3}}]}


def document_of(outcome: Analysis | Skip) -> JsonObject:
    record = record_of(
        POST, INCLUDES, matched=["sun"], source="stream", collected_at=1_763_856_001.0
    )
    again = next_attempt(json.dumps(record).encode(), is_refused=True)
    assert again is not None
    document = json.loads(again.record)
    add_sentiment(document, outcome, 1_763_856_002.0)
    encoded: JsonObject = json.loads(base64.b64decode(encode_document(document, 1_763_856_002.0)))
    return encoded
