"""Documents as the sentiment function makes them, from made-up posts."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from sentiment.documents.week import week_of
from shared.snowflake import first_id_at

JsonObject = dict[str, Any]

SENTIMENTS = {"POSITIVE": 0.75, "NEGATIVE": -0.5, "NEUTRAL": 0.0, "MIXED": 0.125}


def document(created: datetime, number: int = 0, **changes: Any) -> JsonObject:
    """Return the document of a post of that time; `number` tells posts of one millisecond apart."""
    post_id = str(first_id_at(created.timestamp()) + number)
    made: JsonObject = {
        "id": post_id,
        "revision": post_id,
        "text": f"made-up post {number}",
        "created_at": created.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "collected_at": (created + timedelta(seconds=1)).isoformat().replace("+00:00", "Z"),
        "kind": "original",
        "lang": "en",
        "matched": ["climate change"],
        "source": "stream",
        "url": f"https://x.com/i/web/status/{post_id}",
        **changes,
    }
    return {**made, "bucket": week_of(made, created.timestamp())}


def many(amount: int, seed: int = 7) -> list[JsonObject]:
    """Return posts of twelve hours with every kind of value that a panel counts."""
    chance = random.Random(seed)
    start = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
    made = []
    for number in range(amount):
        created = start + timedelta(milliseconds=chance.randrange(12 * 3600 * 1000))
        lag_seconds = chance.randrange(4, 200) / 4
        sentiment = chance.choice(list(SENTIMENTS))
        outcome: JsonObject = {"sentiment": sentiment, "sentiment_net": SENTIMENTS[sentiment]}
        if number % 10 == 9:
            outcome = {"sentiment_skipped": chance.choice(["no_text", "unsupported_language"])}
        made.append(
            document(
                created,
                number,
                lang=chance.choice(["en", "en", "en", "de", "de", "ja"]),
                kind=chance.choice(["original", "original", "reply", "quote"]),
                source=chance.choice(["stream", "stream", "stream", "search"]),
                matched=chance.choice(
                    [["climate change"], ["#solar"], ["climate change", "#solar"]]
                ),
                hashtags=chance.sample(["solar", "wind", "vote"], chance.randrange(4)),
                author={"id": str(chance.randrange(30))},
                attempts=chance.choice([None, None, None, 1, 2]),
                lag_seconds=lag_seconds,
                analysed_at=(created + timedelta(seconds=lag_seconds))
                .isoformat(timespec="milliseconds")
                .replace("+00:00", "Z"),
                **outcome,
            )
        )
    return made
