"""The report of a run as CloudWatch metrics, and as the function's answer."""

from __future__ import annotations

from aws_lambda_powertools.metrics import Metrics, MetricUnit

from redrive.report import ObjectReport, RedriveReport, TellAside
from shared.metrics import add_counts


def counts_of(report: RedriveReport) -> dict[str, int]:
    """Return the numbers that the function answers with."""
    return {
        "objects": report.objects,
        "resent": report.resent,
        "superseded": report.superseded,
        "dead": report.dead,
        "unreadable": report.unreadable,
        "postponed": report.postponed,
        "left": report.left,
    }


def aside_told_to(metrics: Metrics, *, of_dead: bool) -> TellAside:
    """Return what tells at once what was put aside: a run that is killed tells nothing later."""

    def tell(done: ObjectReport) -> None:
        if not of_dead:
            aside = {"RecordsDead": done.dead, "ObjectsUnreadable": bool(done.unreadable)}
            add_counts(metrics, aside, {})
            metrics.flush_metrics()

    return tell


def add_metrics(metrics: Metrics, report: RedriveReport, *, of_dead: bool = False) -> None:
    """Add one value for each number of the report; zeros too, so that alarms see them.

    `ObjectsWaiting` is about what is still there when the run ends, `OldestWaitingSeconds` also
    about what it sent once more, of which nothing says that it arrives this time. What lies under
    dead/ was told when it was put aside, and waits for nobody but a person, who reads the answer:
    with `of_dead` no alarm hears of it again. What this run put aside `aside_told_to` has told:
    here of these there is but a zero.
    """
    sent = {"RecordsResent": report.resent, "PostsSuperseded": report.superseded}
    if of_dead:
        add_counts(metrics, sent, {"ObjectsRead": report.objects})
        return
    watched = {
        **sent,
        "RecordsDead": 0,
        "ObjectsUnreadable": 0,
        "ObjectsLeft": report.left,
        "ObjectsWaiting": report.left + report.postponed,
    }
    add_counts(metrics, watched, {"ObjectsRead": report.objects})
    metrics.add_metric(
        name="OldestWaitingSeconds", unit=MetricUnit.Seconds, value=report.waiting_seconds
    )
