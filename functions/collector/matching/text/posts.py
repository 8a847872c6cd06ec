"""What rules look at in a post, read from X's object and the `includes` of its page.

Both vocabularies of X are read; a wrong type counts as absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from collector.x.fields import INCLUDED_POSTS, LONG_TEXT, REFERENCED, either, unescaped

_REFERENCES = {
    "retweeted": "retweet",
    "reposted": "retweet",
    "quoted": "quote",
    "replied_to": "reply",
}
# docs.x.com: a repost's own text is cut to 140 characters ("Timelines"), a long post's `text` to
# about 280 that may count twice ("Data dictionary"); a link to the post itself can follow. The
# whole of a long post is always asked for: where there is none, the text is whole.
_SHORTEST_CUT = 130
_CUT = re.compile(r"…(?:\s*https://t\.co/\w+)*\s*$")
_REPOST_OF = re.compile(r"RT @(\w{1,20}): ", re.ASCII)

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Content:
    """What one post says.

    is_whole: whether this is all of its text; has_entities: whether X said which hashtags,
    mentions, cashtags and links are in it.
    """

    text: str
    hashtags: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    cashtags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    is_whole: bool = True
    has_entities: bool = True


@dataclass(frozen=True, slots=True)
class Post:
    """A post with what it refers to.

    references: ids by `retweet`, `quote` and `reply`; quoted: what the post says that it quotes;
    answers_within: whether the post that it quotes or reposts is a reply; is_complete: whether all
    that is quoted or reposted is here; usernames: as far as they are known, by id.
    """

    own: Content
    quoted: Content | None
    references: Mapping[str, str]
    answers_within: bool
    is_complete: bool
    author_id: str
    reply_to_id: str
    conversation_id: str
    lang: str
    usernames: Mapping[str, str]


def read_post(data: Data, includes: object) -> Post:
    """Read a post; never raises."""
    included = includes if isinstance(includes, Mapping) else {}
    references = _references(data)
    beside = {
        kind: _included(included, references[kind])
        for kind in ("retweet", "quote")
        if kind in references
    }
    here = [other for other in beside.values() if other is not None]
    original, quoted = beside.get("retweet"), beside.get("quote")
    return Post(
        own=_repost(data, original) if original is not None else _content(data),
        quoted=_content(quoted) if quoted is not None else None,
        references=references,
        answers_within=any("reply" in _references(other) for other in here),
        is_complete=len(here) == len(beside) and not _quotes_within(original),
        author_id=_word(data.get("author_id")),
        reply_to_id=_word(data.get("in_reply_to_user_id")),
        conversation_id=_word(data.get("conversation_id")),
        lang=_word(data.get("lang")),
        usernames=_usernames([data, *here], included),
    )


def _references(data: Data) -> dict[str, str]:
    found = {
        _REFERENCES[str(item.get("type"))]: _word(item.get("id"))
        for item in _items(either(data, REFERENCED))
        if str(item.get("type")) in _REFERENCES
    }
    if _word(data.get("in_reply_to_user_id")):
        found.setdefault("reply", "")
    return found


def _quotes_within(original: Data | None) -> bool:
    """A page does not include what the original of a repost quotes."""
    return original is not None and "quote" in _references(original)


def _included(included: Data, post_id: str) -> Data | None:
    for item in _items(either(included, INCLUDED_POSTS)):
        if post_id and item.get("id") == post_id:
            return item
    return None


def _content(data: Data) -> Content:
    note = either(data, LONG_TEXT)
    if isinstance(note, Mapping) and isinstance(note.get("text"), str):
        return _long_content(note, data.get("entities"))
    content = _with_entities(data.get("text"), data.get("entities"))
    may_be_cut = note is not None or "retweet" in _references(data)
    cut = _CUT.search(content.text)
    if not may_be_cut or len(content.text) < _SHORTEST_CUT or cut is None:
        return content
    shown = _without_last_word(content.text[: cut.start()])
    return replace(_within(content, shown), text=shown, is_whole=False)


def _without_last_word(text: str) -> str:
    words = text.split()
    return text.removesuffix(words[-1]) if words else text


def _long_content(note: Data, entities_of_short: object) -> Content:
    """X leaves out entities where there are none; then those of the short text are none either."""
    if isinstance(note.get("entities"), Mapping):
        return _with_entities(note["text"], note["entities"])
    content = _with_entities(note["text"], entities_of_short)
    content = _within(content, content.text)
    is_plain = not (content.hashtags or content.mentions or content.cashtags or content.links)
    return replace(content, has_entities=is_plain)


def _within(content: Content, text: str) -> Content:
    """Leave out entities that were cut off in the middle, or that X put behind the cut."""
    return replace(
        content,
        hashtags=tuple(tag for tag in content.hashtags if tag in text),
        mentions=tuple(name for name in content.mentions if name in text),
        cashtags=tuple(tag for tag in content.cashtags if tag in text),
        links=tuple(link for link in content.links if link in text),
    )


def _repost(data: Data, original: Data) -> Content:
    """A repost repeats its original; the page has the whole of it."""
    said = _content(original)
    start = _REPOST_OF.match(unescaped(_word(data.get("text"))))
    if start is None:
        return said
    return replace(said, text=f"{start[0]}{said.text}", mentions=(start[1], *said.mentions))


def _with_entities(text: object, entities: object) -> Content:
    known = entities if isinstance(entities, Mapping) else {}
    return Content(
        text=unescaped(_word(text)),
        hashtags=tuple(_values(known, "hashtags", "tag")),
        mentions=tuple(_values(known, "mentions", "username")),
        cashtags=tuple(_values(known, "cashtags", "tag")),
        links=(*_values(known, "urls", "url"), *_values(known, "urls", "expanded_url")),
    )


def _usernames(posts: list[Data], included: Data) -> dict[str, str]:
    found = {}
    users = list(_items(included.get("users")))
    for post in posts:
        entities = post.get("entities")
        users += _items(entities.get("mentions") if isinstance(entities, Mapping) else None)
    for user in users:
        if _word(user.get("id")) and _word(user.get("username")):
            found[_word(user.get("id"))] = _word(user.get("username"))
    return found


def _values(entities: Data, kind: str, field: str) -> Iterator[str]:
    for item in _items(entities.get(kind)):
        if value := _word(item.get(field)):
            yield value


def _items(value: object) -> Iterator[Data]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, Mapping):
            yield item


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""
