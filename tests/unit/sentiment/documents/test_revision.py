"""Every document has a version that an index takes, and that orders it as X does."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment.documents.record import read_document
from sentiment.documents.revision import revision_of

FIRST = "2125000000000000001"


@pytest.mark.parametrize(
    ("revision", "told"),
    [
        ("2125000050000000001", "2125000050000000001"),
        (2125000050000000001, "2125000050000000001"),
        (str(2**53 + 1), "9007199254740993"),
        (str(2**63 - 1), "9223372036854775807"),
        (2**63 - 1, "9223372036854775807"),
        ("007", "7"),
        (0, "0"),
    ],
)
def test_a_number_of_x_is_kept_to_the_last_digit(revision: object, told: str) -> None:
    assert revision_of({"id": FIRST, "revision": revision}) == told


@pytest.mark.parametrize(
    "revision",
    [
        None,
        "",
        "no number",
        "-1",
        "+1",
        "0x10",
        "1_0",
        " 1",
        "1\n",
        "٣",
        "²",
        "1.5",
        1.5,
        True,
        -1,
        2**63,
        str(2**63),
        "9" * 5_000,
        [FIRST],
    ],
)
def test_without_one_it_is_the_first_version(revision: object) -> None:
    assert revision_of({"id": FIRST, "revision": revision}) == FIRST
    assert revision_of({"id": "demo-1", "revision": revision}) == "0"


def test_a_record_without_a_revision_gets_one() -> None:
    for post_id, told in ((FIRST, FIRST), (int(FIRST), FIRST), ("demo-1", "0")):
        data = base64.b64encode(json.dumps({"id": post_id}).encode()).decode()
        assert read_document(data) == {"id": str(post_id), "revision": told}


@given(st.fixed_dictionaries({}, optional={"id": st.text(), "revision": st.text() | st.integers()}))
def test_whatever_comes_has_a_version_of_63_bits(record: dict[str, Any]) -> None:
    told = revision_of(record)
    assert 0 <= int(told) < 2**63
    assert told == str(int(told))
