"""The search domain over HTTPS: asks, waits out what passes, and tells what does not."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import requests

from shared.clock import Clock

# A domain that changes its configuration answers like this for a while; so does a busy one.
PASSING = frozenset({429, 500, 502, 503, 504})
PATIENCE_SECONDS = 90.0
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 15.0
CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
# However fast the sandbox's clock runs, a server needs some real time to answer.
SHORTEST_REAL_SECONDS = 2.0
LONGEST_WORDS = 500


class BootstrapError(Exception):
    """A step can't go on; the message says what to do about it."""


class RefusedError(BootstrapError):
    """The domain refused a request, or did not answer in time."""

    def __init__(self, request: str, status: int | None, words: str) -> None:
        outcome = f"HTTP {status}" if status else "no answer"
        super().__init__(f"{request}: {outcome}: {words}{advice(words, status)}")
        self.status = status


@dataclass(frozen=True)
class Answer:
    """A status that the caller accepts, and the text that came with it.

    `request` is its method and path; `words` are the text's first, without secrets.
    """

    request: str
    status: int
    text: str
    words: str

    def json(self) -> dict[str, Any]:
        """Return the parsed object; raises BootstrapError when the text is something else."""
        try:
            found = json.loads(self.text)
        except ValueError:
            raise self.unreadable() from None
        if not isinstance(found, dict):
            raise self.unreadable()
        return found

    def unreadable(self) -> BootstrapError:
        """Return what to raise when the text is not what was asked for."""
        return BootstrapError(
            f"{self.request}: HTTP {self.status}, but the answer is not the JSON that was asked"
            f" for: {self.words}. Something between here and the domain may have answered, such as"
            " a login page or a proxy: look at what it says, and run `pulumi up` again."
        )


class Domain:
    """One base URL of the domain, and how to sign in there.

    `give_up_at` is a time of `clock.monotonic()` (nominal seconds) after which nothing is waited
    for: the end of the function's own time. `user` is `(name, password)` for basic
    authentication, or none where cookies do it.
    """

    def __init__(
        self,
        url: str,
        clock: Clock,
        give_up_at: float,
        user: tuple[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._url = url
        self._clock = clock
        self._give_up_at = give_up_at
        self._secrets = [user[1]] if user else []
        self._session = requests.Session()
        # A proxy or a .netrc of the surroundings has no say in where the password goes.
        self._session.trust_env = False
        self._session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
        self._session.auth = user
        self._session.headers.update(headers or {})

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        files: Any = None,
        accepted: Collection[int] = (200, 201),
        passing: Collection[int] = PASSING,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> Answer:
        """Return the first accepted answer; wait for it while the refusals are passing ones.

        Every request of the bootstrap may be repeated, for each only states what shall be. Where an
        answer got lost, the repetition may find its own work done: the caller reads back.

        Raises:
            RefusedError: with the method, the path, the status and the server's own words.
        """
        deadline = min(self._clock.monotonic() + patience_seconds, self._give_up_at)
        pause = FIRST_PAUSE_SECONDS
        while True:
            status, text = self._send(method, path, body, files)
            words = self._words(text)
            if status is not None and status in accepted:
                return Answer(f"{method} {path}", status, text, words)
            lasting = status is not None and (status not in passing or _is_disk_full(words))
            if lasting or self._clock.monotonic() + pause > deadline:
                raise RefusedError(f"{method} {path}", status, words)
            self._clock.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def hide(self, secret: str) -> None:
        """Keep a secret out of every message."""
        self._secrets.append(secret)

    def _send(self, method: str, path: str, body: Any, files: Any) -> tuple[int | None, str]:
        limits = (self._real(CONNECT_SECONDS), self._real(READ_SECONDS))
        try:
            answer = self._session.request(
                method, self._url + path, json=body, files=files, timeout=limits
            )
        except requests.RequestException as error:
            return None, f"{type(error).__name__}: {error}"
        return answer.status_code, answer.text

    def _real(self, nominal_seconds: float) -> float:
        left = self._give_up_at - self._clock.monotonic()
        return max(SHORTEST_REAL_SECONDS, self._clock.real(min(nominal_seconds, left)))

    def _words(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return " ".join(text.split())[:LONGEST_WORDS] or "(no words)"


def advice(words: str, status: int | None = None) -> str:
    """Return what a person can do about a refusal, or nothing when the words are all there is."""
    if _is_disk_full(words):
        return (
            " The domain does not accept writes, most often because its disk is nearly full:"
            " set a larger volumeGib or a shorter retentionDays, or delete an index, and"
            " run `pulumi up` again."
        )
    if status in {401, 403}:
        return (
            " The domain does not know the master user by this password, or does not let it do"
            " this. Was the password changed outside of Pulumi?"
        )
    return ""


def _is_disk_full(words: str) -> bool:
    # Kibana tells the reason of a saved object that was refused, and not its type. An engine that
    # starts is blocked as well, but as unavailable, and that passes.
    signs = ("cluster_block_exception", "ClusterBlockException", "blocked by: [")
    return any(sign in words for sign in signs) and "SERVICE_UNAVAILABLE" not in words
