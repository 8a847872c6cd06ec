"""A rule matches, does not match, or can't be told to: never a guess."""

from __future__ import annotations

from typing import Any

import pytest

from collector.matching.text.answer import Answer
from tests.unit.collector.matching.asked import QUOTE, REPOST, in_search, on_stream

YES, NO, UNDECIDABLE = Answer.YES, Answer.NO, Answer.UNDECIDABLE


def tags(*names: str) -> dict[str, Any]:
    return {"entities": {"hashtags": [{"tag": name} for name in names]}}


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        ("wind", YES),
        ("-sea wind", YES),
        ("sea", NO),
        ("wind -wind", NO),
        ("wind sea", NO),
        ("wind OR sea", YES),
        ("sea (wind OR sun)", NO),
        ("bio:x", UNDECIDABLE),
        ("-bio:x", UNDECIDABLE),
        ("wind bio:x", UNDECIDABLE),
        ("sea bio:x", NO),
        ("bio:x sea", NO),
        ("wind OR bio:x", YES),
        ("bio:x OR wind", YES),
        ("sea OR bio:x", UNDECIDABLE),
        ("a -(b c)", UNDECIDABLE),
        ("never_seen:x", UNDECIDABLE),
        ("is:verified wind", UNDECIDABLE),
        ("wind -is:nullcast", UNDECIDABLE),
        ("wind has:media", UNDECIDABLE),
    ],
)
def test_what_is_not_known_tips_only_what_it_can_tip(rule: str, answer: Answer) -> None:
    assert on_stream(rule) is answer
    assert in_search(rule) is answer


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        ("#Wind", YES),
        ("#café", YES),
        ("#cafe", NO),
        ("#win", NO),
        ("@MARA", YES),
        ("$tsla", YES),
        ("#mara", NO),
        ("#2026", UNDECIDABLE),
        ("$12", UNDECIDABLE),
        ("@ma-ra", UNDECIDABLE),
        ("$brk.b", NO),
        ("#2026年", NO),
    ],
)
def test_hashtags_mentions_and_cashtags_are_matched_as_a_whole(rule: str, answer: Answer) -> None:
    entities = {
        "hashtags": [{"tag": "wind"}, {"tag": "Café"}],
        "mentions": [{"username": "Mara"}],
        "cashtags": [{"tag": "TSLA"}],
    }
    assert on_stream(rule, entities=entities) is answer


def test_search_folds_accents_in_texts_and_in_entities() -> None:
    assert in_search("política", "POLITICA") is YES
    assert in_search("politica", "política") is YES
    assert in_search("#cafe", **tags("Café")) is YES
    assert on_stream("política", "politica") is NO


@pytest.mark.parametrize("rule", ["boat", "#boat", "wind boat", '"small boat"'])
def test_the_stream_looks_into_what_is_quoted_and_search_does_not(rule: str) -> None:
    includes = {"tweets": [{"id": "5", "text": "small boat", **tags("boat")}]}
    assert on_stream(rule, includes=includes, **QUOTE) is YES
    assert in_search(rule, includes=includes, **QUOTE) is NO
    assert on_stream(rule, includes={}, **QUOTE) is UNDECIDABLE
    assert in_search(rule, includes={}, **QUOTE) is NO


def test_a_phrase_is_in_one_of_the_two() -> None:
    includes = {"tweets": [{"id": "5", "text": "boat"}]}
    assert on_stream('"wind boat"', includes=includes, **QUOTE) is NO


def test_what_is_found_is_found_whatever_is_missing() -> None:
    assert on_stream("wind", includes={}, **QUOTE) is YES
    assert on_stream("wind -wind", includes={}, **QUOTE) is NO
    assert on_stream("wind -sea", includes={}, **QUOTE) is UNDECIDABLE


@pytest.mark.parametrize("cut", [REPOST, {"note_tweet": {}}])
def test_a_cut_text_may_hold_more(cut: dict[str, Any]) -> None:
    text = "wind " * 30 + "se…"
    assert on_stream("wind", text, **cut) is YES
    for rule in ("sea", "#sea", '"sea"~2', "has:links wind"):
        assert on_stream(rule, text, **cut) is UNDECIDABLE
        assert in_search(rule, text, **cut) is UNDECIDABLE


def test_a_note_may_have_entities_that_x_left_out() -> None:
    note = {"text": "wind #sea @joe #col·lecció"}
    data: dict[str, Any] = {
        "entities": {"mentions": [{"username": "joe"}]},
        "note_tweet": note,
    }
    assert on_stream("@joe", **data) is YES
    assert on_stream("#sea", **data) is UNDECIDABLE
    assert on_stream("#col·lecció", **data) is UNDECIDABLE
    assert on_stream("#boat", **data) is NO
    assert on_stream("wind has:hashtags", **data) is UNDECIDABLE
    assert on_stream("wind has:mentions", **data) is YES
    includes = {"tweets": [{"id": "5", **data}]}
    assert on_stream("#sea", includes=includes, **QUOTE) is UNDECIDABLE
    assert in_search("#sea", includes=includes, **QUOTE) is NO


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        ("from:mara", YES),
        ("-from:mara", NO),
        ("from:joe", UNDECIDABLE),
        ("-bio:x", YES),
        ("bio:x", NO),
        ("wind from:mara", YES),
        ("sea from:mara", NO),
        ("sea OR from:mara", YES),
        ("from:joe OR from:ann", YES),
        ("from:ann OR from:joe", UNDECIDABLE),
        ("sea OR -from:mara", NO),
        ("has:links", NO),
        ("-wind", NO),
        ("a -(b c)", YES),
        ("b -(b c)", UNDECIDABLE),
    ],
)
def test_what_is_given_decides_what_the_post_leaves_open_and_nothing_else(
    rule: str, answer: Answer
) -> None:
    given = ["from:mara", "-bio:x", "from:joe OR from:ann", "has:links", "-wind", "a -(b c)"]
    assert on_stream(rule, given=given) is answer


def test_an_unseen_character_in_what_a_post_quotes_leaves_it_open_too() -> None:
    quoted = {"tweets": [{"id": "5", "text": "so\u00adlar"}]}
    assert on_stream("lar", "wind", quoted, **QUOTE) is UNDECIDABLE
