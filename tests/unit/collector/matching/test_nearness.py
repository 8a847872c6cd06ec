# ruff: noqa: RUF001  characters that look like others are what this file is about
"""Of rules that none matches, those are nearest of which most is in the text."""

from __future__ import annotations

import pytest

from collector.matching.expression import Opaque
from collector.matching.nearness import nearest
from collector.matching.parsing import parse


@pytest.mark.parametrize(
    ("values", "text", "near"),
    [
        (["wind sea", "wind"], "winds", [1]),
        (["wind sea", "wind sun"], "windy seas", [0]),
        (["wind OR boat", "boat"], "windy", [0]),
        (["wind OR (lang:en is:reply)", "boat"], "windy", [0]),
        (["wind lang:en", "wind sea"], "windy", [0]),
        (["boat -wind", "sea"], "windy", [0, 1]),
        (["#sun", "@mara", "$tsla", '"a sun"', '"sun"~2'], "SUNNY", [0, 4]),
        (["ﬁn", "Ｗind"], "fins", [0]),
        (["wind", "Ｗind"], "windy", [0, 1]),
        (["a -(b c)", "wind"], "windy", [1]),
        (["bio:wind", "sea"], "windy", [0, 1]),
        ([], "windy", []),
    ],
)
def test_the_rules_of_which_most_is_there_are_nearest(
    values: list[str], text: str, near: list[int]
) -> None:
    assert nearest([parse(value) for value in values], ["x", text]) == near


def test_rules_that_are_not_understood_are_kept_whole() -> None:
    assert parse("a -(b c)") == Opaque("a -(b c)")
