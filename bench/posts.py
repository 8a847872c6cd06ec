"""Made-up posts, as the collector hands them to Firehose."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.figure import SkippedError

_SENTENCES = (
    "the turbine yard at port calder is finally spinning again after nine weeks of repairs and "
    "crews say output should be back by friday I love how quiet these new blades are but hate "
    "every single delay 😀 🌊 naïve café #windpower"
)
_WORDS = _SENTENCES.split()
_FIRST_ID = 2124880276750409793
_LINK_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def post(number: int, text: str, kind: str = "original") -> dict[str, Any]:
    """Return the record of one post."""
    post_id = str(_FIRST_ID + number * 4_194_304)
    return {
        "id": post_id,
        "revision": post_id,
        "text": text,
        "created_at": "2026-11-23T14:58:31.000Z",
        "lang": "en",
        "kind": kind,
        "conversation_id": post_id,
        "author": {"id": "1790000000000000012"},
        "hashtags": ["windpower", "PortCalder"],
        "mentions": ["calder_harbour"],
        "cashtags": [],
        "urls": ["https://example.org/turbines/port-calder"],
        "matched": ["wind power"],
        "possibly_sensitive": False,
        "source": "stream",
        "collected_at": "2026-11-23T14:58:32.120Z",
    }


def posts(count: int, *, seed: int, repost_share: float = 0.0) -> Iterator[dict[str, Any]]:
    """Yield posts of 60 to 280 characters; reposts repeat the text of an earlier one."""
    chance = random.Random(seed)
    originals: list[str] = []
    for number in range(count):
        if originals and chance.random() < repost_share:
            yield post(number, chance.choice(originals), "repost")
            continue
        words = chance.choices(_WORDS, k=chance.randint(10, 45))
        link = "".join(chance.choices(_LINK_LETTERS, k=10))
        text = f"{' '.join(words)[:240]} {number} https://t.co/{link}"
        originals.append(text)
        yield post(number, text)


def posts_from(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the posts of a file of JSON lines with at least `text`, as English originals."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        yield from (post(i, json.loads(line)["text"]) for i, line in enumerate(lines) if line)
    except (OSError, ValueError, TypeError, LookupError) as error:
        raise SkippedError(
            f"{path} could not be read as JSON lines with a `text` each: {error}"
        ) from None


def record(content: dict[str, Any], record_id: int) -> dict[str, Any]:
    """Return a post as Firehose hands it to a transform."""
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return {"recordId": f"{record_id:056d}", "data": base64.b64encode(data).decode()}
