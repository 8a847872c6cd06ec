"""The edge to the index: several searches in one request."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import requests

Json = dict[str, Any]

ANSWER_WITHIN_SECONDS = 30


class IndexDoesNotAnswerError(Exception):
    """The index can't be reached or refuses; the text says which address and what it said."""


class SearchRefusedError(Exception):
    """The index refused one search; the text is its own reason."""


class Index:
    """Searches indices by pattern, at `url` such as http://127.0.0.1:9200 (no path)."""

    def __init__(self, url: str, pattern: str) -> None:
        self._url = url.rstrip("/")
        self._pattern = pattern

    def search(self, bodies: Sequence[Json]) -> list[Json | SearchRefusedError]:
        """Return an answer, or the refusal, for each of `bodies` in their order.

        Indices that do not exist yet count as empty. Raises IndexDoesNotAnswerError.
        """
        if not bodies:
            return []
        where = {"index": self._pattern, "ignore_unavailable": True, "allow_no_indices": True}
        lines = [json.dumps(line) for body in bodies for line in (where, body)]
        try:
            with requests.post(
                f"{self._url}/_msearch",
                data="\n".join([*lines, ""]).encode(),
                headers={"Content-Type": "application/x-ndjson"},
                timeout=ANSWER_WITHIN_SECONDS,
            ) as response:
                response.raise_for_status()
                answers = response.json()["responses"]
        except (requests.RequestException, ValueError, KeyError) as error:
            raise IndexDoesNotAnswerError(
                f"The index at {_without_password(self._url)} does not answer: {_cause(error)}."
            ) from error
        return [_refusal(each) if "error" in each else each for each in answers]


def _refusal(answer: Json) -> SearchRefusedError:
    error = answer["error"]
    causes = error.get("root_cause") or [error]
    return SearchRefusedError(str(causes[0].get("reason", error)))


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _cause(error: Exception) -> str:
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"status {error.response.status_code}"
    return type(error).__name__
