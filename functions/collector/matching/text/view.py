"""A post as the stream looks at it, and as search does: the documented differences of the two.

docs.x.com, "Build a rule" and "Build a query": search folds accents, and it leaves out what the
post says that is quoted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from collector.matching.text.answer import Answer
from collector.matching.text.posts import Content, Post
from collector.matching.text.words import (
    Fold,
    Text,
    exactly,
    needle_of,
    read_otherwise,
    without_accents,
)


@dataclass(frozen=True, slots=True)
class View:
    """A post ready to be compared with many rules.

    entities: hashtags, mentions and cashtags with their sign; is_whole: whether nothing that counts
    is missing; has_entities: whether X told all entities; other_reading: the same post in the other
    way in which X may read it, if there is one.
    """

    post: Post
    fold: Fold
    texts: tuple[Text, ...]
    entities: frozenset[str]
    is_whole: bool
    has_entities: bool
    is_stream: bool
    other_reading: View | None = None

    def holds(self, value: str) -> Answer:
        """Say whether a keyword or phrase is in the post or, on the stream, in what it quotes."""
        needle = needle_of(value, self.fold)
        return max((text.holds(needle) for text in self.texts), default=Answer.NO)


def stream_view(post: Post) -> View:
    """Return what the stream compares."""
    contents = [post.own] if post.quoted is None else [post.own, post.quoted]
    return _view(post, contents, exactly, is_complete=post.is_complete, is_stream=True)


def search_view(post: Post) -> View:
    """Return what recent search compares."""
    return _view(post, [post.own], without_accents, is_complete=True, is_stream=False)


def _view(
    post: Post, contents: list[Content], fold: Fold, *, is_complete: bool, is_stream: bool
) -> View:
    texts = tuple(Text.of(content.text, fold) for content in contents)
    view = View(
        post=post,
        fold=fold,
        texts=texts,
        entities=frozenset(
            sign + fold(value) for content in contents for sign, value in _entities_of(content)
        ),
        is_whole=is_complete and all(content.is_whole for content in contents),
        has_entities=all(content.has_entities for content in contents),
        is_stream=is_stream,
    )
    return replace(view, other_reading=_other_reading(view))


def _other_reading(view: View) -> View | None:
    folded = [text.folded for text in view.texts]
    others = list(map(read_otherwise, folded))
    entities = frozenset(map(read_otherwise, view.entities))
    if (others, entities) == (folded, view.entities):
        return None
    texts = tuple(Text.of(other, view.fold) for other in others)
    return replace(view, texts=texts, entities=entities)


def _entities_of(content: Content) -> Iterable[tuple[str, str]]:
    for sign, values in (
        ("#", content.hashtags),
        ("@", content.mentions),
        ("$", content.cashtags),
    ):
        for value in values:
            yield sign, value
