"""A rule matches, does not match, or can't be told to: never a guess."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.matching.answer import Answer
from collector.matching.candidates import Candidates, anchors
from collector.matching.expression import terms_of
from collector.matching.matching import matches
from collector.matching.operators import can_tell
from collector.matching.parsing import parse
from collector.matching.posts import read_post
from collector.matching.view import search_view, stream_view
from collector.matching.words import exactly, without_accents
from tests.unit.collector.matching.at_x import AtX
from tests.unit.collector.matching.situations import posts, published
from tests.unit.collector.matching.texts import rules

YES, NO, UNDECIDABLE = Answer.YES, Answer.NO, Answer.UNDECIDABLE
QUOTE: dict[str, Any] = {"referenced_tweets": [{"type": "quoted", "id": "5"}]}
REPOST: dict[str, Any] = {"referenced_tweets": [{"type": "retweeted", "id": "5"}]}
REPLY: dict[str, Any] = {"referenced_tweets": [{"type": "replied_to", "id": "5"}]}


def tags(*names: str) -> dict[str, Any]:
    return {"entities": {"hashtags": [{"tag": name} for name in names]}}


def on_stream(rule: str, text: str = "wind", includes: object = None, **data: Any) -> Answer:
    return matches(parse(rule), stream_view(read_post({"text": text, **data}, includes)))


def in_search(rule: str, text: str = "wind", includes: object = None, **data: Any) -> Answer:
    return matches(parse(rule), search_view(read_post({"text": text, **data}, includes)))


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


def test_a_cut_text_may_hold_more() -> None:
    text = "wind " * 30 + "se…"
    assert on_stream("wind", text) is YES
    for rule in ("sea", "#sea", '"sea"~2', "has:links wind"):
        assert on_stream(rule, text) is UNDECIDABLE
        assert in_search(rule, text) is UNDECIDABLE


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
        ('"small boat"~3', YES),
        ('"boat small"~3', UNDECIDABLE),
        ('"small sea"~3', NO),
        ('small -"boat small"~3', UNDECIDABLE),
        ('"東京 boat"~3', UNDECIDABLE),
    ],
)
def test_words_near_each_other_are_told_only_when_it_is_certain(rule: str, answer: Answer) -> None:
    assert on_stream(rule, "a small boat") is answer


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        ("from:7", YES),
        ("FROM:Mara", YES),
        ('from:"mara"', YES),
        ("from:8", NO),
        ("from:joe", NO),
    ],
)
def test_authors_are_told_by_id_and_where_it_is_known_by_name(rule: str, answer: Answer) -> None:
    users = {"users": [{"id": "7", "username": "mara"}]}
    assert on_stream(rule, includes=users, author_id="7") is answer
    without_name = YES if rule == "from:7" else UNDECIDABLE
    assert on_stream(rule, author_id="7") is without_name
    assert on_stream(rule) is UNDECIDABLE


def test_whom_a_post_answers_is_told_where_it_is_known() -> None:
    mentions: dict[str, Any] = {"entities": {"mentions": [{"id": "9", "username": "joe"}]}}
    assert on_stream("to:9", in_reply_to_user_id="9") is YES
    assert on_stream("to:joe", in_reply_to_user_id="9", **mentions) is YES
    assert on_stream("to:mara", in_reply_to_user_id="9", **mentions) is NO
    assert on_stream("to:joe", in_reply_to_user_id="9") is UNDECIDABLE
    assert on_stream("to:joe", **REPLY) is UNDECIDABLE
    assert on_stream("to:joe") is NO


@pytest.mark.parametrize(
    ("rule", "lang", "answer"),
    [
        ("lang:EN", "en", YES),
        ("lang:de", "en", NO),
        ("lang:und", "en", NO),
        ("lang:en", "", UNDECIDABLE),
        ("lang:zh-TW", "zh", UNDECIDABLE),
        ("lang:zh-tw", "zh-TW", YES),
        ("lang:he", "iw", UNDECIDABLE),
        ("lang:in", "id", UNDECIDABLE),
        ("lang:hi", "hi-Latn", UNDECIDABLE),
    ],
)
def test_languages_are_told_by_x_s_codes(rule: str, lang: str, answer: Answer) -> None:
    assert on_stream(f"wind {rule}", lang=lang) is answer


@pytest.mark.parametrize(
    ("data", "kind"), [(QUOTE, "quote"), (REPOST, "retweet"), (REPLY, "reply")]
)
def test_the_kind_of_a_post_is_told(data: dict[str, Any], kind: str) -> None:
    includes = {"tweets": [{"id": "5", "text": "wind"}]}
    for other in ("quote", "retweet", "reply"):
        answer = YES if other == kind else NO
        assert on_stream(f"is:{other} wind", includes=includes, **data) is answer
        assert in_search(f"is:{other} wind", includes=includes, **data) is answer


def test_on_the_stream_a_quoted_reply_is_one_too() -> None:
    includes = {"tweets": [{"id": "5", "text": "boat", **REPLY}]}
    assert on_stream("wind is:reply", includes=includes, **QUOTE) is YES
    assert in_search("wind is:reply", includes=includes, **QUOTE) is NO
    assert on_stream("wind is:reply", **QUOTE) is UNDECIDABLE
    assert in_search("wind is:reply", **QUOTE) is NO


ENTITY_OF = {
    "hashtags": {"tag": "a"},
    "mentions": {"username": "a"},
    "cashtags": {"tag": "a"},
    "links": {"url": "https://t.co/a"},
}


@pytest.mark.parametrize("kind", list(ENTITY_OF))
def test_what_a_post_has_is_told(kind: str) -> None:
    entities = {"urls" if kind == "links" else kind: [ENTITY_OF[kind]]}
    quoted = {"tweets": [{"id": "5", "text": "boat", "entities": entities}]}
    rule = f"wind has:{kind.upper()}"
    assert on_stream(rule, entities=entities) is YES
    assert on_stream(rule) is NO
    assert on_stream(rule, includes=quoted, **QUOTE) is UNDECIDABLE
    assert in_search(rule, includes=quoted, **QUOTE) is NO


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        ('url:"https://t.co"', YES),
        ('url:"/developer"', YES),
        ("url:X", YES),
        ("url:twitter", UNDECIDABLE),
        ('url:"/"', YES),
    ],
)
def test_links_are_told_by_both_of_their_addresses(rule: str, answer: Answer) -> None:
    urls = [{"url": "https://t.co/a1", "expanded_url": "https://x.com/developer"}]
    assert on_stream(rule, entities={"urls": urls}) is answer
    assert on_stream(rule) is NO


@pytest.mark.parametrize(
    ("rule", "data", "answer"),
    [
        ("conversation_id:3", {"conversation_id": "3"}, YES),
        ("conversation_id:4", {"conversation_id": "3"}, NO),
        ("conversation_id:4", {}, UNDECIDABLE),
        ("in_reply_to_tweet_id:5", REPLY, YES),
        ("in_reply_to_status_id:5", REPLY, YES),
        ("in_reply_to_status_id:6", REPLY, NO),
        ("in_reply_to_tweet_id:5", QUOTE, NO),
        ("in_reply_to_tweet_id:5", {"in_reply_to_user_id": "9"}, UNDECIDABLE),
        ("quotes_of_tweet_id:5", QUOTE, YES),
        ("quotes_of_status_id:5", QUOTE, YES),
        ("quotes_of_status_id:5", REPLY, NO),
        ("retweets_of_tweet_id:5", REPOST, YES),
        ("retweets_of_status_id:5", REPOST, YES),
        ("retweets_of_status_id:5", QUOTE, NO),
        ("retweets_of:mara", REPOST, UNDECIDABLE),
    ],
)
def test_what_a_post_refers_to_is_told_by_id(
    rule: str, data: dict[str, Any], answer: Answer
) -> None:
    assert on_stream(rule, **data) is answer


@pytest.mark.parametrize(
    ("value", "is_told"),
    [
        ("wind", True),
        ('"wind"', True),
        ("#wind", True),
        ("#2026", False),
        ("LANG:en", True),
        ("-is:retweet", True),
        ('is:"quote"', True),
        ("is:verified", False),
        ("has:links", True),
        ("has:media", False),
        ("conversation_id:1", True),
        ("from:7", False),
        ("to:joe", False),
        ("url:x", False),
        ('"a b"~2', False),
        ("bio:x", False),
    ],
)
def test_kinds_of_terms_that_can_be_told_of_every_whole_post(value: str, is_told: bool) -> None:
    (term,) = terms_of(parse(value))
    assert can_tell(term) is is_told


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
        ("sea OR 気 OR #Sun", {(False, "sea"), (True, "気"), (False, "#sun")}),
        ('"a heat pump"', {(False, "heat")}),
        ("-sun sea", {(False, "sea")}),
        ("-sun", None),
        ("sea OR -sun", None),
        ("#2026", None),
        ("from:mara", None),
        ("a -(b c)", None),
        ("👍🏽", {(True, "👍🏽")}),
    ],
)
def test_a_rule_is_looked_up_by_the_rarest_that_it_must_have(
    rule: str, expected: set[tuple[bool, str]] | None
) -> None:
    assert anchors(parse(rule), exactly) == expected


def test_a_term_of_which_folding_leaves_nothing_is_looked_up_by_nothing() -> None:
    assert anchors(parse("\u0301"), exactly) == frozenset([(True, "\u0301")])
    assert anchors(parse("\u0301"), without_accents) is None
