"""The transform's own CPU per record, beside the least that any transform must do."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from statistics import median

from bench.aws.stand_in import aws_stand_in
from bench.figure import Figure, Options
from bench.measure import cpu_seconds, interleaved, median_ratio
from bench.posts import posts, record
from bench.sentiment.function import Records, SentimentFunction, our_detect
from sentiment.comprehend.analysis import Analysis, Outcome

_RECORDS = 3_000
_ROUNDS_IN_ONE = 4  # they are short, and a busy neighbour disturbs single ones
_ANSWER = Analysis("NEUTRAL", 0.0313, 0.0187, 0.945, 0.005)


def _answer_at_once(_language: str, texts: Sequence[str]) -> list[Outcome]:
    return [_ANSWER] * len(texts)


def _floor(records: Records) -> None:
    for each in records:
        content = json.loads(base64.b64decode(each["data"]))
        base64.b64encode(json.dumps(content).encode()).decode()


def sentiment_cpu(options: Options) -> Iterator[Figure]:
    """Measure with an answer that costs nothing, and with the AWS client on top."""
    records = [record(post, number) for number, post in enumerate(posts(_RECORDS, seed=2))]
    with aws_stand_in(0) as url, our_detect(url) as detect:
        own, client = SentimentFunction(_answer_at_once), SentimentFunction(detect)
        # Apart, for the client leaves the processor's caches to neither of the other two.
        floors, owns = interleaved(
            options.rounds * _ROUNDS_IN_ONE,
            lambda: cpu_seconds(lambda: _floor(records)),
            lambda: cpu_seconds(lambda: own.run(records)),
        )
        client_floors, clients = interleaved(
            options.rounds,
            lambda: cpu_seconds(lambda: _floor(records)),
            lambda: cpu_seconds(lambda: client.run(records)),
        )
    microseconds = [median(values) / _RECORDS * 1e6 for values in (floors, owns, clients)]
    yield Figure(
        "own CPU per record",
        median_ratio(owns, floors),
        "x the floor",
        f"{microseconds[1]:.1f} us; base64 and JSON, in and out: {microseconds[0]:.1f} us",
        at_most=2.5,
    )
    yield Figure(
        "CPU with the AWS client",
        median_ratio(clients, client_floors),
        "x the floor",
        f"{microseconds[2]:.1f} us per record",
    )
