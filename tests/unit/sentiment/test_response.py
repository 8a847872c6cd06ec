import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment.response import MAX_RESPONSE_BYTES, pack

RECORD_IDS = st.text(max_size=60)


def size(results: list[dict[str, str]]) -> int:
    return len(json.dumps({"records": results}))


@given(
    st.lists(
        st.tuples(RECORD_IDS, st.one_of(st.none(), st.integers(0, 2_500_000))),
        max_size=40,
        unique_by=lambda pair: pair[0],
    )
)
def test_the_answer_names_every_record_once_and_stays_below_6_mb(
    sizes: list[tuple[str, int | None]],
) -> None:
    results = pack((name, None if length is None else "A" * length) for name, length in sizes)
    assert [result["recordId"] for result in results] == [name for name, _ in sizes]
    assert size(results) < 6_000_000
    for result, (_, length) in zip(results, sizes, strict=True):
        if result["result"] == "Ok":
            assert len(result["data"]) == length
        else:
            assert result == {"recordId": result["recordId"], "result": "ProcessingFailed"}


@given(st.lists(st.integers(0, 3_000_000), max_size=4))
def test_what_fits_is_delivered(sizes: list[int]) -> None:
    results = pack((str(number), "A" * length) for number, length in enumerate(sizes))
    room_for_all = sum(sizes) + 100 * len(sizes) + 100 <= MAX_RESPONSE_BYTES
    if room_for_all:
        assert all(result["result"] == "Ok" for result in results)


def test_small_records_are_delivered_beside_one_that_does_not_fit() -> None:
    results = pack([("1", "A"), ("2", "A" * 6_000_000), ("3", "A")])
    assert [result["result"] for result in results] == ["Ok", "ProcessingFailed", "Ok"]


@pytest.mark.parametrize("others", [0, 1, 40_000])
def test_the_answer_is_filled_up_to_6_mb_and_not_a_byte_more_is_taken(others: int) -> None:
    failing: list[tuple[str, str | None]] = [(f"é{number}", None) for number in range(others)]
    spare = MAX_RESPONSE_BYTES - size(pack([*failing, ("last", "")]))
    fitting, beyond = [[*failing, ("last", "A" * length)] for length in (spare - 6, spare - 5)]
    packed = pack(fitting)
    assert packed[-1]["result"] == "Ok"
    assert size(packed) == 6_000_000 - 6  # of the longer result, a comma and two brackets
    assert pack(beyond)[-1] == {"recordId": "last", "result": "ProcessingFailed"}


def test_what_was_delivered_takes_the_room_of_what_comes_later() -> None:
    half = "A" * 2_999_960
    results = [result["result"] for result in pack([("1", half), ("2", half), ("3", "A" * 99)])]
    assert results == ["Ok", "ProcessingFailed", "Ok"]


def test_an_empty_document_is_a_document() -> None:
    assert pack([("1", "")]) == [{"recordId": "1", "result": "Ok", "data": ""}]


def test_many_small_documents_fill_the_answer_and_never_more() -> None:
    results = pack((str(number), "A" * 60) for number in range(100_000))
    assert 5_950_000 < size(results) <= 6_000_000
