"""`pulumi up` says when gaps need more searches than X takes, with figures and what to do."""

from __future__ import annotations

import pytest

from collector.gaps.lessons import Lessons
from collector.gaps.plan import SearchPlan
from collector.rules.searches import LONGEST_QUERY, too_many_searches
from collector.settings import Rule
from tests.unit.collector.matching.wide import side_by_side
from tests.unit.collector.setting import Setting


def users(number: int) -> list[Rule]:
    """Return rules that take a query each, as X alone knows their names."""
    return [Rule(f"user{each}", f"from:user{each}") for each in range(number)]


def long_keywords(number: int) -> list[Rule]:
    """Return keywords of 40 to 100 characters."""
    keywords = (f'"keyword {each} {"long" * 8} {"er" * (each % 31)}"' for each in range(number))
    return [Rule(keyword, f"{keyword} -is:retweet") for keyword in keywords]


def told(rules: list[Rule], window_minutes: int, *, authors_known: bool = False) -> list[str]:
    return too_many_searches(rules, window_minutes, authors_known=authors_known)


@pytest.mark.parametrize(
    ("window_minutes", "most"), [(1, 30), (2, 60), (7, 210), (14, 420), (13, 390)]
)
def test_what_x_just_takes_is_fine_and_one_query_more_is_told(
    window_minutes: int, most: int
) -> None:
    """450 searches in 15 minutes, in which so many windows leave a gap each."""
    assert told(users(most), window_minutes) == []
    assert len(told(users(most + 1), window_minutes)) == 1


def test_the_figures_and_what_to_do_are_told() -> None:
    assert told(users(61), 2) == [
        "Posts from gaps of the stream will come late: 61 rules are 61 queries of X's search, each "
        "of at most 512 characters, and every gap takes them all. At windowMinutes 2 each window "
        "leaves a gap, so 458 searches in 15 minutes or more; X takes 450. Gaps are joined then, "
        "and filled about every 3 minutes. To have them filled at once set windowMinutes to 3 or "
        "more, or follow fewer or shorter keywords: about 59 such rules."
    ]


def test_what_it_says_to_do_is_enough() -> None:
    assert told(users(61), 3) == told(users(59), 2) == []
    assert told(users(420), 14) == []


def test_longer_windows_are_no_way_where_none_are_long_enough() -> None:
    (words,) = told(users(421), 14)
    assert "windowMinutes to" not in words
    assert words.endswith(
        "To have them filled at once follow fewer or shorter keywords: about 419 such rules."
    )


def test_a_thousand_long_keywords_need_more_than_x_takes_every_minute_and_not_every_quarter() -> (
    None
):
    rules = long_keywords(1_000)
    assert all(40 <= len(rule.tag) <= 110 for rule in rules)
    (words,) = told(rules, 1)
    assert "1000 rules are" in words
    assert told(rules, 14) == []


def test_a_thousand_short_keywords_are_fine_at_the_usual_windows() -> None:
    assert told([Rule(f"word{each}", f"word{each} -is:retweet") for each in range(1_000)], 14) == []


def test_a_rule_of_too_many_parts_is_told_by_name_and_counted_no_further() -> None:
    wide = [side_by_side(26, 4, "s"), side_by_side(30, 3, "s")]
    (words,) = told([*users(29), *wide], 1)
    assert words == (
        f"Gaps are not filled for {wide[0].tag!r}, {wide[1].tag!r} unless X's access level is "
        "Enterprise: a search takes 512 characters, and divided to fit such a rule is more than "
        "450 searches, or all of them are more than 900; X takes 450 in 15 minutes. To have them "
        "filled shorten the lists of OR that stand side by side in one rule, or leave one of them "
        "out."
    )
    assert "31 rules are 31 queries" in told([*users(31), *wide], 1)[1]


def test_of_a_long_rule_all_parts_are_counted() -> None:
    wide = [side_by_side(4, 19)]
    assert told(wide, 7) == []
    (words,) = told([*wide, *users(29)], 1)
    assert words.startswith("Posts from gaps of the stream will come late: 30 rules are")


def test_users_share_queries_when_their_names_are_asked_for() -> None:
    assert told(users(100), 1, authors_known=True) == []


def test_as_many_queries_are_counted_as_gaps_are_searched_with(setting: Setting) -> None:
    lessons = Lessons(setting.state(), setting.clock)
    lessons.learn_longest(LONGEST_QUERY)
    rules = long_keywords(300)
    (words,) = told(rules, 1)
    assert f"300 rules are {len(SearchPlan(rules, lessons).queries)} queries" in words
