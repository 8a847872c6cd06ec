"""Which fields of a post a request asked for (docs.x.com, "Fields" and "Expansions")."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.posts.post import Author, Post
from sandbox.posts.shape import NEW_WORDS, in_new_words, post_data, user_data
from sandbox.x_api.answers import PROBLEMS, Answer, invalid_request
from sandbox.x_api.posts.field_names import ALWAYS, EXPANSIONS, POST_FIELDS, USER_FIELDS

_OLD_WORDS = {new: old for old, new in NEW_WORDS.items()}


class BadFields(ValueError):
    """A parameter that X answers with 400; `answer` is that answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer.body))
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Fields:
    """What a request asked for, in the old vocabulary; `new_words` asks for the new one."""

    post: frozenset[str] = ALWAYS
    user: frozenset[str] = frozenset({"id", "name", "username"})
    expansions: frozenset[str] = frozenset()
    new_words: bool = False
    html_escaped: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str], vocabulary: str, *, html_escaped: bool = False) -> Fields:
        """Read a request's parameters; raise BadFields; `vocabulary` as in XSettings."""
        asked_new = "post.fields" in query
        words = query.get("post.fields" if asked_new else "tweet.fields", "")
        renamed = _renamed(words) if asked_new else words
        return cls(
            post=ALWAYS
            | _chosen(renamed, POST_FIELDS, "post.fields" if asked_new else "tweet.fields"),
            user=frozenset({"id", "name", "username"})
            | _chosen(query.get("user.fields", ""), USER_FIELDS, "user.fields"),
            expansions=_chosen(_renamed(query.get("expansions", "")), EXPANSIONS, "expansions"),
            html_escaped=html_escaped,
            new_words=vocabulary == "new" or (vocabulary == "as_asked" and asked_new),
        )

    def render(
        self, posts: list[Post], find: Callable[[str], Post | None], hidden: frozenset[str]
    ) -> dict[str, Any]:
        """Return `data` (a list), `includes`, `errors`; `hidden` posts count as deleted."""
        data, users, tweets, errors = [], {}, {}, []

        def visible(post_id: str) -> Post | None:
            return None if post_id in hidden else find(post_id)

        for post in posts:
            original = find(post.referenced("retweeted") or "")
            whole = post_data(post, original, html_escaped=self.html_escaped)
            data.append(_only(whole, self.post))
            if "author_id" in self.expansions:
                users[post.author.id] = post.author
            if "entities.mentions.username" in self.expansions:
                for mention in whole.get("entities", {}).get("mentions", ()):
                    users[mention["id"]] = Author(mention["username"])
            if "in_reply_to_user_id" in self.expansions and post.reply_to:
                users[post.reply_to.id] = post.reply_to
            for _, other_id in post.references:
                other = visible(other_id)
                if other is None and "referenced_tweets.id" in self.expansions:
                    errors.append(_gone(other_id))
                elif other is not None and self._expands_references:
                    tweets[other.id] = _only(
                        post_data(other, html_escaped=self.html_escaped), self.post
                    )
                    if "referenced_tweets.id.author_id" in self.expansions:
                        users[other.author.id] = other.author
        return self._assembled(
            data, [_only(user_data(user), self.user) for user in users.values()], tweets, errors
        )

    @property
    def _expands_references(self) -> bool:
        return any(name.startswith("referenced_tweets.id") for name in self.expansions)

    def _assembled(
        self,
        data: list[dict[str, Any]],
        users: list[dict[str, Any]],
        tweets: dict[str, dict[str, Any]],
        errors: list[dict[str, Any]],
    ) -> dict[str, Any]:
        includes: dict[str, Any] = {}
        if users:
            includes["users"] = users
        if tweets:
            includes["tweets"] = list(tweets.values())
        rendered: dict[str, Any] = {"data": data}
        if includes:
            rendered["includes"] = includes
        if errors:
            rendered["errors"] = errors
        return dict(in_new_words(rendered)) if self.new_words else rendered


def _renamed(words: str) -> str:
    return ",".join(
        _OLD_WORDS.get(word, word).replace("posts.", "tweets.") for word in words.split(",")
    )


def _chosen(words: str, known: frozenset[str], parameter: str) -> frozenset[str]:
    chosen = frozenset(word for word in words.split(",") if word)
    if unknown := chosen - known:
        accepted = ",".join(sorted(known))
        message = (
            f"The `{parameter}` query parameter value [{min(unknown)}] is not one of [{accepted}]"
        )
        raise BadFields(invalid_request(parameter, words, message))
    return chosen


def _only(whole: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in whole.items() if name in names}


def _gone(post_id: str) -> dict[str, Any]:
    return {
        "value": post_id,
        "detail": f"Could not find tweet with referenced_tweets.id: [{post_id}].",
        "title": "Not Found Error",
        "resource_type": "tweet",
        "parameter": "referenced_tweets.id",
        "resource_id": post_id,
        "type": PROBLEMS + "resource-not-found",
    }
