"""Rules, and posts that they match or nearly match."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st

from sandbox.posts.post import Post
from sandbox.x_api.rules.language import InvalidRule
from sandbox.x_api.rules.language import parse as parse_as_stand_in
from sandbox.x_api.rules.words import without_accents
from tests.unit.collector.matching.at_x import AtX
from tests.unit.collector.matching.texts import rules, texts


def accepted(value: str) -> bool:
    try:
        parse_as_stand_in(value)
    except InvalidRule:
        return False
    return True


def wanted_in(values: list[str]) -> list[str]:
    """Return the words of rules, as they are, in capitals, and with other accents."""
    words = re.findall(r'[^\s()"]+', " ".join(values))
    plain = [word for word in words if word != "OR" and ":" not in word]
    return [
        form
        for word in plain
        for form in (word, word.upper(), without_accents(word), word.replace("e", "é"))
    ]


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


def posts_with(words: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "text": words,
            "kind": kinds,
            "other": words,
            "username": usernames,
            "lang": langs,
            "answers": st.booleans(),
        }
    )


posts = posts_with(long_texts)


def with_rules(
    lists: st.SearchStrategy[list[str]],
) -> st.SearchStrategy[tuple[list[str], dict[str, Any]]]:
    """Rules, and a post that holds some of their words or nearly."""

    def with_post(values: list[str]) -> st.SearchStrategy[tuple[list[str], dict[str, Any]]]:
        wanted = st.lists(st.sampled_from([*wanted_in(values), "x"]), min_size=1, max_size=4)
        near = st.builds(lambda words, text: f"{' '.join(words)} {text}", wanted, long_texts)
        return st.tuples(st.just(values), posts_with(near | long_texts))

    return lists.flatmap(with_post)
