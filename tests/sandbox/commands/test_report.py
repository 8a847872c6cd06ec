"""The closing report counts what arrived, and says so when a law is broken."""

from typing import Any

import pytest

from sandbox.watch.failures_reader import Failed
from sandbox.watch.index_reader import Documents
from sandbox.watch.report import DemoReport, account

NOTHING_FAILED = Failed(frozenset(), 0, ())


def post(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        "tags": ["tea"],
        "search_tags": ["tea"],
        "kind": "original",
        "while_connected": True,
        **changes,
    }


def documents(*ids: str, copies: int = 0, silent: tuple[str, ...] = ()) -> Documents:
    return Documents(frozenset(ids), copies, frozenset(silent))


def report(
    published: list[dict[str, Any]], found: Documents, failed: Failed, found_undecided: int = 0
) -> DemoReport:
    return DemoReport(
        **account(published, found, failed, found_undecided),
        batches=1,
        comprehend_calls=1,
        latencies=[],
        windows=1,
        gaps_closed=0,
    )


def test_every_matched_post_in_index_or_bucket_is_lawful() -> None:
    failed = Failed(frozenset({"2"}), 0, ("why",))
    told = report([post("1"), post("2"), post("3", tags=[])], documents("1"), failed)
    assert told.lawful
    assert (told.published, told.matched, told.indexed, told.failed) == (3, 2, 1, 1)


def test_a_post_in_neither_is_lost() -> None:
    told = report([post("1"), post("2")], documents("1"), NOTHING_FAILED)
    assert told.lost_ids == ("2",)
    assert not told.lawful


@pytest.mark.parametrize(
    "found",
    [
        documents("1", copies=1),
        documents("1", "never published"),
        documents("1", silent=("1",)),
    ],
)
def test_a_second_copy_a_stranger_and_a_silent_document_break_the_law(found: Documents) -> None:
    assert not report([post("1")], found, NOTHING_FAILED).lawful


@pytest.mark.parametrize(
    ("found_undecided", "undecided", "duplicated"), [(0, 0, 3), (1, 1, 2), (2, 2, 1), (9, 2, 1)]
)
def test_what_was_kept_from_gaps_without_being_decided_is_no_duplicate(
    found_undecided: int, undecided: int, duplicated: int
) -> None:
    """Two came from search, and one from the stream, which cannot deliver what matches no rule."""
    searched = frozenset({"2", "3"})
    found = Documents(frozenset({"1", "2", "3", "4"}), 0, frozenset(), from_search=searched)
    told = report(
        [post("1"), *(post(each, tags=[]) for each in "234")],
        found,
        NOTHING_FAILED,
        found_undecided,
    )
    assert (told.undecided, told.duplicated) == (undecided, duplicated)
    assert not told.lawful


def test_a_line_in_the_bucket_that_names_no_post_breaks_the_law() -> None:
    assert not report([post("1")], documents("1"), Failed(frozenset(), 1, ())).lawful


def test_a_post_that_was_redriven_counts_once() -> None:
    told = report([post("1")], documents("1"), Failed(frozenset({"1"}), 0, ()))
    assert (told.indexed, told.failed) == (1, 0)


def test_only_a_repost_that_search_hides_may_be_missing() -> None:
    hidden = post("1", kind="repost", while_connected=False, search_tags=[])
    told = report([hidden], documents(), NOTHING_FAILED)
    assert (told.unwanted, told.lost_ids) == (1, ())
    seen = post("1", kind="repost", while_connected=True, search_tags=[])
    assert report([seen], documents(), NOTHING_FAILED).lost_ids == ("1",)


def test_the_line_of_json_has_every_promised_key() -> None:
    promised = {
        "matched",
        "indexed",
        "failed",
        "unwanted",
        "lost",
        "duplicated",
        "batches",
        "comprehend_calls",
        "latency_p50_seconds",
        "latency_p99_seconds",
    }
    assert promised <= report([], documents(), NOTHING_FAILED).as_json().keys()
