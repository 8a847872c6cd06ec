"""Two matchers that share no code are of one opinion: the collector's, and the X stand-in's.

What the stand-in's stream would deliver is kept, with the same tags; what only its search finds is
left out, wherever the answer of search holds all that it takes to decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from collector.matching.queries import pack
from collector.matching.verdict import Matcher, Outcome, Verdict
from collector.settings import Rule
from sandbox.posts.post import Post
from tests.unit.collector.matching.at_x import AtX
from tests.unit.collector.matching.situations import (
    decidable,
    published,
    rule_lists,
    with_rules,
)


def judged(x: AtX, post: Post, values: list[str], **how: Any) -> tuple[Any, list[str], list[str]]:
    """Return the verdict; the rules by which the stream delivers; those by which search finds."""
    all_rules = [Rule(f"tag of {value}", value) for value in values]
    streamed = [rule.tag for rule in all_rules if x.streams(rule.value, post)]
    finders = [rule.tag for rule in all_rules if x.finds(rule.value, post)]
    (data,), includes = x.answer([post], **how)
    return Matcher(all_rules).verdict(data, includes, all_rules), streamed, finders


def told_by_queries(
    x: AtX, post: Post, values: list[str], longest: int, **how: Any
) -> list[Verdict]:
    """Return what is told of a post by each of the queries of all rules that find it."""
    all_rules = [Rule(value, value) for value in values]
    matcher = Matcher(all_rules)
    (data,), includes = x.answer([post], **how)
    return [
        matcher.verdict(data, includes, query.rules, query.given)
        for query in pack(all_rules, longest).queries
        if x.finds(query.value, post)
    ]


def is_documented(post: Post, values: list[str], plain: dict[str, Any]) -> bool:
    """Whether has: looks into what a post quotes, and whether İ is an i, is not."""
    looks_into_quote = post.kind == "quote" and any("has:" in value for value in values)
    return not looks_into_quote and "İ" not in f"{values} {plain}"


_WORDS_THAT_X_DOES_NOT_DOCUMENT = regex.compile(
    r"[\p{Thai}\p{Han}\p{Katakana}\p{Hangul}[\p{Emoji}--\p{ASCII}]\u20E3]", regex.V1
)


def has_documented_words(plain: dict[str, Any]) -> bool:
    """Whether all that the post says has spaces between words, and no emoji."""
    return not _WORDS_THAT_X_DOES_NOT_DOCUMENT.search(f"{plain['text']} {plain['other']}")


def is_told_as(streamed: Sequence[str], verdict: Verdict) -> bool:
    """Whether the tags are those of the stream, but for those that the verdict says it may lack."""
    told = [tag for tag in streamed if tag in verdict.tags or not verdict.may_lack_tags]
    return list(verdict.tags) == told


def example_of(rule: str, text: str, **more: Any) -> tuple[list[str], dict[str, Any]]:
    return [rule], {"text": text, "kind": "original", "other": "x", "answers": False, **more}


@settings(max_examples=100)
@given(with_rules(decidable), st.booleans())
@example(example_of("política", "la politica"), True)
@example(example_of("東京 -京都", "東京 東京都庁の桜"), True)
@example(example_of('wind -"👩"', "wind 👩\u200d🚀"), True)
@example(example_of("wind -boat", "Wind", kind="quote_of", other="BOAT"), True)
@example(example_of("wind -is:reply", "wind", kind="quote_of", answers=True), True)
def test_what_search_finds_is_told_as_the_stream_would(
    situation: tuple[list[str], dict[str, Any]], new_words: bool
) -> None:
    values, plain = situation
    x = AtX()
    post = published(x, **plain)
    verdict, streamed, finders = judged(x, post, values, new_words=new_words)
    assert is_told_as(streamed, verdict) or verdict.outcome is Outcome.UNDECIDED
    if finders and is_documented(post, values, plain):
        expected = Outcome.MATCHED if streamed else Outcome.UNWANTED
        is_open = verdict.outcome is Outcome.UNDECIDED and not has_documented_words(plain)
        assert is_open or verdict.outcome is expected


@settings(max_examples=60)
@given(with_rules(rule_lists), st.booleans())
def test_a_post_is_kept_whatever_its_page_leaves_out(
    situation: tuple[list[str], dict[str, Any]], is_hidden: bool
) -> None:
    values, plain = situation
    x = AtX()
    post = published(x, **plain)
    hidden = frozenset(other for _, other in post.references) if is_hidden else frozenset()
    verdict, streamed, _ = judged(x, post, values, hidden=hidden, expand_authors=False)
    assert verdict.is_kept or not streamed
    assert streamed or verdict.outcome is not Outcome.MATCHED


@given(with_rules(decidable))
@example(
    (["café OR ハス", "café OR from:mara"], {**example_of("x", "caféハス")[1], "username": "mara"})
)
@example((['café izmir OR "Masse"', "café", "wind"], example_of("x", "café İzmir")[1]))
@example((['café İzmir OR "Masse"', "café", "wind"], example_of("x", "café izmir")[1]))
def test_through_queries_of_many_rules_what_the_stream_would_deliver_is_found_and_nothing_else(
    situation: tuple[list[str], dict[str, Any]],
) -> None:
    values, plain = situation
    x = AtX()
    post = published(x, **plain)
    streamed = [value for value in values if x.streams(value, post)]
    verdicts = told_by_queries(x, post, values, 80)
    for verdict in verdicts:
        assert verdict.is_kept or not streamed
        assert {*verdict.tags} <= {*streamed} or verdict.outcome is Outcome.UNDECIDED
    # What one query can't tell of a rule that it does not ask for, the rule's own query tells.
    told = {tag for verdict in verdicts for tag in verdict.tags}
    is_open = any(
        verdict.may_lack_tags or verdict.outcome is Outcome.UNDECIDED for verdict in verdicts
    )
    assert not verdicts or is_open or told == {*streamed}


@given(with_rules(rule_lists), st.sampled_from([80, 512]))
@example((["from:mara", "from:joe"], {**example_of("x", "wind")[1], "username": "joe"}), 512)
def test_without_the_names_of_authors_a_found_post_has_the_tags_of_the_stream(
    situation: tuple[list[str], dict[str, Any]], longest: int
) -> None:
    values, plain = situation
    x = AtX()
    post = published(x, **plain)
    verdicts = told_by_queries(x, post, values, longest, expand_authors=False)
    told = {tag for verdict in verdicts for tag in verdict.tags}
    streamed = {value for value in values if x.streams(value, post)}
    found = {value for value in streamed if x.finds(value, post)}
    if is_documented(post, values, plain) and has_documented_words(plain):
        assert found <= told <= streamed
