"""All benchmarks by name. A new one is a module with a function of `Options`, and a line here."""

from __future__ import annotations

from bench.archives import archive_benchmark
from bench.collector.collector import collector
from bench.figure import Benchmark
from bench.gaps.gaps import gaps
from bench.outages import outages
from bench.redrive.redrive import redrive
from bench.sentiment.cpu import sentiment_cpu
from bench.sentiment.rate import sentiment_rate
from bench.sentiment.units import sentiment_units
from bench.windows.windows import windows

BENCHMARKS: dict[str, Benchmark] = {
    "sentiment-rate": sentiment_rate,
    "sentiment-cpu": sentiment_cpu,
    "sentiment-units": sentiment_units,
    "sentiment-archive": archive_benchmark(
        "sentiment",
        {"COMPREHEND_REGION": "us-east-1", "COMPREHEND_CALLS_PER_SECOND": "25"},
        mb_at_most=2.0,
        seconds_at_most=0.4,
    ),
    "collector": collector,
    "windows": windows,
    "gaps": gaps,
    "redrive": redrive,
    "outages": outages,
    "collector-archive": archive_benchmark(
        "collector",
        {
            "BEARER_TOKEN_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:x",
            "STATE_TABLE": "state",
            "DELIVERY_STREAM": "stream",
            "WINDOW_MINUTES": "14",
            "MAX_POSTS_PER_DAY": "1000",
            "MAX_POSTS_PER_MONTH": "20000",
            "EXPAND_AUTHORS": "false",
            "RECLAIM_CONNECTION": "true",
        },
        mb_at_most=3.0,
        seconds_at_most=0.5,
    ),
}
