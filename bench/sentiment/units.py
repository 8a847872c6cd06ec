"""What Comprehend bills for a stream of posts, beside one call for each post's whole text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bench.figure import Figure, Options
from bench.posts import posts, posts_from, record
from bench.sentiment.function import SentimentFunction
from sentiment.comprehend.analysis import Analysis, Outcome
from sentiment.comprehend.memory import Memory
from sentiment.comprehend.text import cut
from sentiment.comprehend.units import billed_units

_COUNT = 10_000
_RECORDS_AN_EVENT = 1_000
_ANSWER = Analysis("NEUTRAL", 0.0, 0.0, 1.0, 0.0)


def _answer_at_once(_language: str, texts: Sequence[str]) -> list[Outcome]:
    return [_ANSWER] * len(texts)


def _figure(name: str, stream: Iterable[dict[str, Any]], at_most: float) -> Figure:
    contents = list(stream)
    function, memory = SentimentFunction(_answer_at_once), Memory()
    units = 0
    for start in range(0, len(contents), _RECORDS_AN_EVENT):
        event = contents[start : start + _RECORDS_AN_EVENT]
        records = [record(post, number) for number, post in enumerate(event)]
        _, report = function.run(records, memory)
        units += report.units_billed
    alone = sum(billed_units(cut(post["text"])) for post in contents if post["text"])
    per_thousand = 1000 / len(contents)
    return Figure(
        name,
        units / alone,
        "of the tutorial's units",
        f"{units * per_thousand:.0f} units per 1,000 posts; "
        f"one call a post: {alone * per_thousand:.0f}",
        at_most=at_most,
    )


def sentiment_units(options: Options) -> Iterator[Figure]:
    """Count the units of a stream with 50 % reposts, and of real posts if a file was named."""
    stream = posts(_COUNT, seed=3, repost_share=0.5)
    yield _figure("units, half of the posts reposts", stream, at_most=0.52)
    if options.posts:
        yield _figure(f"units, posts of {options.posts.name}", posts_from(options.posts), 1.0)
