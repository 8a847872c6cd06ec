"""However many rules there are: few queries, each rule in one of them, and stable."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.matching.expression import write
from collector.matching.parsing import parse
from collector.matching.queries import Query, pack
from collector.matching.searchable import as_searched
from collector.matching.text.characters import weighted_length
from collector.settings import Rule
from tests.unit.collector.matching.at_x import AtX
from tests.unit.collector.matching.packed import LONGEST
from tests.unit.collector.matching.situations import accepted, posts, published
from tests.unit.collector.matching.texts import rules
from tests.unit.collector.matching.wide import wide_rules

KEYWORDS = sorted(
    {
        f"{a}{b}{c * length}"
        for a in "abcdefg"
        for b in "hijkl"
        for c in "mno"
        for length in range(1, 8)
    }
)


def keyword_rules(keywords: list[str]) -> list[Rule]:
    return [Rule(keyword, f"{keyword} -is:retweet") for keyword in keywords]


@pytest.mark.parametrize("longest", [512, 4096])
def test_503_keywords_need_about_as_many_queries_as_their_lengths_say(longest: int) -> None:
    keywords = KEYWORDS[:503]
    queries = pack(keyword_rules(keywords), longest).queries
    least = sum(len(keyword) + len(" OR ") for keyword in keywords) / longest
    assert least <= len(queries) <= 1.1 * least + 1


def test_a_keyword_more_changes_few_queries() -> None:
    before = set(pack(keyword_rules(KEYWORDS), LONGEST).queries)
    new = [
        len(set(pack(keyword_rules([*KEYWORDS, f"{start}zz"]), LONGEST).queries) - before)
        for start in string.ascii_lowercase[:8]
    ]
    assert len(before) > 10
    assert sum(new) <= 4 * len(new)


def test_halves_of_halves_leave_the_guilty_rule_alone() -> None:
    (query,) = pack(keyword_rules(list(string.ascii_letters[:26])), LONGEST).queries
    asked = 0
    while halves := query.halves():
        assert [*halves[0].rules, *halves[1].rules] == list(query.rules)
        assert abs(len(halves[0].rules) - len(halves[1].rules)) <= 1
        asked += 2
        query = next(half for half in halves if Rule("q", "q -is:retweet") in half.rules)
    assert query == Query("q -is:retweet", (Rule("q", "q -is:retweet"),))
    assert asked <= 10


tags = st.sampled_from(["energy", "other"])
taggable = st.builds(
    lambda some, wide: [*some, *wide],
    st.lists(st.builds(Rule, tags, rules.filter(accepted)), min_size=1, max_size=12),
    st.lists(st.builds(Rule, tags, wide_rules), max_size=1),
)
lengths = st.sampled_from([60, 90, 512])


@given(taggable, lengths)
def test_every_rule_is_in_one_query_or_left_out(given_: list[Rule], longest: int) -> None:
    """One that is divided may be in several, and left out in part."""
    packing = pack(given_, longest)
    placed = [rule for query in packing.queries for rule in query.rules]
    wholes = {rule for query in packing.queries for rule in query.whole_rules}
    left_out = [rule for rule, _ in packing.left_out]
    assert len(placed) == len(set(placed)), "or it is searched twice"
    assert len(left_out) == len(set(left_out)), "or it is told twice"
    assert wholes | set(left_out) == set(given_)
    assert not wholes & set(packing.too_many_parts)
    assert not set(placed) & set(left_out)


@given(taggable, lengths, st.randoms())
def test_the_same_rules_in_any_order_make_the_same_queries(
    given_: list[Rule], longest: int, random: Any
) -> None:
    shuffled = list(given_)
    random.shuffle(shuffled)
    assert pack(shuffled, longest) == pack(given_, longest)


@given(taggable, lengths, posts)
def test_x_takes_every_query_and_finds_by_them_what_it_finds_by_the_rules(
    given_: list[Rule], longest: int, plain: dict[str, Any]
) -> None:
    x = AtX()
    post = published(x, **plain)
    packing = pack(given_, longest)
    for packed in packing.queries:
        for query in (packed, *packed.halves()):
            assert weighted_length(query.value) <= longest
            searched = [write(as_searched(parse(rule.value))) for rule in query.rules]
            by_rules = any(x.finds(value, post) for value in searched)
            assert x.finds(query.value, post, longest) == by_rules
            if any(x.finds(rule.value, post) for rule in query.rules):
                assert by_rules
