"""Few of many rules are compared with a post, and none that matches is left out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.matching.candidates import Candidates, anchors
from collector.matching.matching import matches
from collector.matching.parsing import parse
from collector.matching.text.answer import Answer
from collector.matching.text.posts import read_post
from collector.matching.text.view import search_view, stream_view
from collector.matching.text.words import exactly, without_accents
from tests.unit.collector.matching.at_x import AtX
from tests.unit.collector.matching.situations import posts, published
from tests.unit.collector.matching.texts import rules

YES, NO, UNDECIDABLE = Answer.YES, Answer.NO, Answer.UNDECIDABLE


def tags(*names: str) -> dict[str, Any]:
    return {"entities": {"hashtags": [{"tag": name} for name in names]}}


@given(st.lists(rules, min_size=1, max_size=8), posts, st.booleans())
def test_rules_that_are_no_candidates_do_not_match(
    values: list[str], plain: dict[str, Any], is_hidden: bool
) -> None:
    x = AtX()
    post = published(x, **plain)
    hidden = frozenset(other for _, other in post.references) if is_hidden else frozenset()
    (data,), includes = x.answer([post], hidden=hidden)
    read = read_post(data, includes)
    expressions = [*map(parse, values), parse("wind bio:x"), parse("#2026"), parse("a -(b c)")]
    for view, fold in ((stream_view(read), exactly), (search_view(read), without_accents)):
        candidates = Candidates(expressions, fold)
        for number, expression in enumerate(expressions):
            answer = matches(expression, view)
            assert answer is not YES or number in candidates.perhaps_yes(view)
            assert answer is NO or number in candidates.perhaps_not_no(view)


@pytest.mark.parametrize(
    "rule", ["w{0}", "気{0}", "👍{0}", "#w{0}", '"a w{0}" -is:retweet', "(b{0} OR w{0}) lang:en"]
)
def test_of_a_thousand_rules_few_are_compared_with_a_post(rule: str) -> None:
    numbers = [f"{number:04}" for number in range(1000)]
    candidates = Candidates([parse(rule.format(number)) for number in numbers], exactly)
    text = " ".join(f"a w{number} 気{number} 👍{number}" for number in numbers[40:70])
    hashtags = tags(*(f"w{number}" for number in numbers[40:70]))
    view = stream_view(read_post({"text": text, **hashtags}, None))
    assert candidates.perhaps_yes(view) == set(range(40, 70))
    assert candidates.perhaps_not_no(view) == set(range(40, 70))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("気 sea", {(False, "sea")}),
        ("(sun OR sea) wind", {(False, "wind")}),
        ("(気 OR 光) (sun OR sea)", {(False, "sun"), (False, "sea")}),
        ("sea OR 気 OR #Sun", {(False, "sea"), (True, " 気 "), (False, "#sun")}),
        ('"a heat pump"', {(False, "heat")}),
        ("-sun sea", {(False, "sea")}),
        ("-sun", None),
        ("sea OR -sun", None),
        ("#2026", None),
        ("from:mara", None),
        ("İzmir", None),
        ("so\u00adlar", None),
        ("a -(b c)", None),
        ("👍🏽", {(False, "👍")}),
        ("★", None),
    ],
)
def test_a_rule_is_looked_up_by_the_rarest_that_it_must_have(
    rule: str, expected: set[tuple[bool, str]] | None
) -> None:
    assert anchors(parse(rule), exactly) == expected


def test_a_term_of_which_folding_leaves_nothing_is_looked_up_by_nothing() -> None:
    assert anchors(parse("\u0301"), exactly) is None
    assert anchors(parse("\u0301"), without_accents) is None
