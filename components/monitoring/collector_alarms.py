"""Alarms of the collector: whether windows start, are let in by X, and miss nothing for good."""

from __future__ import annotations

from components.monitoring.alarm import LESS_THAN, MORE_PERIODS_LOOKED_AT, Alarm
from components.monitoring.metrics import (
    MISSED_STARTS_SECONDS,
    OWN_NAMESPACE,
    collector_metric,
    missed_windows_metric,
    own_metric,
)
from components.settings.settings import StackSettings

SECONDS_A_DAY = 86_400
SHORTEST_SECONDS_BETWEEN_STARTS = 300
"""Of a short window the start may be late, and Lambda's metric, by more than its whole length."""


def collector_alarms(settings: StackSettings) -> tuple[Alarm, ...]:
    """Return the alarms of the collector and of its schedule."""
    window_seconds = settings.window_minutes * 60
    # Lambda tells of a window when it has ended, by the time of its start.
    start_seconds = max(window_seconds, SHORTEST_SECONDS_BETWEEN_STARTS)
    unheard = start_seconds * (3 + MORE_PERIODS_LOOKED_AT) // 60
    return (
        Alarm(
            name="collector-errors",
            description="A stream window failed. Its log says why; the next window fills the gap.",
            namespace="AWS/Lambda",
            metric="Errors",
            dimensions=collector_metric,
            statistic="Sum",
            threshold=1,
            period_seconds=window_seconds,
        ),
        Alarm(
            name="no-window",
            description=f"No stream window has ended that began in the last {unheard} minutes. "
            "Look at the schedule, and at its queue of starts that came to nothing.",
            namespace="AWS/Lambda",
            metric="Invocations",
            dimensions=collector_metric,
            statistic="Sum",
            comparison=LESS_THAN,
            threshold=1,
            period_seconds=start_seconds,
            periods=3,
            no_data="breaching",
            warm_up_minutes=unheard,
        ),
        Alarm(
            name="windows-missed",
            description="A start of a stream window came to nothing: the scheduler could not hand "
            "it over, Lambda had no concurrency left for it, or it failed. The message in the "
            "collector's queue says why; the next window fills the gap.",
            namespace="AWS/SQS",
            metric="NumberOfMessagesSent",
            dimensions=missed_windows_metric,
            statistic="Sum",
            threshold=1,
            period_seconds=MISSED_STARTS_SECONDS,
        ),
        Alarm(
            name="windows-refused",
            description="Two stream windows in a row achieved nothing, or less than they should: "
            "X refused them (token, credits, rules, connection limit) or could not be reached, or "
            "Firehose took less than a quarter of the posts. The windows' reports say why.",
            namespace=OWN_NAMESPACE,
            metric="WindowRefused",
            dimensions=own_metric("collector"),
            statistic="Maximum",
            threshold=1,
            period_seconds=window_seconds,
            periods=2,
        ),
        Alarm(
            name="access-refused",
            description="X lets nobody in until you change something: it refuses the token, its "
            "credits or a cap are used up, or it takes no rules. The window's report says which, "
            "in X's own words. Nothing is read meanwhile; what is posted is searched for later, "
            "7 days back at most.",
            namespace=OWN_NAMESPACE,
            metric="AccessRefused",
            dimensions=own_metric("collector"),
            statistic="Maximum",
            threshold=1,
            period_seconds=window_seconds,
        ),
        Alarm(
            name="gaps-open",
            description="Posts that the stream missed two days ago have not been searched for yet, "
            "and after 7 days X finds them no more. Search is refused, or the budget is used up: "
            "the windows' reports say which; raise maxPostsPerDay or maxPostsPerMonth.",
            namespace=OWN_NAMESPACE,
            metric="OldestGapSeconds",
            dimensions=own_metric("collector"),
            statistic="Maximum",
            threshold=2 * SECONDS_A_DAY,
            period_seconds=window_seconds,
        ),
        Alarm(
            name="gaps-dropped",
            description="Posts were missed and can't be searched for: the gap is older than 7 days,"
            " or X takes no search for a rule. Nothing brings them back. The collector's log "
            "names the time and, once a day, the rules: change those.",
            namespace=OWN_NAMESPACE,
            metric="GapsDropped",
            dimensions=own_metric("collector"),
            statistic="Sum",
            threshold=1,
            period_seconds=window_seconds,
        ),
        Alarm(
            name="fields-missing",
            description="X no longer sends a field that every post had; it may have a new name. "
            "Posts under a new name themselves come late, by search. "
            "Look for a newer version of this project.",
            namespace=OWN_NAMESPACE,
            metric="FieldsNeverSeen",
            dimensions=own_metric("collector"),
            statistic="Maximum",
            threshold=1,
            no_data="ignore",
        ),
        Alarm(
            name="budget-80",
            is_trouble=False,
            description="80 % of the day's or month's budget of posts has been read. At 100 % "
            "nothing more is read until it renews; raise maxPostsPerDay or maxPostsPerMonth now to "
            "read on.",
            namespace=OWN_NAMESPACE,
            metric="BudgetNearlyUsed",
            dimensions=own_metric("collector"),
            statistic="Maximum",
            threshold=1,
            no_data="ignore",
        ),
        Alarm(
            name="budget-100",
            is_trouble=False,
            description="The budget of posts is used up: nothing is read until the UTC day or "
            "month ends. Raise maxPostsPerDay or maxPostsPerMonth to read more.",
            namespace=OWN_NAMESPACE,
            metric="BudgetUsedUp",
            dimensions=own_metric("collector"),
            statistic="Maximum",
            threshold=1,
            no_data="ignore",
        ),
        *_quiet_alarm(settings),
    )


def _quiet_alarm(settings: StackSettings) -> tuple[Alarm, ...]:
    """Return the alarm on a stream without posts, if it is wanted: rare keywords have none."""
    if not settings.alarm_after_quiet_hours:
        return ()
    return (
        Alarm(
            name="no-posts",
            is_trouble=False,
            description="X is heard, and for alarmAfterQuietHours it had no post for the rules. "
            "Look on X whether there are any; perhaps a keyword is misspelt, or has gone out of "
            "use.",
            namespace=OWN_NAMESPACE,
            metric="HeardNoPost",
            dimensions=own_metric("collector"),
            statistic="Minimum",
            threshold=1,
            period_seconds=3600,
            periods=settings.alarm_after_quiet_hours,
        ),
    )
