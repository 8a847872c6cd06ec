"""Two matchers that share no code are of one opinion: the collector's, and the X stand-in's.

What the stand-in's stream would deliver is kept, with the same tags; what only its search finds is
left out, wherever the answer of search holds all that it takes to decide.
"""

from __future__ import annotations

from typing import Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from collector.matching.verdict import Matcher, Outcome
from collector.settings import Rule
from sandbox.posts.post import Post
from sandbox.x_api.rules.language import InvalidRule
from sandbox.x_api.rules.language import parse as parse_as_stand_in
from tests.unit.collector.matching.at_x import AtX
from tests.unit.collector.matching.texts import rules, texts


def accepted(value: str) -> bool:
    try:
        parse_as_stand_in(value)
    except InvalidRule:
        return False
    return True


rule_lists = st.lists(rules.filter(accepted), min_size=1, max_size=5, unique=True)
# Whom a post answers is in no page by name.
decidable = rule_lists.filter(lambda values: not any("to:" in value for value in values))
usernames = st.sampled_from(["mara", "joe"])
langs = st.sampled_from(["en", "ja", "und"])
long_texts = st.builds(lambda text, times: text + " and" * times, texts, st.sampled_from([0, 90]))
kinds = st.sampled_from(["original", "original", "quote_of", "repost_of", "reply_to"])


def published(x: AtX, text: str, kind: str, other: str, **more: Any) -> Post:
    references = {}
    if kind != "original":
        joe = x.publish(text="hi", username="joe")
        answered = {"reply_to": joe.id} if more.pop("answers") else {}
        references[kind] = x.publish(text=other, username="joe", **answered).id
    more.pop("answers", None)
    return x.publish(text=text, **references, **more)


posts = st.fixed_dictionaries(
    {
        "text": long_texts,
        "kind": kinds,
        "other": long_texts,
        "username": usernames,
        "lang": langs,
        "answers": st.booleans(),
    }
)


def judged(x: AtX, post: Post, values: list[str], **how: Any) -> tuple[Any, list[str], list[str]]:
    """Return the verdict; the rules by which the stream delivers; those by which search finds."""
    all_rules = [Rule(f"tag of {value}", value) for value in values]
    streamed = [rule.tag for rule in all_rules if x.streams(rule.value, post)]
    finders = [rule.tag for rule in all_rules if x.finds(rule.value, post)]
    (data,), includes = x.answer([post], **how)
    return Matcher(all_rules).verdict(data, includes, all_rules), streamed, finders


@settings(max_examples=400)
@given(posts, decidable, st.booleans())
@example(
    {"text": "la politica", "kind": "original", "other": "", "answers": False}, ["política"], True
)
@example(
    {"text": "Wind", "kind": "quote_of", "other": "BOAT", "answers": False}, ["wind -boat"], True
)
@example(
    {"text": "wind", "kind": "quote_of", "other": "x", "answers": True}, ["wind -is:reply"], True
)
def test_what_search_finds_is_told_as_the_stream_would(
    plain: dict[str, Any], values: list[str], new_words: bool
) -> None:
    x = AtX()
    post = published(x, **plain)
    verdict, streamed, finders = judged(x, post, values, new_words=new_words)
    assert list(verdict.tags) == streamed or verdict.outcome is Outcome.UNDECIDED
    if finders:
        assert verdict.outcome is (Outcome.MATCHED if streamed else Outcome.UNWANTED)


@settings(max_examples=200)
@given(posts, rule_lists, st.booleans())
def test_a_post_is_kept_whatever_its_page_leaves_out(
    plain: dict[str, Any], values: list[str], is_hidden: bool
) -> None:
    x = AtX()
    post = published(x, **plain)
    hidden = frozenset(other for _, other in post.references) if is_hidden else frozenset()
    verdict, streamed, finders = judged(x, post, values, hidden=hidden, expand_authors=False)
    assume(finders or streamed)
    if streamed:
        assert verdict.is_kept
    if verdict.outcome is Outcome.MATCHED:
        assert streamed
