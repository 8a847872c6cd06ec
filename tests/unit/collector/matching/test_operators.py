"""What each operator says of a post, and where it can't be told."""

from __future__ import annotations

from typing import Any

import pytest

from collector.matching.expression import terms_of
from collector.matching.operators import can_tell
from collector.matching.parsing import parse
from collector.matching.text.answer import Answer
from tests.unit.collector.matching.asked import QUOTE, REPLY, REPOST, in_search, on_stream

YES, NO, UNDECIDABLE = Answer.YES, Answer.NO, Answer.UNDECIDABLE


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        ('"small boat"~3', YES),
        ('"boat small"~3', UNDECIDABLE),
        ('"small sea"~3', NO),
        ('small -"boat small"~3', UNDECIDABLE),
        ('"東京 boat"~3', NO),
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
        ('url:"/"', UNDECIDABLE),
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
    ("rule", "text", "answer"),
    [
        ("İzmir", "İZMIR", YES),
        ("izmir", "İzmir", UNDECIDABLE),
        ("İzmir", "IZMIR", UNDECIDABLE),
        ("-izmir", "İzmir", UNDECIDABLE),
        ('"yeni istanbul"', "Yeni İstanbul", UNDECIDABLE),
        ('"İstanbul yeni"~3', "yeni istanbul", UNDECIDABLE),
        ("izmir", "İstanbul", NO),
        ("istanbul -izmir", "istanbul İyi", YES),
        ("ışık", "İşık", NO),  # noqa: RUF001
    ],
)
def test_whether_x_takes_a_dotted_capital_i_for_an_i_can_not_be_told(
    rule: str, text: str, answer: Answer
) -> None:
    assert on_stream(rule, text) is answer


@pytest.mark.parametrize(
    ("rule", "text", "answer"),
    [
        ("solar", "so\u00adlar", UNDECIDABLE),
        ("lar", "so\u00adlar", UNDECIDABLE),
        ("-lar", "so\u00adlar", UNDECIDABLE),
        ("so\u00adlar", "solar", UNDECIDABLE),
        ("so\u00adlar", "so\u00adlar", YES),
        ("solar", "\u00adsolar \ufeffwind\u200b", YES),
        ("wind", "\u00adsolar\u2060wind", UNDECIDABLE),
        ("sea", "so\u00adlar", NO),
        ("ภาษา", "ภา\u200bษา", UNDECIDABLE),
        ("🏴\U000e0067\U000e0062\U000e007f", "🏴\U000e0067\U000e0062\U000e007f", YES),
    ],
)
def test_whether_an_unseen_character_parts_a_word_can_not_be_told(
    rule: str, text: str, answer: Answer
) -> None:
    assert on_stream(rule, text) is answer
    assert in_search(rule, text) is answer


def test_a_hashtag_with_a_dotted_capital_i_can_not_be_told_from_one_without() -> None:
    entities = {"hashtags": [{"tag": "İzmir"}]}
    assert on_stream("#izmir", "#İzmir", entities=entities) is UNDECIDABLE
    assert on_stream("#İZMIR", "#İzmir", entities=entities) is YES
    assert on_stream("#istanbul", "#İzmir", entities=entities) is NO


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
