from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.iso_time import iso_time, seconds_of

OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def test_a_time_of_day_is_told_in_utc_with_milliseconds() -> None:
    assert iso_time(0) == "1970-01-01T00:00:00.000Z"
    assert iso_time(1_795_000_000.0625) == "2026-11-18T11:06:40.062Z"
    assert iso_time(1_795_000_000.9994) == "2026-11-18T11:06:40.999Z"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-11-18T11:06:40.250Z", 1_795_000_000.25),
        ("2026-11-18T12:06:40+01:00", 1_795_000_000.0),
        ("2026-11-18T11:06:40", 1_795_000_000.0),
        ("0001-01-01T00:00:00", -62_135_596_800.0),
        ("0001-01-01T14:00:00+14:00", -62_135_596_800.0),
        ("0001-01-01T00:00:00+00:01", None),
        ("0001-01-01T00:00:00+23:59", None),
        ("9999-12-31T23:59:59", 253_402_300_799.0),
        ("9999-12-31T23:59:59.999999", None),
        ("9999-12-31T23:59:59-00:01", None),
        ("9999-12-31T23:59:59-23:59", None),
        ("yesterday", None),
        ("", None),
        (1_795_000_000, None),
        (None, None),
    ],
)
def test_a_time_is_read_in_utc_where_it_names_no_zone(text: object, seconds: float | None) -> None:
    assert seconds_of(text) == seconds


@given(
    st.one_of(
        st.text(),
        st.datetimes(timezones=st.one_of(st.none(), OFFSETS)).map(datetime.isoformat),
        st.sampled_from((datetime.min, datetime.max)).flatmap(
            lambda end: OFFSETS.map(lambda zone: end.replace(tzinfo=zone).isoformat())
        ),
    )
)
def test_whatever_is_read_can_be_told(text: str) -> None:
    seconds = seconds_of(text)
    assert seconds is None or seconds_of(iso_time(seconds)) == pytest.approx(seconds, abs=0.001)


def test_a_time_without_a_zone_is_utc_wherever_the_machine_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert seconds_of("2026-11-18T11:06:40") == 1_795_000_000.0
    finally:
        monkeypatch.undo()
        time.tzset()
