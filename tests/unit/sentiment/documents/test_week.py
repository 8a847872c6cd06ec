from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment.documents.week import week_of
from shared.snowflake import first_id_at

NOW = 1_795_000_000.0  # 2026-11-18, a Wednesday of week 47


def test_the_week_is_that_of_the_id() -> None:
    post = {"id": "1346889436626259968", "created_at": "2026-11-23T00:00:00.000Z"}
    assert week_of(post, NOW) == "2021-w01"  # 2021-01-06


def test_a_post_and_its_edit_after_sunday_midnight_are_in_one_week() -> None:
    sunday, monday = (
        datetime.fromisoformat(f"2026-11-{moment}:00+00:00") for moment in ("22T23:59", "23T00:29")
    )
    first = {"id": str(first_id_at(sunday.timestamp())), "created_at": sunday.isoformat()}
    revision = str(first_id_at(monday.timestamp()))
    edit = first | {"revision": revision, "created_at": monday.isoformat()}
    assert week_of(first, NOW) == week_of(edit, NOW) == "2026-w47"
    assert week_of({"id": revision}, NOW) == "2026-w48"


@pytest.mark.parametrize("post_id", ["20", "demo-1", "29999999999", "9" * 19, "9" * 40, "١٢٣"])
def test_an_id_without_a_time_leaves_it_to_created_at(post_id: str) -> None:
    assert week_of({"id": post_id, "created_at": "2024-12-30T10:00:00.000Z"}, NOW) == "2025-w01"


@pytest.mark.parametrize(
    "created_at",
    [
        *(None, 5, "", "yesterday", "2026-13-01T00:00:00Z", {}),
        *("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59.999999"),
    ],
)
def test_without_any_time_it_is_this_week(created_at: object) -> None:
    assert week_of({"id": "demo-1", "created_at": created_at}, NOW) == "2026-w47"


@pytest.mark.parametrize(
    ("created_at", "week"),
    [
        ("2027-01-03T23:59:59.999Z", "2026-w53"),
        ("2027-01-04T00:00:00.000Z", "2027-w01"),
        ("2027-01-04T01:00:00+02:00", "2026-w53"),
        ("2027-01-04T00:00:00", "2027-w01"),
        ("0001-01-01T00:00:00Z", "0001-w01"),
        ("9999-12-31T23:59:59Z", "9999-w52"),
    ],
)
def test_weeks_are_iso_weeks_in_utc(created_at: str, week: str) -> None:
    assert week_of({"id": "demo-1", "created_at": created_at}, NOW) == week


@given(st.text(), st.one_of(st.none(), st.text(), st.datetimes().map(str)))
def test_every_document_has_a_week(post_id: str, created_at: str | None) -> None:
    week = week_of({"id": post_id, "created_at": created_at}, NOW)
    assert len(week) == 8
    assert week[4:6] == "-w"
