"""Reads the index from the outside: what arrived, once or twice, with a sentiment or without."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

PATTERN = "tweets-*"
# Elasticsearch's own bound for one page of a search (`index.max_result_window`).
PAGE = 10_000
ANSWER_WITHIN_SECONDS = 60
# An index that was made this moment answers 503 until its shards have started.
SHARDS_START_SECONDS = 10
FIELDS = ["id", "revision", "source", "lang", "sentiment", "sentiment_skipped"]


@dataclass(frozen=True, slots=True)
class Skipped:
    """What a document says of having no sentiment: `sentiment_skipped`, and `lang`."""

    reason: str
    language: str


@dataclass(frozen=True)
class Documents:
    """What the index holds: distinct ids of posts, and how many documents beyond one for each.

    revisions: the version that each post is shown in, by the post's id; from_search: posts that a
    gap brought; skipped: why a post has no sentiment, as its document says, and its language.
    """

    ids: frozenset[str]
    copies: int
    without_sentiment_or_reason: frozenset[str]
    revisions: Mapping[str, str] = field(default_factory=dict)
    from_search: frozenset[str] = frozenset()
    skipped: Mapping[str, Skipped] = field(default_factory=dict)


class IndexReader:
    """Searches at `url`; raises requests.RequestException when it does not answer.

    Documents of posts that were created before `since` (ISO 8601) do not count: an engine given by
    its URL may hold those of earlier demos.
    """

    def __init__(self, url: str, since: str) -> None:
        self._url = url.rstrip("/")
        self._query = {"range": {"created_at": {"gte": since}}}
        self._session = requests.Session()

    def documents(self) -> Documents:
        """Read every document once."""
        self.refresh()
        revisions, silent, searched, skipped = {}, set(), set(), {}
        for source in self._all(FIELDS):
            revisions[source["id"]] = source["revision"]
            if source.get("source") == "search":
                searched.add(source["id"])
            if reason := source.get("sentiment_skipped"):
                skipped[source["id"]] = Skipped(reason, source.get("lang", ""))
            elif not source.get("sentiment"):
                silent.add(source["id"])
        copies = self.count() - len(revisions)
        return Documents(
            frozenset(revisions),
            copies,
            frozenset(silent),
            revisions,
            from_search=frozenset(searched),
            skipped=skipped,
        )

    def refresh(self) -> None:
        """Make everything that was written searchable."""
        self._request("POST", f"{PATTERN}/_refresh", None)

    def count(self) -> int:
        """Count the documents that a search finds now."""
        found = self._request("POST", f"{PATTERN}/_count", {"query": self._query})
        return int(found["count"]) if found else 0

    def newest(self, number: int) -> list[dict[str, Any]]:
        """Return `id` and `created_at` of the documents analysed last."""
        body = {
            "size": number,
            "query": self._query,
            "sort": [{"analysed_at": {"order": "desc", "unmapped_type": "date"}}],
            "_source": ["id", "created_at"],
        }
        return [hit["_source"] for hit in self._hits(body)]

    def _all(self, fields: list[str]) -> Iterator[dict[str, Any]]:
        body: dict[str, Any] = {
            "size": PAGE,
            "query": self._query,
            "sort": [{"id": "asc"}],
            "_source": fields,
        }
        while hits := self._hits(body):
            yield from (hit["_source"] for hit in hits)
            if len(hits) < PAGE:
                return
            # Skips further copies of the page's last id; `documents` counts copies by the total.
            body["search_after"] = hits[-1]["sort"]

    def _hits(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        found = self._request("POST", f"{PATTERN}/_search", body)
        hits: list[dict[str, Any]] = found["hits"]["hits"] if found else []
        return hits

    def _request(
        self, method: str, path: str, body: dict[str, Any] | None
    ) -> dict[str, Any] | None:
        deadline = time.monotonic() + SHARDS_START_SECONDS
        while True:
            answer = self._session.request(
                method, f"{self._url}/{path}", json=body, timeout=ANSWER_WITHIN_SECONDS
            )
            if answer.status_code != 503 or time.monotonic() > deadline:
                break
            time.sleep(0.1)
        if answer.status_code == 404:  # no index yet
            return None
        answer.raise_for_status()
        content: dict[str, Any] = answer.json()
        return content
