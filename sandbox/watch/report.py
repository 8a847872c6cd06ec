"""The closing report: the laws counted from the outside, and whether they hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from sandbox.watch.failures_reader import Failed
from sandbox.watch.index_reader import Documents
from sandbox.watch.latency import percentile

NAMED = 5


@dataclass(frozen=True)
class DemoReport:
    """What became of the posts. Counts are posts, unless said otherwise.

    `matched` is X's account; `indexed` and `duplicated` are counted in the index, `failed` in the
    failures bucket; `lost` is what is in neither and is not `unwanted`. `undecided` are kept from
    gaps because nobody can tell whether the stream would have delivered them; X's did not.
    """

    published: int
    matched: int
    indexed: int
    failed: int
    unwanted: int
    lost_ids: tuple[str, ...]
    duplicated: int
    undecided: int
    without_sentiment_or_reason: int
    unreadable_failures: int
    batches: int
    comprehend_calls: int
    latencies: Sequence[float]
    windows: int
    gaps_closed: int

    @property
    def lawful(self) -> bool:
        """Tell whether nothing was lost, nothing doubled, and nothing left without a sentiment."""
        return not (
            self.lost_ids
            or self.duplicated
            or self.without_sentiment_or_reason
            or self.unreadable_failures
        )

    def as_json(self) -> dict[str, Any]:
        """Return the report as the one line that `--json` prints."""
        return {
            "matched": self.matched,
            "indexed": self.indexed,
            "failed": self.failed,
            "unwanted": self.unwanted,
            "lost": len(self.lost_ids),
            "duplicated": self.duplicated,
            "undecided": self.undecided,
            "batches": self.batches,
            "comprehend_calls": self.comprehend_calls,
            "latency_p50_seconds": _rounded(percentile(self.latencies, 50)),
            "latency_p99_seconds": _rounded(percentile(self.latencies, 99)),
            "published": self.published,
            "without_sentiment_or_reason": self.without_sentiment_or_reason,
            "windows": self.windows,
            "gaps_closed": self.gaps_closed,
        }


def account(
    published: Sequence[Mapping[str, Any]],
    documents: Documents,
    failed: Failed,
    found_undecided: int,
) -> dict[str, Any]:
    """Hold what X matched against what arrived; the parts of a `DemoReport` that follow from it.

    `found_undecided` is how many posts of gaps the collector says it could not decide about.

    A repost that X's recent search does not give back is unwanted when it was posted while no
    window was connected: the README names it as a limit of X.
    """
    matched = {post["id"]: post for post in published if post["tags"]}
    missing = matched.keys() - documents.ids - failed.ids
    unwanted = {post_id for post_id in missing if _out_of_reach(matched[post_id])}
    unexpected = (documents.ids | failed.ids) - matched.keys()
    undecided = min(len(unexpected & documents.from_search), found_undecided)
    return {
        "published": len(published),
        "matched": len(matched),
        "indexed": len(documents.ids),
        "failed": len(failed.ids - documents.ids),
        "unwanted": len(unwanted),
        "lost_ids": tuple(sorted(missing - unwanted)),
        "duplicated": documents.copies + len(unexpected) - undecided,
        "undecided": undecided,
        "without_sentiment_or_reason": len(documents.without_sentiment_or_reason),
        "unreadable_failures": failed.unreadable,
    }


def _out_of_reach(post: Mapping[str, Any]) -> bool:
    return post["kind"] == "repost" and not post["while_connected"] and not post["search_tags"]


def show(report: DemoReport, console: Console) -> None:
    """Print the report."""
    table = Table(title="What became of the posts", show_header=False, title_justify="left")
    table.add_column(justify="right")
    table.add_column()
    for number, words in _rows(report):
        table.add_row(number, words)
    if console.is_terminal:
        console.print(table)
    else:
        for number, words in _rows(report):
            console.print(f"  {number:>8}  {words}", highlight=False, markup=False)
    if report.lawful:
        console.print("Nothing lost, nothing doubled, a sentiment or a reason in every document.")
    if report.lost_ids:
        named = ", ".join(_first(report.lost_ids))
        console.print(f"Lost posts: {named}", markup=False, highlight=False)


def _rows(report: DemoReport) -> list[tuple[str, str]]:
    rows = [
        (report.published, "posts published"),
        (report.matched, "matched a rule of the stream"),
        (report.indexed, "are in the index"),
        (report.failed, "are in the failures bucket"),
        (report.unwanted, "are not wanted by a written rule"),
        (len(report.lost_ids), "lost"),
        (report.duplicated, "duplicated"),
        (report.undecided, "kept from gaps, for their words can be read in two ways"),
        (report.without_sentiment_or_reason, "documents without a sentiment or a reason"),
        (report.windows, "windows, each by a run of the collector"),
        (report.gaps_closed, "gaps between them closed by search"),
        (report.batches, "batches through the transform"),
        (report.comprehend_calls, "calls to Comprehend"),
    ]
    seconds = [
        (percentile(report.latencies, 50), "from created to searchable, half of the posts"),
        (percentile(report.latencies, 99), "from created to searchable, 99 of 100 posts"),
    ]
    return [(f"{number:,}", words) for number, words in rows] + [
        ("-" if value is None else f"{value:.1f} s", words) for value, words in seconds
    ]


def _first(ids: Collection[str]) -> list[str]:
    shown = sorted(ids)[:NAMED]
    return shown if len(ids) <= NAMED else [*shown, f"and {len(ids) - NAMED} more"]


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 2)
