"""Somebody in front of Kibana."""

from __future__ import annotations

import json
from typing import Any

import requests

from tests.contract.cloud.local_account import MASTER, LocalAccount


class Browser:
    """Keeps cookies; `kibana` is the path and `header` what the interface wants with changes."""

    def __init__(
        self, account: LocalAccount, kibana: str = "/_plugin/kibana", header: str = "kbn-xsrf"
    ) -> None:
        self._session = requests.Session()
        self._session.trust_env = False  # else REQUESTS_CA_BUNDLE of the machine wins
        self._session.verify = account.addresses["certificate_authority"]
        self._base = f"https://{account.addresses['domain_endpoint']}{kibana}"
        self.headers = {header: "true"}

    def send(self, method: str, path: str, **arguments: Any) -> requests.Response:
        """Send a request below Kibana's path."""
        arguments.setdefault("headers", self.headers)
        return self._session.request(method, self._base + path, timeout=30, **arguments)

    def log_in(
        self, password: str = MASTER[1], tenant: str = "global", name: str = MASTER[0]
    ) -> int:
        """Sign in and return the status of the answer."""
        credentials = {"username": name, "password": password}
        path = f"/auth/login?security_tenant={tenant}"
        return self.send("POST", path, json=credentials).status_code

    def install(
        self, *objects: object, name: str = "a.ndjson", **headers: str
    ) -> requests.Response:
        """Import saved objects from a file of that name."""
        body = "\n".join(json.dumps(item) for item in objects)
        return self.send(
            "POST",
            "/api/saved_objects/_import?overwrite=true",
            files={"file": (name, body)},
            headers={**self.headers, **headers},
        )

    def export(self, *objects: object) -> str:
        """Export saved objects and all that they refer to."""
        wanted = {"objects": objects, "includeReferencesDeep": True}
        answer = self.send("POST", "/api/saved_objects/_export", json=wanted)
        answer.raise_for_status()
        return answer.text
