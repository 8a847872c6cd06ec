"""A rule that is too long for a query becomes few parts, at once, which find what it would."""

from __future__ import annotations

import re
from collections.abc import Set
from itertools import product
from math import prod
from typing import Any as Whatever

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from collector.matching.division import divide
from collector.matching.expression import All, Any, Expression, Term, terms_of, write
from collector.matching.parsing import parse
from collector.matching.parts import MOST_PARTS_OF_ALL
from collector.matching.queries import pack
from collector.matching.searchable import SEARCHES, as_searched
from collector.matching.text.characters import weighted_length
from collector.settings import Rule
from tests.unit.collector.matching.packed import LONGEST
from tests.unit.collector.matching.wide import side_by_side, wide_rules
from tests.unit.collector.matching.work import done_within

SUN = Rule("sun", "sun")


def searched_length(expression: Expression) -> int:
    return weighted_length(write(as_searched(expression)))


def holds(expression: Expression, there: Set[tuple[str, str]]) -> bool:
    """Say whether it matches where these terms are."""
    match expression:
        case Term(kind, value, negated):
            return ((kind, value) in there) is not negated
        case All(parts):
            return all(holds(part, there) for part in parts)
        case Any(parts):
            return any(holds(part, there) for part in parts)
        case _:
            raise AssertionError(expression)


def combinations(expression: Expression) -> int:
    """Return how many parts there are when it is divided at every OR."""
    match expression:
        case All(parts):
            return prod(map(combinations, parts))
        case Any(parts):
            return sum(map(combinations, parts))
        case _:
            return 1


@given(wide_rules, st.sampled_from([60, 120, 250]), st.data())
@example("(a OR bb) (cc OR d OR eee) -f", 12, None)
@example('("a b" OR (c -d) OR (e (f OR g))) (h OR i) -j lang:en', 24, None)
def test_the_parts_together_match_what_the_rule_matches(
    value: str, longest: int, data: Whatever
) -> None:
    rule = parse(value)
    parts = divide(rule, longest, SEARCHES)
    if parts is None:
        assert combinations(rule) > SEARCHES
        return
    assert len(parts) <= min(SEARCHES, combinations(rule))
    too_long = [part for part in parts if searched_length(part) > longest]
    assert not any(isinstance(some, Any) for part in too_long for some in asked_parts(part))
    terms = sorted({(term.kind, term.value) for term in terms_of(rule)})
    cases = (
        [data.draw(st.sets(st.sampled_from(terms))) for _ in range(5)]
        if data
        else [
            {term for term, is_there in zip(terms, case, strict=True) if is_there}
            for case in product([True, False], repeat=len(terms))
        ]
    )
    for there in cases:
        if any(holds(part, there) for part in parts):
            assert holds(rule, there)
        elif not too_long:
            assert not holds(rule, there)


def asked_parts(part: Expression) -> tuple[Expression, ...]:
    searched = as_searched(part)
    return searched.parts if isinstance(searched, All) else (searched,)


@pytest.mark.parametrize(
    ("groups", "alternatives"), [(2, 39), (3, 26), (4, 19), (5, 15), (6, 13), (7, 11), (8, 9)]
)
def test_no_more_parts_than_the_halves_of_each_group_make(groups: int, alternatives: int) -> None:
    rule = side_by_side(groups, alternatives)
    assert 1.6 * LONGEST < len(rule.value) < 2 * LONGEST
    assert len(pack([rule], LONGEST).queries) <= 2**groups


@pytest.mark.parametrize(
    "sizes", [(60,), (50, 4), (40, 20), (30, 25), (30, 12, 12), (25, 20, 10), (33, 3, 3, 3, 12)]
)
@pytest.mark.parametrize("longest", [LONGEST, 380])
def test_few_more_parts_than_the_best_pieces_of_each_group_make(
    sizes: tuple[int, ...], longest: int
) -> None:
    lists = [[f"wind{group}x{number:03d}" for number in range(n)] for group, n in enumerate(sizes)]
    value = " ".join(f"({' OR '.join(words)})" for words in lists)
    parts = divide(parse(value), longest, 10_000)
    assert parts is not None
    assert len(parts) <= 1.5 * least(lists, longest)


