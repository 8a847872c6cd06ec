"""What a window tells when it is over, as its answer and as CloudWatch metrics."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from aws_lambda_powertools.metrics import Metrics, MetricUnit

from collector.rules.reconcile import RulesOnX
from shared.metrics import add_counts

NEARLY_USED = 0.8
LONGEST_LIST = 20
GOOD_OUTCOMES = frozenset({"handed_over", "deadline", "busy", "budget_used_up"})
FOR_A_PERSON = frozenset(
    {
        *("token_refused", "credits_used_up", "access_refused", "spend_cap", "usage_cap"),
        *("no_rules", "request_refused"),
    }
)
"""X lets nobody in until a person has changed something: its token, its credits, its rules."""


@dataclass(slots=True)
class GapCounts:
    """What this window did to gaps, how many it leaves open, and how old the oldest of those is."""

    opened: int = 0
    closed: int = 0
    dropped: int = 0
    open: int = 0
    oldest_seconds: float = 0.0


@dataclass(slots=True)
class WindowReport:
    """Counts are of this window; `reason` and `warnings` are for people.

    `bad_lines`: lines of the stream that may be posts, and posts of search's pages, that can't be
    read. `unknown_messages`: other lines of the stream of no known kind.
    `found_unwanted`: found by search, but the stream would not have delivered it, as search ignores
    accents. `found_undecided`: whether it would have can't be told; it was sent.

    `outcome` is good: `handed_over`, `deadline`, `busy` (another window runs or waits),
    `budget_used_up`; or says what kept the window from its work. `unreachable`: for most of the
    window X was not reached, or sent neither a post nor a keep-alive; `delivery_refused`: Firehose
    refused the records, or took hardly any; `state_unavailable`, `lines_damaged`: most posts were
    lost to that; `lease_lost`; `line_failed`: a defect of ours; `rules_refused`: X took only some
    of the rules; or, while hardly anything was heard or until after the window's end,
    `server_error`, `rate_limited`, `connection_taken`; or what only a person can change:
    `token_refused`, `credits_used_up`, `access_refused`, `spend_cap`, `usage_cap`, `no_rules`
    (also when X has none any more at the end), `request_refused`.
    """

    outcome: str = "deadline"
    reason: str = ""
    started_at: str = ""
    ended_at: str = ""
    window_seconds: float = 0.0
    connected_seconds: float = 0.0
    connections: int = 0
    disconnects: int = 0
    disconnect_reasons: Counter[str] = field(default_factory=Counter)
    posts_from_stream: int = 0
    posts_from_search: int = 0
    found_unwanted: int = 0
    found_undecided: int = 0
    sent: int = 0
    duplicates: int = 0
    unacknowledged: int = 0
    bad_lines: int = 0
    unknown_messages: int = 0
    gaps: GapCounts = field(default_factory=GapCounts)
    rules: dict[str, Any] = field(default_factory=dict)
    posts_read: int = 0
    posts_read_today: int = 0
    posts_read_this_month: int = 0
    share_of_day: float = 0.0
    share_of_month: float = 0.0
    estimated_spend_usd: float = 0.0
    fields_never_seen: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def tell_rules(self, outcome: RulesOnX) -> None:
        """Tell what reconciling did; foreign and refused rules are warnings."""
        self.rules = {
            "ours": len(outcome.tags),
            "added": outcome.added,
            "removed": outcome.removed,
            "refused": len(outcome.refused),
            "foreign": outcome.foreign[:LONGEST_LIST],
        }
        shown = outcome.refused[:LONGEST_LIST]
        self.warnings.extend(f"A rule was refused: {words}" for words in shown)
        if outcome.foreign:
            self.warnings.append(
                f"{len(outcome.foreign)} rules of this X app are not ours; their posts are read and"
                f" billed too: {'; '.join(outcome.foreign[:LONGEST_LIST])}"
            )

    @property
    def heard_no_post(self) -> bool:
        """Whether X was listened to for most of the window, and had no post for it."""
        is_heard = self.connected_seconds > self.window_seconds / 2
        return is_heard and not self.posts_from_stream + self.posts_from_search

    def as_answer(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        answer = asdict(self)
        answer["disconnect_reasons"] = dict(self.disconnect_reasons)
        answer["warnings"] = self.warnings[:LONGEST_LIST]
        return answer


def add_metrics(metrics: Metrics, report: WindowReport) -> None:
    """Add the report's figures; whoever calls flushes them."""
    used = max(report.share_of_day, report.share_of_month)
    watched = {
        "WindowRefused": report.outcome not in GOOD_OUTCOMES,
        "AccessRefused": report.outcome in FOR_A_PERSON,
        "HeardNoPost": report.heard_no_post,
        "PostsSent": report.sent,
        "BadLines": report.bad_lines,
        "UnknownMessages": report.unknown_messages,
        "GapsOpened": report.gaps.opened,
        "GapsClosed": report.gaps.closed,
        "GapsDropped": report.gaps.dropped,
        "BudgetNearlyUsed": used >= NEARLY_USED,
        "BudgetUsedUp": used >= 1,
        "FieldsNeverSeen": len(report.fields_never_seen),
    }
    told = {
        "PostsFromStream": report.posts_from_stream,
        "PostsFromSearch": report.posts_from_search,
        "FoundUnwanted": report.found_unwanted,
        "FoundUndecided": report.found_undecided,
        "PostsUnacknowledged": report.unacknowledged,
        "DuplicatePosts": report.duplicates,
        "PostsRead": report.posts_read,
        "Connections": report.connections,
        "Disconnects": report.disconnects,
        "GapsOpen": report.gaps.open,
        "Warnings": len(report.warnings),
        "ConnectedSeconds": report.connected_seconds,
    }
    add_counts(metrics, watched, told)
    metrics.add_metric("BudgetUsedToday", MetricUnit.Percent, 100 * report.share_of_day)
    metrics.add_metric("BudgetUsedThisMonth", MetricUnit.Percent, 100 * report.share_of_month)
    metrics.add_metric("OldestGapSeconds", MetricUnit.Seconds, report.gaps.oldest_seconds)
