"""Which rules change, and in which order, so that no moment is without one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.rules.change import RULES_A_CALL, Change, Step, XRule, difference, steps
from collector.settings import Rule

PREFIX = "tweet-sentiment/dev/"
SUN, MOON = Rule("sun", "sun -is:retweet"), Rule("moon", "moon -is:retweet")
OLD, OTHER = XRule("4", "old", PREFIX + "sun"), XRule("5", "cats", "theirs")
RENAMED = XRule("6", SUN.value, PREFIX + "renamed")
THEIRS = XRule("7", SUN.value, "theirs")
TWICE = XRule("8", SUN.value, PREFIX + "sun")


@pytest.mark.parametrize(
    ("on_x", "wanted", "change"),
    [
        ([], [SUN], Change((SUN,), (), {})),
        ([OTHER], [], Change((), (), {})),
        ([OLD], [], Change((), (OLD,), {})),
        ([OLD, OTHER], [SUN], Change((SUN,), (OLD,), {})),
        ([RENAMED], [SUN], Change((), (), {"6": "sun"})),
        ([THEIRS], [SUN], Change((), (), {"7": "sun"})),
        ([TWICE, RENAMED], [SUN], Change((), (RENAMED,), {"8": "sun"})),
        ([THEIRS, RENAMED], [SUN, MOON], Change((MOON,), (), {"7": "sun", "6": "sun"})),
        ([], [SUN, Rule("again", SUN.value)], Change((SUN,), (), {})),
        ([], [Rule("sun", f" {SUN.value} "), Rule("again", SUN.value)], Change((SUN,), (), {})),
        ([RENAMED], [Rule("sun", f"\t{SUN.value} ")], Change((), (), {"6": "sun"})),
        ([XRule("9", "x", PREFIX[:-1])], [SUN], Change((SUN,), (), {})),
        ([XRule("9", "x", PREFIX)], [SUN], Change((SUN,), (XRule("9", "x", PREFIX),), {})),
    ],
)
def test_only_what_is_not_served_by_its_value_changes(
    on_x: list[XRule], wanted: list[Rule], change: Change
) -> None:
    assert difference(on_x, wanted, PREFIX) == change


def change_of(add: int, drop: int, serving: int = 0) -> Change:
    return Change(
        tuple(Rule(f"t{number}", f"new{number}") for number in range(add)),
        tuple(XRule(f"o{number}", f"old{number}", PREFIX) for number in range(drop)),
        {f"s{number}": "s" for number in range(serving)},
    )


@pytest.mark.parametrize(
    ("change", "room", "calls"),
    [
        (change_of(1, 1), None, ["+1", "-1"]),
        (change_of(1, 1), 1, ["+1", "-1"]),
        (change_of(1, 1), 0, ["-1", "+1"]),
        (change_of(5, 5), 0, ["-4", "+4", "-1", "+1"]),
        (change_of(5, 5), 2, ["+2", "-3", "+3", "-2"]),
        (change_of(5, 5, serving=1), 0, ["-5", "+5"]),
        (change_of(2, 9), 0, ["-2", "+2", "-7"]),
        (change_of(1, 3), -2, ["-2", "-1", "+1"]),
        (change_of(250, 0), None, ["+100", "+100", "+50"]),
        (change_of(150, 150), 0, ["-100", "+100", "-50", "+50"]),
        (change_of(0, 101), 5, ["-100", "-1"]),
    ],
)
def test_new_rules_come_before_old_ones_go_as_far_as_x_has_room(
    change: Change, room: int | None, calls: list[str]
) -> None:
    assert [_told(step) for step in steps(change, room)] == calls


def _told(step: Step) -> str:
    return f"+{len(step.add)}" if step.add else f"-{len(step.delete)}"


@given(
    st.integers(0, 350), st.integers(0, 350), st.integers(0, 3), st.integers(0, 5), st.integers(0)
)
def test_whatever_changes_no_moment_is_without_a_rule_nor_beyond_the_cap(
    add: int, drop: int, serving: int, spare: int, above: int
) -> None:
    """Law. `above`: rules beyond the cap, as when X lowered it."""
    change = change_of(add, drop, serving)
    cap = serving + max(add, drop - above % (drop + 1), 2) + spare
    there = serving + drop
    calls = steps(change, cap - there)
    assert [rule for step in calls for rule in step.add] == list(change.add)
    assert [each for step in calls for each in step.delete] == [r.rule_id for r in change.drop]
    had_one = there > 0
    for step in calls:
        assert 0 < len(step.add) + len(step.delete) <= RULES_A_CALL
        there += len(step.add) - len(step.delete)
        assert there <= cap or step.delete
        assert there > 0 or not had_one or not (add or serving)
