"""In which order rules are deleted and added, so that no moment is without one."""

from __future__ import annotations

import pytest

from collector.rules.reconcile import Plan, XRule, plan
from collector.settings import Rule

PREFIX = "tweet-sentiment/dev/"
SUN, MOON = Rule("sun", "sun -is:retweet"), Rule("moon", "moon -is:retweet")
OLD, OTHER = XRule("4", "old", PREFIX + "sun"), XRule("5", "cats", "theirs")
RENAMED = XRule("6", SUN.value, PREFIX + "renamed")


@pytest.mark.parametrize(
    ("on_x", "wanted", "cap", "steps"),
    [
        ([OLD], [SUN], None, Plan((), (SUN,), ("4",))),
        ([OLD], [SUN], 2, Plan((), (SUN,), ("4",))),
        ([OLD], [SUN], 1, Plan(("4",), (SUN,), ())),
        ([OLD, OTHER], [SUN], 3, Plan((), (SUN,), ("4",))),
        ([OLD, OTHER], [SUN], 2, Plan(("4",), (SUN,), ())),
        ([OLD, RENAMED], [SUN], 2, Plan(("6",), (SUN,), ("4",))),
        ([OLD, RENAMED], [SUN, MOON], 3, Plan(("6",), (SUN, MOON), ("4",))),
        ([OLD, RENAMED], [SUN, MOON], 2, Plan(("4", "6"), (SUN, MOON), ())),
        ([OTHER], [], 1, Plan((), (), ())),
        ([OLD], [], 1, Plan((), (), ("4",))),
        ([XRule("7", SUN.value, PREFIX + "sun")], [SUN], 1, Plan((), (), ())),
        ([XRule("7", "other", PREFIX + "sun")], [SUN], None, Plan((), (SUN,), ("7",))),
        (
            [XRule("7", SUN.value, PREFIX + "sun"), XRule("8", SUN.value, PREFIX + "sun")],
            [SUN],
            None,
            Plan((), (), ("8",)),
        ),
    ],
)
def test_a_new_rule_comes_before_the_old_one_goes_if_x_lets_it(
    on_x: list[XRule], wanted: list[Rule], cap: int | None, steps: Plan
) -> None:
    """So that no moment is without a rule; a duplicate and a full list must go first."""
    assert plan(on_x, wanted, PREFIX, cap) == steps
