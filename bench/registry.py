"""All benchmarks by name. A new one is a module with a function of `Options`, and a line here."""

from __future__ import annotations

from bench.archives import archive_benchmark
from bench.figure import Benchmark
from bench.sentiment_cpu import sentiment_cpu
from bench.sentiment_rate import sentiment_rate
from bench.sentiment_units import sentiment_units

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
}
