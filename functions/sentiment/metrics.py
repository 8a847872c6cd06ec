"""The report of an invocation as CloudWatch metrics."""

from __future__ import annotations

from aws_lambda_powertools.metrics import Metrics, MetricUnit

from sentiment.comprehend.analysis import SkipReason
from sentiment.transform import TransformReport

SKIPPED_METRICS = {
    SkipReason.NO_TEXT: "PostsSkippedNoText",
    SkipReason.UNKNOWN_LANGUAGE: "PostsSkippedUnknownLanguage",
    SkipReason.UNSUPPORTED_LANGUAGE: "PostsSkippedUnsupportedLanguage",
    SkipReason.REFUSED: "PostsSkippedRefused",
}


def add_metrics(metrics: Metrics, report: TransformReport) -> None:
    """Add one value for each number of the report; zeros too, so that alarms see them."""
    values = {
        "PostsAnalysed": report.analysed,
        "PostsAnalysedBefore": report.analysed_before,
        "PostsSkipped": report.skipped.total(),
        "PostsFailed": report.failed,
        "ComprehendCalls": report.calls,
        "ComprehendThrottles": report.throttles,
        "ComprehendUnitsBilled": report.units_billed,
        "ComprehendUnitsSaved": report.units_saved,
    }
    values["ComprehendDenied"] = bool(report.advice)
    values |= {name: report.skipped[reason] for reason, name in SKIPPED_METRICS.items()}
    for name, value in values.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
    share = report.failed / report.posts if report.posts else 0.0
    metrics.add_metric(name="PostsFailedShare", unit=MetricUnit.Percent, value=100 * share)
