"""Decides one term of a rule for a post (docs.x.com, "Operators", of the stream and of search).

Only from the fields that are asked for; an operator that is not in the table can't be decided.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from collector.matching.expression import KEYWORD, PHRASE, SIGILS, Term
from collector.matching.text.answer import Answer, decided
from collector.matching.text.view import View
from collector.matching.text.words import Text, needle_of, read_otherwise

_ENTITY_SHAPES = {
    "#": re.compile(r"\S*[^\W\d_]\S*"),
    "@": re.compile(r"\w+", re.ASCII),
    "$": re.compile(r"[a-z]+(?:[._][a-z]+)?", re.ASCII | re.IGNORECASE),
}
# Where X's codes for languages and those of others differ (docs.x.com, "Supported languages").
_OTHER_CODES = {"he": "iw", "id": "in"}

Decide = Callable[[str, View], Answer]


def answer_of(term: Term, view: View) -> Answer:
    """Say whether a term holds."""
    answer = _positively(term, view)
    value = needle_of(term.value, view.fold).part
    other = read_otherwise(value)
    if (other != value or view.other_reading) and answer is not _positively(
        Term(term.kind, other), view.other_reading or view
    ):
        answer = Answer.UNDECIDABLE
    return answer.opposite if term.negated else answer


def can_tell(term: Term, *, authors_known: bool = False) -> bool:
    """Say whether a term is decided for every post that is whole, as far as X's words are known.

    authors_known: whether X is asked for the names of authors.
    """
    kind = term.kind.lower()
    if kind == "from:":
        return authors_known
    if kind in ("is:", "has:"):
        return _bare(term.value).lower() in (_REFERENCES if kind == "is:" else _KINDS)
    if term.kind in SIGILS:
        return is_entity(term)
    return kind in (KEYWORD, PHRASE, "lang:", "conversation_id:")


def is_entity(term: Term) -> bool:
    """Say whether X reads a sign and what follows as a hashtag, mention or cashtag for certain.

    It may read $12 or #2026 as something else.
    """
    return bool(_ENTITY_SHAPES[term.kind].fullmatch(term.value))


def _positively(term: Term, view: View) -> Answer:
    if term.kind in (KEYWORD, PHRASE):
        return _unless_missing(view.holds(term.value), view)
    if term.kind in SIGILS:
        return _entity(term, view)
    if term.kind.startswith("~"):
        return _near(term.value, view)
    decide = _DECIDED_BY.get(term.kind.lower())
    return decide(_bare(term.value), view) if decide else Answer.UNDECIDABLE


def _bare(value: str) -> str:
    return value.strip('"')


def _unless_missing(holds: Answer, view: View) -> Answer:
    """What is not found may be in a text that is not here."""
    return holds if holds or view.is_whole else Answer.UNDECIDABLE


def _entity(term: Term, view: View) -> Answer:
    value = view.fold(term.value)
    if term.kind + value in view.entities:
        return Answer.YES
    if not is_entity(term):
        return Answer.UNDECIDABLE
    if not view.has_entities and any(value in text.folded for text in view.texts):
        return Answer.UNDECIDABLE
    return _unless_missing(Answer.NO, view)


def _near(value: str, view: View) -> Answer:
    """Words of a text that stand near each other: how X counts is not documented exactly."""
    if view.holds(value) is Answer.YES:
        return Answer.YES
    pieces = needle_of(value, view.fold).pieces
    if any(text.pieces.issuperset(pieces) for text in view.texts):
        return Answer.UNDECIDABLE
    return _unless_missing(Answer.NO, view)


def _by_user(wanted: str, user_id: str, view: View) -> Answer:
    """X takes a username or an id."""
    if not user_id:
        return Answer.UNDECIDABLE
    username = view.post.usernames.get(user_id)
    if wanted == user_id or (username and wanted.lower() == username.lower()):
        return Answer.YES
    return Answer.NO if username else Answer.UNDECIDABLE


def _from(value: str, view: View) -> Answer:
    return _by_user(value, view.post.author_id, view)


def _to(value: str, view: View) -> Answer:
    if "reply" not in view.post.references:
        return Answer.NO
    return _by_user(value, view.post.reply_to_id, view)


def _lang(value: str, view: View) -> Answer:
    wanted, given = value.lower(), view.post.lang.lower()
    if not given:
        return Answer.UNDECIDABLE
    if wanted == given:
        return Answer.YES
    return Answer.UNDECIDABLE if _language(wanted) == _language(given) else Answer.NO


def _language(code: str) -> str:
    """Return a code without its region or script: posts say zh, rules zh-CN."""
    language = code.partition("-")[0]
    return _OTHER_CODES.get(language, language)


_REFERENCES = ("retweet", "quote", "reply")


def _is(value: str, view: View) -> Answer:
    kind, post = value.lower(), view.post
    if kind not in _REFERENCES:
        return Answer.UNDECIDABLE
    if kind in post.references:
        return Answer.YES
    # On the stream is:reply means replies that are quoted or reposted as well ("Operators").
    if kind == "reply" and view.is_stream:
        if post.answers_within:
            return Answer.YES
        return Answer.NO if post.is_complete else Answer.UNDECIDABLE
    return Answer.NO


_KINDS = ("hashtags", "mentions", "cashtags", "links")


def _has(value: str, view: View) -> Answer:
    kind, post = value.lower(), view.post
    if kind not in _KINDS:
        return Answer.UNDECIDABLE
    if getattr(post.own, kind):
        return Answer.YES
    # Whether what the quoted post has counts on the stream is not said.
    is_quoted = view.is_stream and post.quoted is not None and getattr(post.quoted, kind)
    if is_quoted or not view.has_entities:
        return Answer.UNDECIDABLE
    return _unless_missing(Answer.NO, view)


def _url(value: str, view: View) -> Answer:
    """A tokenised match on a link, or on the address behind it."""
    needle = needle_of(value, view.fold)
    links = view.post.own.links
    if any(Text.of(link, view.fold).holds(needle) is Answer.YES for link in links):
        return Answer.YES
    return Answer.UNDECIDABLE if links else _has("links", view)


def _conversation(value: str, view: View) -> Answer:
    known = view.post.conversation_id
    return decided(value == known) if known else Answer.UNDECIDABLE


def _refers(kind: str) -> Decide:
    def decide(value: str, view: View) -> Answer:
        referred = view.post.references.get(kind)
        return Answer.UNDECIDABLE if referred == "" else decided(value == referred)

    return decide


_DECIDED_BY: dict[str, Decide] = {
    "from:": _from,
    "to:": _to,
    "lang:": _lang,
    "is:": _is,
    "has:": _has,
    "url:": _url,
    "conversation_id:": _conversation,
    "in_reply_to_tweet_id:": _refers("reply"),
    "in_reply_to_status_id:": _refers("reply"),
    "quotes_of_tweet_id:": _refers("quote"),
    "quotes_of_status_id:": _refers("quote"),
    "retweets_of_tweet_id:": _refers("retweet"),
    "retweets_of_status_id:": _refers("retweet"),
}
