from __future__ import annotations

import pytest

from bench.figure import Figure


def figure(value: float, **target: float) -> Figure:
    return Figure("name", value, "unit", "beside", **target)


@pytest.mark.parametrize(
    ("value", "target", "met", "words"),
    [
        (3.0, {"at_most": 3.0}, True, "<= 3"),
        (3.001, {"at_most": 3.0}, False, "<= 3"),
        (0.0, {"at_most": 0.0}, True, "<= 0"),
        (0.99, {"at_least": 0.99}, True, ">= 0.99"),
        (0.98, {"at_least": 0.99}, False, ">= 0.99"),
        (7.0, {}, None, ""),
    ],
)
def test_a_figure_is_held_against_its_target(
    value: float, target: dict[str, float], met: bool | None, words: str
) -> None:
    measured = figure(value, **target)
    assert (measured.met, measured.target) == (met, words)
