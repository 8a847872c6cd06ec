"""A domain with fine-grained access control, and the people and roles that send it requests."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from bootstrap.engine import OPENSEARCH
from bootstrap.installation import run, steps
from bootstrap.settings import BootstrapSettings
from shared.clock import SystemClock
from tests.contract.engine.conftest import DASHBOARDS

SECURITY = OPENSEARCH.security
DELIVERY_ARN = "arn:aws:iam::000000000000:role/delivery"
PASSWORD = "Some-long-word-5"
# On AWS a signed request carries its role's ARN as a backend role, like these users.
USERS = {"delivery": DELIVERY_ARN, "viewer": "tweets-viewer", "unmapped": "of-no-use"}
# Those of the bootstrap's steps that need no plugin besides the security plugin.
SERVED = ("domain", "security", "ingest pipeline", "index templates")


class GuardedDomain:
    """`url` is HTTPS under a certificate of `authority`; `master` is (name, password)."""

    def __init__(self, url: str, authority: str, master: tuple[str, str]) -> None:
        self.url = url
        self.authority = authority
        self.master = master
        self._session = requests.Session()
        self._session.trust_env = False

    def send(self, caller: str, method: str, path: str, body: Any = None) -> requests.Response:
        """Send a request as `master`, a user, or `nobody`; a body is NDJSON or text, or JSON."""
        password = {"wrong password": "Other-long-word-5"}.get(caller, PASSWORD)
        name = {"wrong password": "viewer"}.get(caller, caller)
        who = {"master": self.master, "nobody": None}.get(caller, (name, password))
        return self._session.request(
            method,
            self.url + path,
            auth=who,
            verify=self.authority,
            data=body if body is None or isinstance(body, str) else json.dumps(body),
            headers={} if body is None else {"Content-Type": "application/json"},
            timeout=60,
        )

    def close(self) -> None:
        """Delete what was put here, and end the connections."""
        self.empty()
        self._session.close()

    def order(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request as the master, which must succeed, and return the parsed answer."""
        answer = self.send("master", method, path, body)
        assert answer.status_code in (200, 201), (method, path, answer.text)
        return answer.json()

    def bootstrap(self) -> dict[str, str]:
        """Run the bootstrap's steps that the engine and its security plugin answer."""
        settings = BootstrapSettings(
            endpoint=self.url.removeprefix("https://"),
            engine=OPENSEARCH,
            master_user=self.master[0],
            master_password_secret_arn="",
            delivery_role_arn=DELIVERY_ARN,
            instance_count=1,
            retention_days=30,
        )
        clock = SystemClock()
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("REQUESTS_CA_BUNDLE", self.authority)
            planned = steps(settings, self.master[1], DASHBOARDS, clock, clock.monotonic() + 60)
        served = [step for step in planned if step[0] in SERVED]
        return {done["step"]: done["outcome"] for done in run(served, lambda _step, _outcome: None)}

    def make_user(self, name: str, backend_role: str) -> None:
        """Add a person to the internal user database."""
        content = {"password": PASSWORD, "backend_roles": [backend_role]}
        self.order("PUT", f"{SECURITY}/internalusers/{name}", content)

    def make_role(self, name: str, content: dict[str, Any]) -> None:
        """Add a role, and a user who holds it and is called the same."""
        self.order("PUT", f"{SECURITY}/roles/{name}", content)
        self.order("PUT", f"{SECURITY}/rolesmapping/{name}", {"backend_roles": [name]})
        self.make_user(name, name)

    def documents(self) -> dict[str, dict[str, Any]]:
        """Return every document by index and id; those of the engine's own indices are left out."""
        self.order("POST", "/_refresh")
        hits = self.order("GET", "/*/_search?size=1000")["hits"]["hits"]
        return {
            f"{hit['_index']}/{hit['_id']}": hit["_source"]
            for hit in hits
            if not hit["_index"].startswith(".")
        }

    def empty(self, but_roles: tuple[str, ...] = ()) -> None:
        """Delete all that tests put here, but for the users that they share and named roles."""
        paths = [f"/{index}" for index in self._indices()]
        paths += ["/_index_template/*", "/_ingest/pipeline/*"]
        for kind in ("rolesmapping", "roles", "internalusers"):
            for name, content in self.order("GET", f"{SECURITY}/{kind}").items():
                kept = ("all_access", "security_manager", self.master[0], *USERS, *but_roles)
                if name not in kept and not content.get("reserved"):
                    paths.append(f"{SECURITY}/{kind}/{name}")
        for path in paths:
            answer = self.send("master", "DELETE", path)
            assert answer.status_code in (200, 404), answer.text

    def _indices(self) -> list[str]:
        settings = self.order("GET", "/_all/_settings")
        return [name for name in settings if not name.startswith(".opendistro")]
