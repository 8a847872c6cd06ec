"""Faults of X on order: scripted one after another, or at random from a seed."""

from __future__ import annotations

import random
import threading
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.x_api.answers import DISCONNECT_TYPES, REFUSALS

# no_answer: the connection closes before any answer; hang: it stays open without one for `seconds`.
AT_REQUEST = (*REFUSALS, "no_answer", "hang")
# Never at random. answer: `status` with `line` as the body; endless: a 200 whose body is `line`
# again and again, every `seconds`.
SCRIPTED_AT_REQUEST = ("answer", "endless")
REQUESTS = ("connect", "rules", "search", "usage", "connections")
# Need no post: due as soon as a connection is open, or when `after_posts` posts have passed.
BETWEEN_POSTS = (
    "operational_disconnect",
    "slow_reader",
    "clean_end",
    "reset",
    "silence",
    "unknown_message",
    "bare_problem",
    "errors_only",
    "raw",
)
# Happen to a post. damaged_line: half of its line, and the stream goes on; truncated_line: half of
# it, and the stream ends.
ON_A_POST = (
    "damaged_line",
    "truncated_line",
    "reset_mid_line",
    "errors_with_data",
    "no_tag",
    "split_crlf",
    "duplicate",
    "out_of_order",
    "edit",
    "deleted_referent",
)
# The slot stays taken for `seconds` after the next connection ended, however it ended.
AT_CLOSE = ("stale_slot",)
_RANDOM_REST = ("unavailable", "internal_error", "no_answer", "rate_limited")
_DEFAULT_SECONDS = {
    "silence": 30.0,
    "hang": 30.0,
    "endless": 1.0,
    "rate_limited": 60.0,
    "stale_slot": 60.0,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    where: for refusals, which request it meets; after_requests: such requests to let pass first;
    after_posts: posts to let pass first;
    seconds: nominal, how long it lasts; disconnect_type: X's word;
    posts: how many posts overtake one that is out of order; headers: whether a refusal has rate
    limit headers;
    line: what `raw` writes as a line, and `answer` and `endless` as a body, in hexadecimal;
    status: of an `answer`.
    """

    kind: str
    where: str = "connect"
    after_requests: int = 0
    after_posts: int = 0
    seconds: float = 0.0
    disconnect_type: str = "UpstreamOperationalDisconnect"
    posts: int = 3
    headers: bool = True
    line: str = ""
    status: int = 200

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Fault:
        """Read a fault; raise ValueError saying what is wrong with it."""
        kinds = (*AT_REQUEST, *SCRIPTED_AT_REQUEST, *BETWEEN_POSTS, *ON_A_POST, *AT_CLOSE)
        if given.get("kind") not in kinds:
            raise ValueError(f"kind is {given.get('kind')!r}; it can be {', '.join(kinds)}")
        if unknown := set(given) - set(cls.__dataclass_fields__):
            raise ValueError(f"a fault has no {', '.join(sorted(unknown))}")
        fault = cls(**{"seconds": _DEFAULT_SECONDS.get(given["kind"], 0.0), **given})
        if fault.where not in REQUESTS:
            raise ValueError(f"where is {fault.where!r}; it can be {', '.join(REQUESTS)}")
        if fault.disconnect_type not in DISCONNECT_TYPES:
            known = ", ".join(DISCONNECT_TYPES)
            raise ValueError(f"disconnect_type is {fault.disconnect_type!r}; it can be {known}")
        bytes.fromhex(fault.line)
        return fault


@dataclass(slots=True)
class _Chances:
    """How likely a fault is at a connect, a post in the stream, another request, a close."""

    connect: float = 0.0
    in_stream: float = 0.0
    rest: float = 0.0
    close: float = 0.0


class Faults:
    """Scripted faults come first, in their order; safe for threads."""

    def __init__(self, seed: int | None = None) -> None:
        self._lock = threading.Lock()
        self._random = random.Random(seed)
        self._chances = _Chances()
        self._kinds: tuple[str, ...] = ()
        self._at_request: dict[str, deque[Fault]] = {where: deque() for where in REQUESTS}
        self._in_stream: deque[Fault] = deque()
        self._at_close: deque[Fault] = deque()
        self._passed = 0
        self._requests_passed: Counter[str] = Counter()
        self.fired: Counter[str] = Counter()

    def script(self, faults: Iterable[Mapping[str, Any]]) -> None:
        """Add faults to come; raise ValueError, and add none, when one is not a fault."""
        read = [Fault.of(given) for given in faults]
        with self._lock:
            for fault in read:
                if fault.kind in (*AT_REQUEST, *SCRIPTED_AT_REQUEST):
                    self._at_request[fault.where].append(fault)
                elif fault.kind in AT_CLOSE:
                    self._at_close.append(fault)
                else:
                    self._in_stream.append(fault)

    def at_random(
        self, *, seed: int | None = None, kinds: Iterable[str] = (), **chances: float
    ) -> None:
        """Let faults happen by chance (0 to 1): connect, in_stream (per post), rest, close.

        `kinds` narrows them; without it, all are possible except `raw`.
        """
        if unknown := set(chances) - set(_Chances.__dataclass_fields__):
            raise ValueError(f"no chance is called {', '.join(sorted(unknown))}")
        if bad := {name: chance for name, chance in chances.items() if not 0 <= chance <= 1}:
            raise ValueError(f"a chance lies between 0 and 1, not {bad}")
        with self._lock:
            if seed is not None:
                self._random = random.Random(seed)
            self._kinds = tuple(kinds)
            self._chances = _Chances(**chances)

    def heal(self) -> None:
        """No more faults."""
        with self._lock:
            self._chances = _Chances()
            for queue in (*self._at_request.values(), self._in_stream, self._at_close):
                queue.clear()

    def at_request(self, where: str) -> Fault | None:
        """Return the fault that a request meets, if any."""
        with self._lock:
            if self._at_request[where]:
                if self._requests_passed[where] < self._at_request[where][0].after_requests:
                    self._requests_passed[where] += 1
                    return None
                self._requests_passed[where] = 0
                return self._fire(self._at_request[where].popleft())
            if where == "connect":
                return self._by_chance(self._chances.connect, AT_REQUEST, where)
            return self._by_chance(self._chances.rest, _RANDOM_REST, where)

    def between_posts(self) -> Fault | None:
        """Return a fault that is due without waiting for another post."""
        with self._lock:
            head = self._in_stream[0] if self._in_stream else None
            if head and head.kind in BETWEEN_POSTS and self._passed >= head.after_posts:
                return self._fire_next()
            return None

    def at_post(self, has_references: bool) -> Fault | None:
        """Return the fault that the next post meets, if any."""
        with self._lock:
            if not self._in_stream:
                kinds = (*(kind for kind in BETWEEN_POSTS if kind != "raw"), *ON_A_POST)
                if not has_references:
                    kinds = tuple(kind for kind in kinds if kind != "deleted_referent")
                return self._by_chance(self._chances.in_stream, kinds, "connect")
            head = self._in_stream[0]
            if self._passed < head.after_posts:
                self._passed += 1
                return None
            if head.kind == "deleted_referent" and not has_references:
                return None
            return self._fire_next()

    def at_close(self) -> Fault | None:
        """Return the fault that a closing connection leaves behind, if any."""
        with self._lock:
            if self._at_close:
                return self._fire(self._at_close.popleft())
            return self._by_chance(self._chances.close, AT_CLOSE, "connect")

    def _fire_next(self) -> Fault:
        self._passed = 0
        return self._fire(self._in_stream.popleft())

    def _fire(self, fault: Fault) -> Fault:
        self.fired[fault.kind] += 1
        return fault

    def _by_chance(self, chance: float, kinds: Iterable[str], where: str) -> Fault | None:
        possible = [kind for kind in kinds if not self._kinds or kind in self._kinds]
        if not possible or self._random.random() >= chance:
            return None
        chosen = {"kind": self._random.choice(possible), "where": where}
        fault = Fault.of({**chosen, "disconnect_type": self._random.choice(DISCONNECT_TYPES)})
        return self._fire(fault)
