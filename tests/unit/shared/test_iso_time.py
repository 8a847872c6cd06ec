from __future__ import annotations

import time

import pytest

from shared.iso_time import iso_time, seconds_of


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
        ("yesterday", None),
        ("", None),
        (1_795_000_000, None),
        (None, None),
    ],
)
def test_a_time_is_read_in_utc_where_it_names_no_zone(text: object, seconds: float | None) -> None:
    assert seconds_of(text) == seconds


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