def least(lists: list[list[str]], longest: int) -> int:
    """Return the fewest parts of all divisions of each list into pieces of about one length."""
    word = len(lists[0][0])
    return min(
        prod(pieces)
        for pieces in product(*(range(1, min(len(words), 12) + 1) for words in lists))
        if sum(
            -(-len(words) // number) * (word + 4) - 4 + 2 + 1
            for words, number in zip(lists, pieces, strict=True)
        )
        - 1
        <= longest
    )


def test_one_long_group_is_divided_as_its_length_says() -> None:
    words = [f"solarword{number:03d}" for number in range(60)]
    rule = Rule("solar", f"(sun OR moon) {'x' * 180} ({' OR '.join(words)})")
    assert len(pack([rule], LONGEST).queries) == -(-60 * 16 // (LONGEST - 200))


@pytest.mark.parametrize(
    "rule",
    [
        side_by_side(9, 12, "su"),
        side_by_side(14, 8, "s"),
        side_by_side(40, 3, "s"),
        Rule(
            "deep", " ".join(f"(a{n} OR (b{n} (c{n} OR d{n}) (e{n} OR f{n})))" for n in range(24))
        ),
    ],
    ids=lambda rule: str(rule.tag),
)
def test_what_is_too_many_searches_is_left_out_at_once_and_the_others_go_on(rule: Rule) -> None:
    assert LONGEST < len(rule.value) <= 1024
    assert done_within(100_000, lambda: pack([rule, SUN], LONGEST))
    packing = pack([rule, SUN], LONGEST)
    assert [query.value for query in packing.queries] == ["sun"]
    why = "divided to fit, it is more than 450 searches, and X takes 450 in 15 minutes"
    assert packing.left_out == ((rule, why),)
    assert packing.too_many_parts == (rule,)


def test_a_rule_that_can_never_fit_is_left_out_for_its_length_however_many_groups_it_has() -> None:
    words = " ".join(f"word{number:03d}" for number in range(80))
    rule = Rule("long", f"{words} {side_by_side(12, 3, 's').value}")
    assert done_within(50_000, lambda: pack([rule], LONGEST))
    packing = pack([rule], LONGEST)
    assert not packing.queries
    assert not packing.too_many_parts
    ((_, why),) = packing.left_out
    assert why == f"it has {len(words) + 12 * len(' s11x2') - 10} characters, search takes 512"


def test_what_fits_of_a_rule_is_searched_beside_what_never_will() -> None:
    long = "x" * 200
    rule = Rule("long", f"(sun OR {long}a) (moon OR {long}b) (star OR {long}c)")
    packing = pack([rule], LONGEST)
    said = [query.value for query in packing.queries]
    for words in product(("sun", f"{long}a"), ("moon", f"{long}b"), ("star", f"{long}c")):
        fits = len(" ".join(words)) <= LONGEST
        assert any(set(words) <= set(re.findall(r"\w+", value)) for value in said) == fits
    assert packing.left_out == ((rule, "it has 605 characters, search takes 512"),)


def test_a_long_list_of_languages_within_an_alternative_is_not_asked_for() -> None:
    languages = " OR ".join(f"lang:{a}{b}" for a in "abcdef" for b in "ghijkl")
    rule = Rule("solar", f"sun ((moon ({languages})) OR (star (lang:en OR lang:de)))")
    (query,) = pack([rule], LONGEST).queries
    assert query.value == "sun (moon OR (star (lang:en OR lang:de)))"


def test_many_long_rules_share_what_x_takes_and_those_of_few_parts_come_first() -> None:
    many = [side_by_side(6, 13, f"sun{letter}") for letter in "abcdefghijklmnopqrstuvwxy"]
    few = [side_by_side(3, 27, f"wind{letter}") for letter in "abcde"]
    packing = pack([*many, *few, SUN], LONGEST)
    assert len(packing.queries) <= MOST_PARTS_OF_ALL + 1
    searched = {rule for query in packing.queries for rule in query.whole_rules}
    assert {*few, SUN} <= searched
    assert set(packing.too_many_parts) == set(many) - searched != set()
    assert {rule for rule, _ in packing.left_out} == set(packing.too_many_parts)
    (why,) = {words for _, words in packing.left_out}
    assert re.fullmatch(
        r"divided to fit, it is \d\d, with those of other rules over 900 searches, "
        r"and X takes 450 in 15 minutes",
        why,
    )


def test_rules_of_about_a_thousand_characters_are_little_work() -> None:
    rules = [side_by_side(5, 18, f"{letter}su") for letter in "abcde"]
    assert done_within(120_000 * len(rules), lambda: pack(rules, LONGEST))


def test_however_many_rules_are_divided_in_few_parts_all_are_searched() -> None:
    """What is asked apart for its reposts shares queries with others, and so do parts of lists."""
    apart = [Rule(str(each), f"w{each} OR from:user{each}") for each in range(500)]
    words = [f"OR solarword{number:03d}" for number in range(62)]
    long = [Rule(f"long{each}", " ".join([f"w{each}", *words])) for each in range(60)]
    packing = pack([*apart, *long], 300, authors_known=True)
    assert packing.left_out == ()
    assert {rule for query in packing.queries for rule in query.whole_rules} == {*apart, *long}


@pytest.mark.parametrize("number", [25, 100])
def test_the_work_for_rules_that_fill_a_query_each_grows_with_their_number(number: int) -> None:
    rules = [Rule(str(each), side_by_side(4, 9, f"win{each:03d}y").value) for each in range(number)]
    assert 0.7 * LONGEST < len(rules[-1].value) <= LONGEST
    assert done_within(4_000 * number, lambda: pack(rules, LONGEST))


def test_as_many_parts_as_x_takes_in_a_quarter_of_an_hour_are_searched() -> None:
    rule = side_by_side(2, 30, "w").value
    parts = divide(parse(rule), 40, SEARCHES)
    assert parts is not None
    assert divide(parse(rule), 40, len(parts)) == parts
    assert divide(parse(rule), 40, len(parts) - 1) is None
