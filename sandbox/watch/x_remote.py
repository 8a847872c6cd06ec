"""Asks the X stand-in of a running local cloud: publish posts, and what was published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import requests

from sandbox.guard import TOKEN_HEADER

ANSWER_WITHIN_SECONDS = 30


class XRemote:
    """The stand-in's own requests, under `/_sandbox/`; raises requests.RequestException.

    `token` is the control token of the run.
    """

    def __init__(self, url: str, token: str) -> None:
        self._url = f"{url}/_sandbox"
        self._session = requests.Session()
        self._session.trust_env = False  # the token is for loopback, not for a proxy
        self._session.headers[TOKEN_HEADER] = token

    def publish(self, posts: Sequence[Mapping[str, Any]]) -> None:
        """Make posts visible; each as a line of a posts file."""
        self._post("publish", {"posts": list(posts)})

    def published(self) -> list[dict[str, Any]]:
        """Return an account of every post: id, tags of the rules that it matched, and more."""
        posts: list[dict[str, Any]] = self._get("published")["posts"]
        return posts

    def published_since(self, since_ms: int) -> list[dict[str, Any]]:
        """Return that account of the posts created since then, in milliseconds since 1970."""
        posts: list[dict[str, Any]] = self._post("published", {"since_ms": since_ms})["posts"]
        return posts

    def matched_ids(self) -> set[str]:
        """Return the ids of all posts that some rule matched."""
        return {post["id"] for post in self.published() if post["tags"]}

    def stream_is_open(self) -> bool:
        """Tell whether a collector is connected now."""
        return bool(self.state()["open"])

    def state(self) -> dict[str, Any]:
        """Return what the stand-in counts, `reads` and `overlaps` among it."""
        return self._get("state")

    def set(self, settings: Mapping[str, Any]) -> None:
        """Change how X behaves; `sandbox.x_api.settings.Settings` names what there is."""
        self._post("settings", settings)

    def renew_token(self, token: str) -> None:
        """Make the app's bearer token anew, as X's console does: the one before ends."""
        self._post("token", {"token": token})

    def order_faults(self, order: Mapping[str, Any]) -> None:
        """Order `{"faults": [...]}` one after another, or `{"random": {...}}` by chance."""
        self._post("faults", order)

    def heal(self) -> None:
        """End all faults, free the slots that they keep, and renew the rate limits."""
        self._post("heal", {})

    def _get(self, name: str) -> dict[str, Any]:
        answer = self._session.get(f"{self._url}/{name}", timeout=ANSWER_WITHIN_SECONDS)
        answer.raise_for_status()
        content: dict[str, Any] = answer.json()
        return content

    def _post(self, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = self._session.post(f"{self._url}/{name}", json=body, timeout=ANSWER_WITHIN_SECONDS)
        if answer.status_code == 400:
            raise ValueError(f"X's stand-in refused: {answer.json().get('error')}")
        answer.raise_for_status()
        content: dict[str, Any] = answer.json()
        return content
