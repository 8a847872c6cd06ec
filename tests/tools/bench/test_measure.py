from __future__ import annotations

import math
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from bench.measure import interleaved, median_ratio


def test_measurements_take_turns_and_the_first_round_is_not_kept() -> None:
    order: list[str] = []

    def measurement(name: str) -> Callable[[], float]:
        def measure() -> float:
            order.append(name)
            return float(len(order))

        return measure

    taken = interleaved(2, measurement("ours"), measurement("floor"))
    assert order == ["ours", "floor"] * 3
    assert taken == [[3.0, 5.0], [4.0, 6.0]]


def test_the_median_ratio_is_that_of_the_rounds_and_not_of_the_medians() -> None:
    assert median_ratio([1.0, 4.0, 100.0], [1.0, 2.0, 10.0]) == 2.0


@given(
    floors=st.lists(st.floats(0.001, 1000), min_size=1),
    ratio=st.floats(0.1, 10),
)
def test_a_machine_that_slows_both_alike_does_not_change_the_ratio(
    floors: list[float], ratio: float
) -> None:
    values = [floor * ratio for floor in floors]
    assert math.isclose(median_ratio(values, floors), ratio, rel_tol=1e-9)
