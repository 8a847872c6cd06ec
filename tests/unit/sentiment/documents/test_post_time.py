"""When a post was made is read from its id, or from what X says."""

from __future__ import annotations

import pytest

from sentiment.documents.post_time import time_of_post
from shared.snowflake import time_of_id

CREATED_AT = "2026-11-18T11:06:40.250Z"
CREATED = 1_795_000_000.25


@pytest.mark.parametrize("post_id", [30_000_000_000, 2124880276750409793, 2**63 - 1])
def test_an_id_of_today_holds_its_time(post_id: int) -> None:
    assert time_of_post(str(post_id), CREATED_AT) == time_of_id(post_id)


@pytest.mark.parametrize(
    "post_id",
    [
        *("29999999999", str(2**63), "0" + str(2**63 - 1), "0" * 20 + "30000000000"),
        *("", "demo-1", "٣٠٠٠٠٠٠٠٠٠٠٠", "²" * 12, "-30000000000", " 30000000000"),
        *(None, 30_000_000_001, ["30000000000"]),
    ],
)
def test_any_other_leaves_it_to_what_x_says(post_id: object) -> None:
    assert time_of_post(post_id, CREATED_AT) == CREATED


@pytest.mark.parametrize(
    "created_at",
    [
        "2026-11-18T11:06:40.250",
        "2026-11-18T11:06:40.250+00:00",
        "2026-11-18T13:06:40.250+02:00",
    ],
)
def test_a_time_without_a_zone_is_in_utc(created_at: str) -> None:
    assert time_of_post("demo-1", created_at) == CREATED


@pytest.mark.parametrize("created_at", [None, 5, "", "soon", "0001-01-01T00:00:00+23:59", [], {}])
def test_what_tells_no_time_is_none(created_at: object) -> None:
    assert time_of_post("demo-1", created_at) is None
