"""Keywords that a file of posts is about: a track that means something for any replay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import regex

from sandbox.posts.entities import entities_of
from sandbox.x_api.rules.words import words_of

# The words that say least, in the languages of Europe that Comprehend reads.
_STOP_WORDS = frozenset(
    Path(__file__).with_name("stop_words.txt").read_text(encoding="utf-8").split()
)
_SHORTEST_LATIN, _LONGEST_LATIN = 4, 30
_SHORTEST_OTHER, _LONGEST_OTHER = 2, 12


def most_frequent_keywords(texts: Iterable[str], count: int = 5) -> list[str]:
    """Return up to `count` keywords, the most frequent first: words, and #hashtags.

    A word counts once a post. Stop words, links, mentions and numbers are left out, and so are
    words of fewer than four Latin letters (two otherwise) or so many that they are none (30, 12).
    Fewer come back when the texts have no more.
    """
    in_posts: Counter[str] = Counter()
    for text in texts:
        in_posts.update(_keywords_of(text))
    ranked = sorted(in_posts.items(), key=lambda item: (-item[1], item[0]))
    return [keyword for keyword, _ in ranked[:count]]


def _keywords_of(text: str) -> set[str]:
    bare = text
    found = entities_of(text)
    for kind in ("urls", "mentions", "hashtags", "cashtags"):
        for item in found.get(kind, ()):
            bare = bare[: item["start"]] + " " * (item["end"] - item["start"]) + bare[item["end"] :]
    tags = {item["tag"].lower() for item in found.get("hashtags", ())}
    hashtags = {f"#{tag}" for tag in tags if len(tag) <= _LONGEST_LATIN}
    return hashtags | {word for word in words_of(bare) if _says_something(word)}


def _says_something(word: str) -> bool:
    if word in _STOP_WORDS or not word.isalpha() or _begins_like_a_minus(word):
        return False
    if word.isascii():
        return _SHORTEST_LATIN <= len(word) <= _LONGEST_LATIN
    return _SHORTEST_OTHER <= len(word) <= _LONGEST_OTHER


def _begins_like_a_minus(word: str) -> bool:
    """Say whether a word begins with a letter that is typed for a minus: `track` refuses it."""
    return bool(regex.match(r"\p{Lm}|[ㅡㄧꟷ]|一(?:\p{Latin}|$)", word))
