"""Recent search (docs.x.com, "Search Posts"): seven days, newest first, seconds behind."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from sandbox.posts.post import Post
from sandbox.posts.snowflake import first_id_of
from sandbox.x_api.answers import Answer, invalid_request
from sandbox.x_api.posts.field_names import PARAMETERS
from sandbox.x_api.posts.fields import BadFields, Fields
from sandbox.x_api.posts.store import PostStore
from sandbox.x_api.rules.language import QUERY_CHARACTERS, Expression, InvalidRule, parse
from sandbox.x_api.rules.matching import search_finds
from sandbox.x_api.settings import XSettings

REACHES_BACK_MS = 7 * 24 * 3600 * 1000
# X's own words: "'end_time' must be a minimum of 10 seconds prior to the request time."
_END_TIME_BEHIND_SECONDS = 10
_PARAMETERS = {
    "query",
    "since_id",
    "until_id",
    "start_time",
    "end_time",
    "max_results",
    "next_token",
    "pagination_token",
    "sort_order",
    *PARAMETERS,
}


class _Refused(ValueError):
    def __init__(self, name: str, value: object, message: str) -> None:
        super().__init__(message)
        self.answer = invalid_request(name, value, message)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a search is made: ms since 1970; by how many real ms it lies behind."""

    now_ms: int
    lag_ms: float
    time_scale: float


def search_recent(
    query: Mapping[str, str], posts: PostStore, moment: Moment, settings: XSettings
) -> tuple[Answer, list[Post]]:
    """GET /2/tweets/search/recent; return the answer and the posts in it (they are billed)."""
    try:
        _check_names(query)
        expression = _expression(query.get("query", ""))
        fields = Fields.of(query, settings.search_vocabulary, html_escaped=settings.html_escaped)
        above, below = _bounds(query, moment)
        page_size = _page_size(query)
        below = min(below, _page_start(query))
    except _Refused as refused:
        return refused.answer, []
    except BadFields as bad:
        return bad.answer, []
    matching = (post for post in posts.newest_first(above, below) if search_finds(expression, post))
    found = list(islice(matching, page_size + 1))
    page, more = found[:page_size], len(found) > page_size
    if not page:
        return Answer(200, {"meta": {"result_count": 0}}), []
    meta = {"newest_id": page[0].id, "oldest_id": page[-1].id, "result_count": len(page)}
    if more:
        meta["next_token"] = _token(query["query"], page[-1].id)
    return Answer(200, {**fields.render(page, posts.get, frozenset()), "meta": meta}), page


def _check_names(query: Mapping[str, str]) -> None:
    if unknown := set(query) - _PARAMETERS:
        name, accepted = min(unknown), ",".join(sorted(_PARAMETERS))
        message = f"The query parameter [{name}] is not one of [{accepted}]"
        raise _Refused(name, query[name], message)


def _expression(query: str) -> Expression:
    if not query:
        raise _Refused("query", query, "The `query` query parameter can not be empty")
    try:
        return parse(query, QUERY_CHARACTERS)
    except InvalidRule as reason:
        message = f"There were errors processing your request: {reason}"
        raise _Refused("query", query, message) from reason


def _bounds(query: Mapping[str, str], moment: Moment) -> tuple[int, int]:
    """Return ids between which (both excluded) the results lie."""
    oldest_ms = moment.now_ms - REACHES_BACK_MS
    if "since_id" in query and "start_time" in query:
        raise _Refused("since_id", query["since_id"], "'since_id' excludes 'start_time'")
    if "until_id" in query and "end_time" in query:
        raise _Refused("until_id", query["until_id"], "'until_id' excludes 'end_time'")
    above = first_id_of(oldest_ms) - 1
    below = first_id_of(int(moment.now_ms - moment.lag_ms) + 1)
    for name in ("since_id", "until_id"):
        if name in query:
            given = _post_id(name, query[name])
            if given < first_id_of(oldest_ms):
                raise _Refused(name, given, _too_old(name, oldest_ms))
            above, below = (given, below) if name == "since_id" else (above, min(below, given))
    if "start_time" in query:
        start_ms = _time_ms("start_time", query["start_time"])
        if start_ms < oldest_ms:
            message = f"'start_time' must be on or after {_minute(oldest_ms)}"
            raise _Refused("start_time", query["start_time"], message)
        above = first_id_of(start_ms) - 1
    if "end_time" in query:
        end_ms = _time_ms("end_time", query["end_time"])
        behind_ms = _END_TIME_BEHIND_SECONDS * 1000 * moment.time_scale
        if end_ms > moment.now_ms - behind_ms:
            message = "'end_time' must be a minimum of 10 seconds prior to the request time."
            raise _Refused("end_time", query["end_time"], message)
        below = min(below, first_id_of(end_ms))
    return above, below


def _too_old(name: str, oldest_ms: int) -> str:
    return (
        f"'{name}' must be a tweet id created after {_minute(oldest_ms)}. "
        f"Please use a '{name}' that is larger than {first_id_of(oldest_ms)}"
    )


def _minute(time_ms: int) -> str:
    return datetime.fromtimestamp(time_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%MZ")


def _post_id(name: str, value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,19}", value):
        raise _Refused(name, value, f"The `{name}` query parameter value [{value}] is not valid")
    return int(value)


def _time_ms(name: str, value: str) -> int:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = datetime.min
    if moment.tzinfo is None:
        raise _Refused(name, value, f"The `{name}` query parameter value [{value}] is not RFC3339")
    return int(moment.timestamp() * 1000)


def _page_size(query: Mapping[str, str]) -> int:
    given = query.get("max_results", "10")
    if not (given.isdecimal() and 10 <= int(given) <= 100):
        message = f"The `max_results` query parameter value [{given}] is not between 10 and 100"
        raise _Refused("max_results", given, message)
    if query.get("sort_order", "recency") != "recency":
        message = "The stand-in sorts by [recency] only"
        raise _Refused("sort_order", query["sort_order"], message)
    return int(given)


def _token(query: str, last_id: str) -> str:
    return f"{zlib.crc32(query.encode()):08x}{int(last_id):016x}"


def _page_start(query: Mapping[str, str]) -> int:
    token = query.get("next_token") or query.get("pagination_token")
    if token is None:
        return 1 << 63
    if not re.fullmatch(r"[0-9a-f]{24}", token) or token != _token(
        query["query"], str(int(token[8:], 16))
    ):
        raise _Refused("next_token", token, f"The `next_token` value [{token}] is not valid")
    return int(token[8:], 16)
