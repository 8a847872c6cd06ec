"""Kibana's advanced settings, as far as a deployment meets them: read all, and change some.

"Advanced Settings" of the Kibana 7.10 guide; the API has no page of its own, and OpenSearch
Dashboards serves the same under its own name.
"""

from __future__ import annotations

import threading
from typing import Any

from sandbox.cloud.front.answers import boom
from sandbox.web import Request, Response, json_response


class AdvancedSettings:
    """What people set, by tenant and name; a setting that nobody set is not told."""

    def __init__(self) -> None:
        self._tenants: dict[str, dict[str, Any]] = {}
        self._lock = threading.Lock()

    def answer(self, tenant: str, request: Request) -> Response:
        """Answer GET, and POST `{"changes": {name: value}}`, where null takes a setting back."""
        if request.method == "POST":
            try:
                changes = request.json()["changes"]
                given = {name: value for name, value in changes.items() if value is not None}
            except (ValueError, KeyError, TypeError, AttributeError):
                words = "[request body.changes]: expected a plain object value"
                return boom(400, "Bad Request", words)
            with self._lock:
                kept = self._tenants.get(tenant, {})
                left = {name: value for name, value in kept.items() if name not in changes}
                self._tenants[tenant] = {**left, **given}
        elif request.method != "GET":
            return boom(404, "Not Found", "Not Found")
        kept = self._tenants.get(tenant, {})
        told = {name: {"userValue": value} for name, value in kept.items()}
        return json_response(200, {"settings": told})
