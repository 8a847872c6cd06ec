"""Writes as Data Firehose does, and reads back."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import requests

JsonObject = dict[str, Any]

VISIBLE_WITHIN_SECONDS = 60
BATCH = 500
delivery_numbers = count()


@dataclass(frozen=True)
class Index:
    url: str

    def deliver(self, documents: Sequence[JsonObject]) -> list[JsonObject]:
        """Index into the name `tweets`, each with an id of the delivery's own; return the items."""
        items: list[JsonObject] = []
        for start in range(0, len(documents), BATCH):
            lines: list[JsonObject] = []
            for document in documents[start : start + BATCH]:
                action = {"_index": "tweets", "_id": f"delivery-{next(delivery_numbers)}"}
                lines += [{"index": action}, document]
            body = "".join(json.dumps(line) + "\n" for line in lines)
            headers = {"Content-Type": "application/x-ndjson"}
            answer = requests.post(f"{self.url}/_bulk", body.encode(), headers=headers, timeout=120)
            assert answer.status_code == 200, answer.text
            items += [item["index"] for item in answer.json()["items"]]
        return items

    def search(self, body: JsonObject) -> JsonObject:
        answer = requests.post(f"{self.url}/tweets-*/_search", json=body, timeout=60)
        assert answer.status_code == 200, answer.text
        found: JsonObject = answer.json()
        assert found["_shards"]["failed"] == 0
        return found

    def documents(self, expected: int) -> dict[str, JsonObject]:
        """Return all documents by id, after waiting until that many are visible."""
        deadline = time.monotonic() + VISIBLE_WITHIN_SECONDS
        while True:
            requests.post(f"{self.url}/tweets-*/_refresh", timeout=60).close()
            found = self.search({"size": 10_000, "query": {"match_all": {}}})
            hits = found["hits"]["hits"]
            if len(hits) >= expected or time.monotonic() > deadline:
                return {hit["_id"]: {**hit["_source"], "_index": hit["_index"]} for hit in hits}
            time.sleep(0.2)

    def names(self) -> set[str]:
        """Return the names of all indices of posts, the forbidden one included."""
        answer = requests.get(f"{self.url}/_cat/indices/tweets*?format=json", timeout=30)
        return {row["index"] for row in answer.json()} if answer.status_code == 200 else set()
