# ruff: noqa: RUF001  characters that look like others are what this file is about
"""Rules in X's own language: each one that can't be used is named, with the reason."""

from __future__ import annotations

import json

import pytest

from components.settings.track import Rule
from tests.unit.components.settings.test_settings import read, refusal


def with_values(*values: str) -> str:
    return json.dumps([{"tag": f"tag{at}", "value": value} for at, value in enumerate(values)])


def complaints(*values: str) -> list[str]:
    """Return what is told of some rules, a line for each."""
    given = refusal(rules=with_values(*values)).partition("given:    ")[2]
    return [line.removeprefix("    - ") for line in given.partition("\n  accepted:")[0].split("\n")]


def test_every_rule_that_cannot_be_used_is_named_with_the_reason() -> None:
    rules = [
        {"tag": "good", "value": "sun"},
        {"tag": "long", "value": "w" * 1025},
        {"tag": " ", "value": "moon"},
        {"tag": "empty", "value": ""},
        {"tag": "number", "value": 5},
        {"tag": "x", "value": "sea", "id": "1"},
        "wind",
    ]
    text = refusal(rules=json.dumps(rules))
    assert "rules[0]" not in text.partition("example:")[0]
    assert "rules[1] ('long') has 1025 characters; X takes 1024" in text
    for number in (2, 3, 4, 5, 6):
        assert f"- rules[{number}] is no tag and value, both of them text" in text
    assert "for it is 'wind'" in text


def test_a_mistake_in_rules_stays_readable_however_much_was_given() -> None:
    assert len(refusal(rules=with_values("w" * 100_000))) < 1_000
    assert len(refusal(rules="no list " * 10_000)) < 1_000


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("“heat pump” OR sun", "LEFT DOUBLE QUOTATION MARK (U+201C)"),
        ("sun OR ＂heat pump＂", "FULLWIDTH QUOTATION MARK (U+FF02)"),
        ("sun OR (moon «heat pump»)", "LEFT-POINTING DOUBLE ANGLE QUOTATION MARK (U+00AB)"),
        ("「気候 変動」", "LEFT CORNER BRACKET (U+300C)"),
        ("‘heat pump’", "LEFT SINGLE QUOTATION MARK (U+2018)"),
        ("sun –moon", "EN DASH (U+2013)"),
        ("sun (—moon)", "EM DASH (U+2014)"),
        ("sun −(moon OR sea)", "MINUS SIGN (U+2212)"),
        ("＃東京", "FULLWIDTH NUMBER SIGN (U+FF03)"),
        ("sun -＠nasa", "FULLWIDTH COMMERCIAL AT (U+FF20)"),
        ("(sun OR ＄TSLA)", "FULLWIDTH DOLLAR SIGN (U+FF04)"),
        ("（sun OR moon）", "FULLWIDTH LEFT PARENTHESIS (U+FF08)"),
        ("sun lang：en", "FULLWIDTH COLON (U+FF1A)"),
        ("気候、天気", "IDEOGRAPHIC COMMA (U+3001)"),
        ("sun\u200bmoon", "ZERO WIDTH SPACE (U+200B)"),
        ('"heat\u00adpump"', "SOFT HYPHEN (U+00AD)"),
    ],
)
def test_signs_of_other_keyboards_are_named_for_x_would_read_them_otherwise(
    value: str, named: str
) -> None:
    (complaint,) = complaints(value)
    assert complaint.startswith("rules[0] ('tag0') holds ")
    assert named in complaint


@pytest.mark.parametrize(
    "value",
    [
        '"“heat pump” – heute、＃東京" OR sun',
        "#メ〜テレ OR #צה״ל OR #il·lusió",
        "צה״ל OR O’Brien OR e‑mail",
        "می\u200cخواهم OR 👩\u200d🚒",
        "sun -(moon OR sea) point_radius:[2.35 48.86 16km]",
        'url:"https://example.org/a–b" has:links',
    ],
)
def test_what_x_reads_as_it_is_meant_is_taken_as_it_is(value: str) -> None:
    assert read(rules=with_values(value)).rules[-1] == Rule("tag0", value)


@pytest.mark.parametrize("unseen", ["\ud800", "\0"])
def test_a_tag_that_no_document_could_hold_is_refused(unseen: str) -> None:
    rules = json.dumps([{"tag": f"a{unseen}b", "value": "sun"}])
    assert "holds a character that can't be seen: " in refusal(rules=rules)


@pytest.mark.parametrize("space", ["\n", "\r\n  ", "\t", "\u00a0", "\u3000", "  "])
def test_every_space_of_a_rule_is_the_one_that_x_knows(space: str) -> None:
    """A rule of several lines is what an editor writes into a stack's file."""
    value = space.join(["(sun", "OR", '"heat', 'pump")', "-is:retweet"])
    (_, rule) = read(rules=with_values(value)).rules
    assert rule.value == '(sun OR "heat pump") -is:retweet'
