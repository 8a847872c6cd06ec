"""The report of an invocation as CloudWatch metrics."""

from __future__ import annotations

from aws_lambda_powertools.metrics import Metrics, MetricUnit

from sentiment.comprehend.analysis import SkipReason
from sentiment.transform import TransformReport
from shared.metrics import add_counts

SKIPPED_FIGURES = {
    SkipReason.NO_TEXT: "PostsSkippedNoText",
    SkipReason.UNKNOWN_LANGUAGE: "PostsSkippedUnknownLanguage",
    SkipReason.UNSUPPORTED_LANGUAGE: "PostsSkippedUnsupportedLanguage",
    SkipReason.REFUSED: "PostsSkippedRefused",
}


def add_metrics(metrics: Metrics, report: TransformReport) -> None:
    """Add one value for each number of the report; zeros too, so that alarms see them.

    Posts that need no analysis tell nothing of whether it works: after them alone there is neither
    a share that failed nor a denial, and alarms stay as they are.
    """
    watched = {
        "PostsAnalysed": report.analysed,
        "PostsSkipped": report.skipped.total(),
        "PostsFailed": report.failed,
        "ComprehendThrottles": report.throttles,
        "ComprehendUnitsBilled": report.units_billed,
        "ComprehendUnitsSaved": report.units_saved,
    }
    if needed_analysis := report.analysed + report.failed:
        watched["ComprehendDenied"] = bool(report.advice)
    told = {"PostsAnalysedBefore": report.analysed_before, "ComprehendCalls": report.calls}
    told |= {name: report.skipped[reason] for reason, name in SKIPPED_FIGURES.items()}
    add_counts(metrics, watched, told)
    if needed_analysis:
        share = 100 * report.failed / report.posts
        metrics.add_metric(name="PostsFailedShare", unit=MetricUnit.Percent, value=share)
