"""Indices filled with the made-up documents: the sandbox's small one, and the real engines."""

from __future__ import annotations

import json
from typing import Any

import requests

from tests.contract.page.documents import BUCKET, DASHBOARDS, documents


def fill(url: str) -> None:
    """Write the documents under the project's own index template."""
    template = json.loads((DASHBOARDS / "index-template.json").read_text("utf-8"))
    requests.put(f"{url}/_index_template/tweets", json=template, timeout=60).raise_for_status()
    lines: list[dict[str, Any]] = []
    for document in documents():
        lines += [{"index": {"_index": f"tweets-{BUCKET}", "_id": document["id"]}}, document]
    body = "".join(json.dumps(line) + "\n" for line in lines)
    headers = {"Content-Type": "application/x-ndjson"}
    answer = requests.post(f"{url}/_bulk?refresh=true", body.encode(), headers=headers, timeout=60)
    assert answer.json()["errors"] is False
