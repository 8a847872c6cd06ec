"""One app at X: publish posts, order faults, count what happened, and answer what is asked."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sandbox.clock import Clock, RealClock
from sandbox.posts.post import Post
from sandbox.x_api.answers import Answer, invalid_request, no_rules
from sandbox.x_api.faults import Faults
from sandbox.x_api.posts.field_names import PARAMETERS
from sandbox.x_api.posts.fields import BadFields, Fields
from sandbox.x_api.posts.published import Published
from sandbox.x_api.posts.store import PostStore
from sandbox.x_api.rate_limits import LENGTHENED_BY_SECONDS, REQUESTS_PER_WINDOW, RateWindow
from sandbox.x_api.rules.book import AppRule, RuleBook
from sandbox.x_api.rules.language import why_search_refuses
from sandbox.x_api.rules.matching import Subject, matches, search_finds
from sandbox.x_api.search import Moment, search_recent
from sandbox.x_api.settings import XSettings
from sandbox.x_api.stream.connection import Connection
from sandbox.x_api.stream.slots import Stream
from sandbox.x_api.usage import Usage


class XApp:
    """What X API v2 is to an app with one bearer token, without the HTTP around it.

    token: the bearer token that it accepts; time_scale: real seconds that X's second takes
    (keep-alives, search lag, rate windows, faults; never the time of day); clock: the time it runs
    by; seed: of the random faults.
    """

    def __init__(
        self,
        token: str,
        *,
        time_scale: float = 1.0,
        clock: Clock | None = None,
        seed: int | None = None,
        settings: XSettings | None = None,
    ) -> None:
        self.token = token
        self.time_scale = time_scale
        self.settings = settings or XSettings()
        self.faults = Faults(seed)
        self.lock = threading.RLock()
        self.clock = clock or RealClock()
        self._changed = self.clock.condition(self.lock)
        self.now = now = self.clock.now
        self._posts = PostStore(now)
        self._rules = RuleBook(self.settings, now)
        self._stream = Stream(self.settings, self.clock)
        self._usage = Usage(now)
        self._published: dict[str, Published] = {}
        self._requests: Counter[str] = Counter()
        self._deliveries = 0
        self._windows: dict[str, RateWindow] = {}

    def publish(self, plain: Mapping[str, Any]) -> str:
        """Make a post visible and return its id; ValueError if it isn't one.

        sandbox/posts/README.md describes the plain shape.
        """
        with self.lock:
            post = self._posts.add(plain)
            reposted = self._posts.get(post.referenced("retweeted") or "")
            quoted = self._posts.get(post.referenced("quoted") or "")
            subject = Subject.of_stream(post, reposted, quoted)
            rules = tuple(rule for rule in self._rules.all() if matches(rule.expression, subject))
            account = self._published.get(post.first_id)
            if account is None:
                account = Published.of(post, plain.get("key"), self._stream.is_open)
                self._published[post.first_id] = account
            found = [rule for rule in rules if _found_by_search(rule, post)]
            account.add(post.id, [_tag(rule) for rule in rules], [_tag(rule) for rule in found])
            if rules:
                self._stream.deliver(post, rules)
            return post.id

    def publish_all(self, posts: Iterable[Mapping[str, Any]]) -> list[str]:
        """Publish posts one after another."""
        return [self.publish(post) for post in posts]

    def delete(self, post_id: str) -> None:
        """Delete a post, as its author would."""
        with self.lock:
            self._posts.delete(post_id)

    def published(self, since_ms: int = 0) -> list[dict[str, Any]]:
        """Return an account (`published.Published`) of every post since then, oldest first."""
        with self.lock:
            return [
                account.data()
                for account in self._published.values()
                if account.created_at_ms >= since_ms
            ]

    def state(self) -> dict[str, Any]:
        """Return the counters, as GET /_sandbox/state shows them."""
        with self.lock:
            return {
                "open": self._stream.is_open,
                "stale_slots": self._stream.stale_slots,
                "max_concurrent": self._stream.max_concurrent,
                "overlaps": self._stream.overlaps,
                "connects_accepted": self._stream.accepted,
                "connects_refused": dict(self._stream.refused),
                "deliveries": self._deliveries,
                "reads": self._usage.reads,
                "billed": self._usage.billed,
                "billed_today": self._usage.billed_today,
                "requests": dict(self._requests),
                "rules": [rule.data() for rule in self._rules.all()],
                "published": len(self._published),
                "faults": dict(self.faults.fired),
            }

    def wait_until(self, holds: Callable[[dict[str, Any]], bool], real_seconds: float) -> bool:
        """Wait until the state is as wished; return False when it isn't after so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: holds(self.state()), real_seconds)

    def order_faults(self, faults: Iterable[Mapping[str, Any]]) -> None:
        """Add scripted faults (`faults.Fault`) and let those that are due happen."""
        self.faults.script(faults)
        with self.lock:
            self._stream.ring()

    def heal(self) -> None:
        """No more faults, no stale slots, rate limits as new."""
        self.faults.heal()
        with self.lock:
            self._stream.free_stale()
            for window in self._windows.values():
                window.renew()

    def end_streams(self, reason: str) -> None:
        """End every connection to the stream, and free every slot."""
        with self.lock:
            self._stream.end_all(reason)

    # What the HTTP server calls.

    def count_request(self, name: str) -> None:
        """Count one request."""
        with self.lock:
            self._requests[name] += 1
            self._changed.notify_all()

    def limited(self, name: str) -> tuple[bool, dict[str, str]]:
        """Count a request against its rate limit; return whether it is within, and headers."""
        with self.lock:
            if name not in self._windows:
                limit = REQUESTS_PER_WINDOW.get(name, int(self.settings.connects_per_window))
                seconds = self.settings.rate_window_seconds * self.time_scale
                self._windows[name] = RateWindow(limit, seconds, self.now)
            window = self._windows[name]
            lengthened = LENGTHENED_BY_SECONDS * self.time_scale if name == "connect" else 0.0
            return window.take(lengthened), window.headers()

    def answer(self, name: str, query: Mapping[str, str], body: object, path: str) -> Answer:
        """Answer a request other than the stream's."""
        with self.lock:
            match name:
                case "GET rules":
                    return self._rules.listed(query)
                case "POST rules":
                    return self._rules.change(query, body)
                case "GET rules/counts":
                    return self._rules.counts()
                case "GET search":
                    return self._search(query)
                case "GET usage":
                    return self._usage.answer(query, self.settings.usage_numbers)
                case "GET connections":
                    return self._stream.listed(query)
                case _:
                    return self._kill(path, body)

    def connect(self, client: socket.socket, query: Mapping[str, str]) -> Connection | Answer:
        """Open the stream for a client, or refuse."""
        with self.lock:
            for name in query:
                if name not in PARAMETERS:  # backfill and recovery are for Enterprise
                    message = f"The query parameter [{name}] is not one of [{','.join(PARAMETERS)}]"
                    return invalid_request(name, query[name], message)
            try:
                fields = Fields.of(
                    query,
                    self.settings.stream_vocabulary,
                    html_escaped=self.settings.html_escaped,
                )
            except BadFields as bad:
                return bad.answer
            if not self._rules.all():
                return no_rules()
            self._changed.notify_all()
            return self._stream.connect(client, fields)

    def refused(self, reason: str) -> None:
        """Count a connect that was refused."""
        with self.lock:
            self._stream.refused[reason] += 1
            self._changed.notify_all()

    def disconnected(self, connection: Connection, reason: str) -> None:
        """Free the slot of a connection that ended, unless a fault keeps it."""
        fault = self.faults.at_close()
        stale_seconds = fault.seconds * self.time_scale if fault else 0.0
        with self.lock:
            self._stream.disconnected(connection, reason, stale_seconds)
            self._changed.notify_all()
        connection.close()

    # What the stream's writer calls.

    def find(self, post_id: str) -> Post | None:
        """Return a post by its id."""
        with self.lock:
            return self._posts.get(post_id)

    def delivered(self, post: Post) -> None:
        """Count a post as read by the client."""
        with self.lock:
            self._deliveries += 1
            self._usage.read(post.id)
            self._changed.notify_all()

    def edit(self, post: Post) -> None:
        """Publish an edit of a post that keeps what its text matches."""
        with self.lock:
            if post.kind != "repost" and len(post.versions) <= 5 and self._posts.get(post.id):
                self.publish({"edit_of": post.id, "text": f"{post.text} (edited)"})

    def keep_alive_seconds(self) -> float:
        """Return the real seconds between keep-alives."""
        return self.settings.keep_alive_seconds * self.time_scale

    def _search(self, query: Mapping[str, str]) -> Answer:
        lag_ms = self.settings.search_lag_seconds * self.time_scale * 1000
        moment = Moment(int(self.now() * 1000), lag_ms, self.time_scale)
        answer, posts = search_recent(query, self._posts, moment, self.settings)
        for post in posts:
            self._usage.read(post.id)
        return answer

    def _kill(self, path: str, body: object) -> Answer:
        if path == "/2/connections":
            match body:
                case {"uuids": [_, *_] as ids} if len(ids) <= 100:
                    return self._stream.kill([str(connection_id) for connection_id in ids])
            return invalid_request("uuids", body, "'uuids' must hold between 1 and 100 ids")
        return self._stream.kill(None)


def _tag(rule: AppRule) -> str:
    return rule.id if rule.tag is None else rule.tag


def _found_by_search(rule: AppRule, post: Post) -> bool:
    return why_search_refuses(rule.value) is None and search_finds(rule.expression, post)
