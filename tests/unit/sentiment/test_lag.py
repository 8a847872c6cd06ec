"""Every document says how long after its post it was analysed."""

from __future__ import annotations

from sentiment.comprehend.analysis import Skip, SkipReason
from sentiment.documents.document import add_sentiment
from shared.snowflake import first_id_at

POSTED_AT = 1_795_000_000.0
SKIPPED = Skip(SkipReason.NO_TEXT)


def test_the_lag_counts_from_this_version_of_the_post() -> None:
    document = {"id": str(first_id_at(POSTED_AT - 600)), "revision": str(first_id_at(POSTED_AT))}
    add_sentiment(document, SKIPPED, POSTED_AT + 12.5)
    assert document["lag_seconds"] == 12.5  # type: ignore[comparison-overlap]


def test_a_clock_that_is_behind_gives_no_negative_lag() -> None:
    document = {"id": "1", "revision": str(first_id_at(POSTED_AT))}
    add_sentiment(document, SKIPPED, POSTED_AT - 1)
    assert document["lag_seconds"] == 0.0  # type: ignore[comparison-overlap]


def test_a_post_that_tells_no_time_has_no_lag() -> None:
    document = {"id": "1", "revision": "not a number", "created_at": "yesterday"}
    add_sentiment(document, SKIPPED, POSTED_AT)
    assert "lag_seconds" not in document
