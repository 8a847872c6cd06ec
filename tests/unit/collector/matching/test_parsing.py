"""Rules are read as X reads them, written back with the same meaning, and never refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.matching.expression import (
    KEYWORD,
    PHRASE,
    All,
    Any,
    Expression,
    Opaque,
    Term,
    all_of,
    any_of,
    terms_of,
    write,
)
from collector.matching.parsing import parse
from sandbox.x_api.rules.language import InvalidRule
from sandbox.x_api.rules.language import parse as parse_as_stand_in
from tests.unit.collector.matching.texts import rules


def word(value: str, *, negated: bool = False) -> Term:
    return Term(KEYWORD, value, negated)


@pytest.mark.parametrize(
    ("value", "term"),
    [
        ("wind", word("wind")),
        (" wind ", word("wind")),
        ("-wind", word("wind", negated=True)),
        ("don't", word("don't")),
        ("coca-cola", word("coca-cola")),
        ("10:30", word("10:30")),
        ("気候", word("気候")),
        ("not", word("not")),
        ("X", word("X")),
        ("☀️", word("☀️")),
        ('"OR"', Term(PHRASE, "OR")),
        ('"wind power"', Term(PHRASE, "wind power")),
        ('-"wind (power)"', Term(PHRASE, "wind (power)", negated=True)),
        ('"wind power"~6', Term("~6", "wind power")),
        ('-"wind power"~10', Term("~10", "wind power", negated=True)),
        ("#東京", Term("#", "東京")),
        ("-@mara", Term("@", "mara", negated=True)),
        ("$BRK.B", Term("$", "BRK.B")),
        ("from:mara", Term("from:", "mara")),
        ("-is:nullcast", Term("is:", "nullcast", negated=True)),
        ("never_seen_2:a..b", Term("never_seen_2:", "a..b")),
        ("https://x.com/a:b", Term("https:", "//x.com/a:b")),
        ('url:"https://x.com (a)"', Term("url:", '"https://x.com (a)"')),
        ('entity:""', Term("entity:", '""')),
        ("point_radius:[2.35 48.86 16km]", Term("point_radius:", "[2.35 48.86 16km]")),
        ("-bounding_box:[-105 39 -106 40]", Term("bounding_box:", "[-105 39 -106 40]", True)),
        ("((wind))", word("wind")),
        ("-(wind)", word("wind", negated=True)),
        ("-(-wind)", word("wind")),
    ],
)
def test_every_kind_of_term_is_read(value: str, term: Term) -> None:
    assert parse(value) == term


A, B, C, D = (word(letter) for letter in "abcd")


@pytest.mark.parametrize(
    ("value", "expression", "written"),
    [
        ("a b", All((A, B)), "a b"),
        ("a\u3000b\n c", All((A, B, C)), "a b c"),
        ("a OR b", Any((A, B)), "a OR b"),
        ("a b OR c", Any((All((A, B)), C)), "(a b) OR c"),
        ("a OR b c", Any((A, All((B, C)))), "a OR (b c)"),
        ("(a OR b) c", All((Any((A, B)), C)), "(a OR b) c"),
        ("(a b) (c d)", All((A, B, C, D)), "a b c d"),
        ("(a)(b)", All((A, B)), "a b"),
        ("a(b OR c)d", All((A, Any((B, C)), D)), "a (b OR c) d"),
        ("a OR (b OR c)", Any((A, B, C)), "a OR b OR c"),
        ("a -(b OR c)", All((A, word("b", negated=True), word("c", negated=True))), "a -b -c"),
    ],
)
def test_a_space_binds_tighter_than_or_and_groups_are_flat(
    value: str, expression: Expression, written: str
) -> None:
    assert parse(value) == expression
    assert write(expression) == written


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "()",
        "(a",
        "a)",
        "a) (b",
        "a OR",
        "OR a",
        "a OR OR b",
        "(a OR) b",
        "-OR",
        "-",
        "- a",
        "--a",
        "-()",
        "a -(b c)",
        "-(a OR (b c))",
        '"a',
        '""',
        '" "',
        'a"b"',
        '"a"b',
        '"a""b"',
        '"a b"~',
        '"a b"~x',
        "a AND b",
        "a or b",
        "a -And b",
        "#",
        "-$",
        "@ a",
        "from:",
        "from: mara",
        "url:(a)",
        'url:"a"b',
        "point_radius:[1 2 3km",
        "point_radius:[1 2 3km]x",
        r'"a \"b\" c"',
        "a\\",
        "(" * 51 + "a" + ")" * 51,
        "(" * 5000,
    ],
)
def test_what_is_not_understood_is_kept_whole(value: str) -> None:
    assert parse(value) == Opaque(value)
    assert write(parse(value)) == value
    assert terms_of(parse(value)) == []


def test_as_many_brackets_as_somebody_may_write_are_read() -> None:
    assert parse("(" * 50 + "a" + ")" * 50) == A


def test_terms_come_in_their_order() -> None:
    assert terms_of(parse("a (b OR -c) d")) == [A, B, word("c", negated=True), D]


@given(st.text(max_size=60) | st.text(alphabet='ab #@$-():"~[]5OR', max_size=30) | rules)
def test_what_is_written_is_read_as_the_same(value: str) -> None:
    expression = parse(value)
    assert parse(write(expression)) == expression


terms = st.builds(
    Term,
    st.sampled_from([KEYWORD, PHRASE, "~5", "#", "from:"]),
    st.sampled_from(["a", "bc", "è"]),
    st.booleans(),
)
expressions = st.recursive(
    terms,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(all_of)
        | st.lists(inner, min_size=1, max_size=3).map(any_of)
    ),
    max_leaves=12,
)


@given(expressions)
def test_every_expression_can_be_written_and_read_again(expression: Expression) -> None:
    assert parse(write(expression)) == expression


@given(st.text(alphabet='ab #@$-():"OR', max_size=30) | rules)
def test_the_stand_in_takes_what_is_written_of_a_rule_that_it_took(value: str) -> None:
    try:
        parse_as_stand_in(value)
    except InvalidRule:
        return
    parse_as_stand_in(write(parse(value)))
