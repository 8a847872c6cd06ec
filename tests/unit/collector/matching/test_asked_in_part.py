"""A rule that a query asked for in part counts as that part in what the query found."""

from __future__ import annotations

from typing import Any

import pytest

from collector.matching.parsing import parse
from collector.matching.parts import Part
from collector.matching.verdict import Matcher, Verdict
from collector.settings import Rule
from tests.unit.collector.matching.judging import UNWANTED, matched, undecided


@pytest.mark.parametrize(
    ("rule", "part", "text", "verdict"),
    [
        ("turbine OR from:ana", "turbine", "politica", UNWANTED),
        ("turbine OR from:ana", "turbine", "sun", matched("sun")),
        ("turbine OR from:ana", "turbine", "turbine", matched("turbine OR from:ana")),
        ("turbine OR from:ana", "from:ana", "sun", matched("turbine OR from:ana", "sun")),
        ("bátur OR from:ana", "bátur", "batur", UNWANTED),
        ("(turbine bio:x) OR from:ana", "turbine bio:x", "turbine", undecided),
        ("(turbine -sea) OR from:ana", "turbine -sea", "turbine sea", UNWANTED),
    ],
)
def test_a_rule_that_was_asked_in_part_counts_for_that_part(
    rule: str, part: str, text: str, verdict: Verdict | Any
) -> None:
    """The query of its other part tells what else it matches."""
    whole = Rule(rule, rule)
    plain = [Rule("política", "política"), Rule("sun", "sun")]
    told = Matcher([whole, *plain]).verdict(
        {"text": text, "author_id": "9"},
        None,
        [Part(rule, part, whole), *(plain if part != "from:ana" else [])],
        frozenset([parse("from:ana")] if part == "from:ana" else []),
    )
    assert told == (undecided(rule) if verdict is undecided else verdict)
    assert not told.may_lack_tags


def test_of_a_rule_that_was_asked_in_part_only_that_part_is_near() -> None:
    whole, sun = Rule("any", "sea OR wind OR from:ana"), Rule("sun", "sun")
    verdict = Matcher([whole, sun]).verdict(
        {"text": "windy suns"}, None, [Part("any", "sea", whole), sun]
    )
    assert verdict == undecided("sun")


def test_several_parts_of_a_rule_in_one_query_count_together() -> None:
    whole = Rule("long", "(sea bio:x) OR wind OR from:ana")
    parts = [Part("long", value, whole) for value in ("sea bio:x", "wind")]
    for some in (parts, parts[::-1]):
        assert Matcher([whole]).verdict({"text": "sea"}, None, some) == undecided("long")
        assert Matcher([whole]).verdict({"text": "bátur"}, None, some) == undecided("long")
