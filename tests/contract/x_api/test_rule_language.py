"""The rule language: what is understood, what is refused, and a law that holds for any rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.posts.post import Author, Post, Reference
from sandbox.x_api.rules import language as rule_language
from sandbox.x_api.rules.language import InvalidRule, parse, why_search_refuses
from sandbox.x_api.rules.matching import Subject, matches, search_finds

MARA = Author("mara")


def post(text: str, lang: str = "en", *references: Reference, **changes: Any) -> Post:
    given_ = {
        "id": "2124880276750409793",
        "versions": ("2124880276750409793",),
        "created_at_ms": 1_795_446_000_000,
        "text": text,
        "lang": lang,
        "author": Author("replay"),
        "conversation_id": "1",
        "references": tuple((reference, "1") for reference in references),
    }
    return Post(**{**given_, **changes})


def streamed(rule: str, subject: Post) -> bool:
    return matches(parse(rule), Subject.of_stream(subject, None, None))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("turbine", "The TURBINE."),
        ("turbine", "#turbine"),
        ("turbine", "half-turbine/half-boat"),
        ("wind turbine", "turbine in the wind"),
        ('"wind turbine"', "a Wind-Turbine spins"),
        ('"coca-cola"', "I like coca cola"),
        ("wind OR turbine", "turbine"),
        ("wind (turbine OR boat)", "boat and wind"),
        ("wind -boat", "wind"),
        ('wind -"small boat"', "wind, boat small"),
        ("a b OR c d", "d c"),
        ("#Wind", "so much #wind!"),
        ("@mara", "hello @Mara"),
        ("$BRSP", "sell $brsp now"),
        ("from:replay", "anything"),
        ("wind has:links", "wind https://t.co/a1"),
        ("wind has:hashtags", "wind #sea"),
        ("wind has:mentions", "wind @mara"),
        ("wind lang:en", "wind"),
        ("wind -is:retweet -is:reply -is:quote", "wind"),
        ("wind_power", "wind_power, wind power"),
        ("café", "Un CAFÉ"),
        ("太陽光", "学校の太陽光パネル"),
        ("태양광", "지붕에 태양광이"),
        ("सोलर", "छत पर सोलर पैनल"),
        ("☀️", "good ☀️ morning"),
        ('"☀️"', "☀️"),
        ("الطاقة", "الطاقة الشمسية"),
    ],
)
def test_a_rule_matches(rule: str, text: str) -> None:
    assert streamed(rule, post(text))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("turbine", "turbines"),
        ("wind turbine", "wind"),
        ('"wind turbine"', "turbine wind"),
        ("wind -boat", "wind boat"),
        ("#wind", "wind"),
        ("#wind", "#windpower"),
        ("@mara", "mara"),
        ("$BRSP", "BRSP"),
        ("from:mara", "from mara"),
        ("wind lang:es", "wind"),
        ("wind is:retweet", "wind"),
        ("wind has:links", "wind"),
        ("cafe", "café"),
        ("a b OR c d", "a c"),
    ],
)
def test_a_rule_does_not_match(rule: str, text: str) -> None:
    assert not streamed(rule, post(text))


@pytest.mark.parametrize(
    ("reference", "word"),
    [("retweeted", "retweet"), ("quoted", "quote"), ("replied_to", "reply")],
)
def test_the_kind_of_a_post_is_matched(reference: Reference, word: str) -> None:
    assert streamed(f"wind is:{word}", post("wind", "en", reference))
    assert not streamed(f"wind -is:{word}", post("wind", "en", reference))


def test_authors_are_matched_by_name_and_by_id() -> None:
    from_mara = post("hi", author=MARA)
    to_mara = post("hi", "en", "replied_to", reply_to=MARA)
    assert streamed("from:MARA", from_mara)
    assert streamed(f"from:{MARA.id}", from_mara)
    assert streamed("to:mara", to_mara)
    assert not streamed("to:mara", from_mara)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("", "missing"),
        ("-wind", "non-negation"),
        ("lang:en", "standalone"),
        ("has:links OR is:retweet", "standalone"),
        ("wind OR has:links", "standalone"),
        ("wind OR -boat", "non-negation"),
        ("-is:retweet lang:en", "standalone"),
        ("(wind", "not closed"),
        ("wind)", "unexpected"),
        ("()", "missing"),
        ('"wind', "not closed"),
        ('""', "empty"),
        ("wind OR", "missing"),
        ("OR wind", "missing"),
        ("wind AND boat", "Ambiguous"),
        ("wind or boat", "Ambiguous"),
        ("wind -(boat OR sea)", "group"),
        ("wind - boat", "stands alone"),
        ("coca-cola", "double quotes"),
        ("don't", "double quotes"),
        ("bio:wind", "bio:"),
        ("sample:10 wind", "sample:"),
        ("embedding:wind", "embedding:"),
        ("https://x.com", "https:"),
        ("wind is:verified", "is:verified"),
        ("wind has:media", "has:media"),
        ("lang:english wind", "lang:english"),
        ("from:@mara", "from:@mara"),
        ("from:somebody_with_a_long_name", "does not accept"),
        ("#", "does not accept"),
        ("#2026", "does not accept"),
        ("@", "does not accept"),
        ("$12", "does not accept"),
        ("w" * 1025, "1024"),
    ],
)
def test_what_is_not_understood_is_refused_with_a_reason(rule: str, said: str) -> None:
    with pytest.raises(InvalidRule, match=said):
        parse(rule)


def test_a_long_rule_is_no_search_query() -> None:
    rule = " OR ".join(["turbine"] * 60)
    parse(rule)
    assert "512" in str(why_search_refuses(rule))
    assert why_search_refuses("turbine -is:retweet") is None


def test_search_folds_accents_on_both_sides() -> None:
    assert search_finds(parse("cafe"), post("café"))
    assert search_finds(parse("café"), post("cafe"))


@pytest.mark.parametrize(
    ("rule", "own", "quoted"),
    [
        ("wind boat", "wind", "boat"),
        ("#wind @mara $TSLA", "see", "#wind @mara $TSLA"),
        ("see -#wind", "see", "wind"),
    ],
)
def test_the_stream_looks_at_what_a_post_quotes_as_well(rule: str, own: str, quoted: str) -> None:
    assert matches(parse(rule), Subject.of_stream(post(own), None, post(quoted)))


@pytest.mark.parametrize("rule", ['"wind boat"', "wind -boat", "wind has:hashtags"])
def test_a_phrase_is_in_one_post_and_what_is_unwanted_in_neither(rule: str) -> None:
    assert not matches(parse(rule), Subject.of_stream(post("wind"), None, post("boat #sea")))


def test_on_the_stream_a_quoted_or_reposted_reply_is_one_too() -> None:
    reply = post("boat", "en", "replied_to")
    assert matches(parse("wind is:reply"), Subject.of_stream(post("wind"), None, reply))
    assert matches(parse("boat is:reply"), Subject.of_stream(post("boat"), reply, None))
    assert not search_finds(parse("wind is:reply"), post("wind"))


def test_folding_accents_makes_no_mention_of_what_is_none() -> None:
    accented = post("@mara\u0301 #caf\u00e9")
    assert not search_finds(parse("@mara"), accented)
    assert search_finds(parse("#cafe"), accented)


WORDS = ("wind", "boat", "sea", "sun")
Rendered = tuple[str, Callable[[set[str]], bool]]


def _keyword(word: str, negated: bool, quoted: bool) -> Rendered:
    text = f'"{word}"' if quoted else word
    return ("-" * negated + text, lambda words: (word in words) is not negated)


def _all(parts: list[Rendered]) -> Rendered:
    text = " ".join(f"({part})" if " " in part else part for part, _ in parts)
    return text, lambda words: all(holds(words) for _, holds in parts)


def _any(parts: list[Rendered]) -> Rendered:
    text = " OR ".join(part for part, _ in parts)
    return text, lambda words: any(holds(words) for _, holds in parts)


expressions: st.SearchStrategy[Rendered] = st.recursive(
    st.builds(_keyword, st.sampled_from(WORDS), st.booleans(), st.booleans()),
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(_all)
        | st.lists(inner, min_size=2, max_size=3).map(_any)
    ),
    max_leaves=8,
)


@given(expression=expressions, words=st.sets(st.sampled_from(WORDS)))
def test_a_rule_means_what_its_parts_mean(expression: Rendered, words: set[str]) -> None:
    text, holds = expression
    rule = f"from:replay ({text})"
    assert streamed(rule, post(" ".join(sorted(words)) or ".")) == holds(words)


@given(st.text(max_size=60) | st.text(alphabet='ab #@$-():"ORlangis', max_size=30))
def test_any_text_is_either_a_rule_or_refused(text: str) -> None:
    try:
        expression = parse(text)
    except InvalidRule:
        return
    terms = rule_language.terms_of(expression)
    assert any(not term.negated and term.kind not in ("lang", "is", "has") for term in terms)
    matches(expression, Subject.of_stream(post(text or "."), None, None))
