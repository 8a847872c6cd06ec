"""Made-up documents of the index's shape, the same ones in every run."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

Json = dict[str, Any]

DASHBOARDS = Path(__file__).parents[3] / "dashboards"

START = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
BUCKET = "2026-w48"
HOSTILE_TEXT = (
    '<img src=x onerror="document.title=1"><script>document.title=1</script> & "more" '
    "</script x=1><!--<script x=2> "
)
HOSTILE_LINK = "javascript:document.title=1"
HOSTILE_WORD = "<b>bold</b>"
SENTIMENTS = ("POSITIVE", "NEGATIVE", "NEUTRAL", "MIXED")
NET = {"POSITIVE": 0.8, "NEGATIVE": -0.7, "NEUTRAL": 0.05, "MIXED": -0.1}


def documents(count: int = 120) -> list[Json]:
    """Return posts of two minutes, three languages and two keywords; the first one is hostile."""
    chance = random.Random(7)
    made = [_document(chance, number) for number in range(count)]
    made[0] |= {"text": HOSTILE_TEXT, "url": HOSTILE_LINK, "hashtags": [HOSTILE_WORD]}
    made[0]["matched"] = [HOSTILE_WORD]
    made[0]["created_at"] = _time(START + timedelta(minutes=5))  # the newest: it heads the table
    return made


def _document(chance: random.Random, number: int) -> Json:
    created = START + timedelta(seconds=chance.randrange(120))
    lag_seconds = round(chance.uniform(1, 20), 1)
    document: Json = {
        "id": str(1_990_000_000_000_000_000 + number),
        "revision": str(1_990_000_000_000_000_000 + number),
        "text": f"Made-up post number {number}",
        "created_at": _time(created),
        "collected_at": _time(created + timedelta(seconds=1)),
        "analysed_at": _time(created + timedelta(seconds=lag_seconds)),
        "lag_seconds": lag_seconds,
        "lang": chance.choice(("en", "en", "de", "ja")),
        "kind": chance.choice(("original", "reply", "quote", "repost")),
        "author": {"id": str(chance.randrange(40))},
        "hashtags": chance.sample(["vote", "climate", "solar", "wind"], chance.randrange(3)),
        "matched": chance.choice((["climate change"], ["#vote"], ["climate change", "#vote"])),
        "source": chance.choice(("stream", "stream", "stream", "search")),
        "url": f"https://x.com/i/web/status/{1_990_000_000_000_000_000 + number}",
    }
    if number % 10 == 9:
        return document | {"sentiment_skipped": "unsupported_language", "attempts": 1}
    sentiment = chance.choice(SENTIMENTS)
    net = round(NET[sentiment] + chance.uniform(-0.1, 0.1), 3)
    return document | {"sentiment": sentiment, "sentiment_net": net}


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
