"""Who administers the domain: looks at it and works in it by hand, beside the bootstrap."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

from bootstrap.engine import EngineFamily
from sandbox.simulation.search_domain import SearchDomain
from sandbox.web import Request, Response

JsonObject = dict[str, Any]

USER, PASSWORD = "admin", "Pass-word-of-1-test"


class Administrator:
    """Nothing that they do is listed in `SearchDomain.asked`, or goes wrong on order."""

    def __init__(self, search: SearchDomain, engine: EngineFamily) -> None:
        self._search = search
        self._engine = engine

    def see(self, path: str) -> Any:
        """Return what is there, or nothing."""
        answer = self._send("GET", path)
        assert answer.status in (200, 404), answer
        return json.loads(answer.body) if answer.status == 200 else None

    def do(self, method: str, path: str, content: Any = None) -> Any:
        """Change something, and return the answer."""
        answer = self._send(method, path, content)
        assert answer.status in (200, 201), answer
        return json.loads(answer.body)

    def make_index(self, name: str, mappings: JsonObject | None = None) -> None:
        """Make an index, with a mapping of its own if one is given."""
        self.do("PUT", f"/{name}", {"mappings": mappings} if mappings else {})

    def write(self, *documents: JsonObject) -> list[JsonObject]:
        """Write documents to the name of delivery as Data Firehose does; return the outcomes."""
        lines: list[JsonObject] = []
        for number, document in enumerate(documents):
            lines += [{"index": {"_index": "tweets", "_id": f"delivery-{number}"}}, document]
        body = "".join(json.dumps(line) + "\n" for line in lines)
        return [item["index"] for item in self.do("POST", "/_bulk", body)["items"]]

    def mapping_of(self, index: str) -> JsonObject:
        """Return what the index knows of its fields."""
        mappings: JsonObject = self.see(f"/{index}/_mapping")[index]["mappings"]
        return mappings

    def indices(self) -> dict[str, JsonObject]:
        """Return the mapping of each index."""
        return {name: told["mappings"] for name, told in self.see("/_all/_mapping").items()}

    def pipeline(self) -> Any:
        """Return our ingest pipeline."""
        return (self.see("/_ingest/pipeline/tweets") or {}).get("tweets")

    def template(self, name: str) -> Any:
        """Return an index template."""
        found = self.see(f"/_index_template/{name}")
        return found and found["index_templates"][0]["index_template"]

    def role(self, name: str) -> Any:
        """Return a role of the security plugin."""
        return (self.see(f"{self._engine.security}/roles/{name}") or {}).get(name)

    def members(self, role: str) -> JsonObject:
        """Return who has a role: the parts of its mapping that are not empty."""
        told = (self.see(f"{self._engine.security}/rolesmapping/{role}") or {}).get(role, {})
        return {name: value for name, value in told.items() if value}

    def policy(self, name: str = "tweet-sentiment") -> Any:
        """Return a retention policy."""
        return (self.see(f"{self._engine.retention}/policies/{name}") or {}).get("policy")

    def managed(self) -> dict[str, str]:
        """Return the policy of each index that has one."""
        told = self.see(f"{self._engine.retention}/explain/*")
        del told["total_managed_indices"]
        return {index: entry["policy_id"] for index, entry in told.items() if "policy_id" in entry}

    def objects(self, *kinds: str) -> dict[tuple[str, str], JsonObject]:
        """Return everybody's saved objects."""
        wanted = {"type": kinds or ["dashboard", "visualization", "search", "index-pattern"]}
        answer = self._interface("POST", "/api/saved_objects/_export", wanted)
        items = [json.loads(line) for line in answer.body.splitlines()]
        return {(item["type"], item["id"]): item for item in items if "type" in item}

    def rename_dashboard(self, name: str, title: str) -> None:
        """Edit a dashboard, and save it."""
        item = self.objects("dashboard")["dashboard", name]
        item["attributes"]["title"] = title
        boundary = "a-boundary"
        lines = [
            f"--{boundary}",
            'Content-Disposition: form-data; name="file"; filename="x.ndjson"',
            "",
            json.dumps(item),
            f"--{boundary}--",
            "",
        ]
        kind = f"multipart/form-data; boundary={boundary}"
        path, body = "/api/saved_objects/_import?overwrite=true", "\r\n".join(lines)
        done = self._interface("POST", path, body, kind)
        assert json.loads(done.body)["success"], done

    def settings(self) -> JsonObject:
        """Return the advanced settings of everybody's tenant."""
        told = json.loads(self._interface("GET", self._engine.advanced_settings).body)
        settings: JsonObject = told["settings"]
        return settings

    def set(self, **changes: Any) -> None:
        """Change advanced settings."""
        self._interface("POST", self._engine.advanced_settings, {"changes": changes})

    def _send(self, method: str, path: str, content: Any = None) -> Response:
        basic = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        return self._ask(method, path, content, {"authorization": f"Basic {basic}"})

    def _interface(
        self, method: str, path: str, content: Any = None, kind: str = "application/json"
    ) -> Response:
        headers = {self._engine.xsrf_header: "true", "securitytenant": "global"}
        base, who = self._engine.dashboards, {"username": USER, "password": PASSWORD}
        login = self._ask("POST", f"{base}/auth/login", who, headers)
        cookie = login.headers["Set-Cookie"].partition(";")[0]
        sent = {**headers, "cookie": cookie, "content-type": kind}
        answer = self._ask(method, base + path, content, sent)
        assert answer.status == 200, answer
        return answer

    def _ask(self, method: str, target: str, content: Any, headers: dict[str, str]) -> Response:
        path, _, query = target.partition("?")
        arguments = dict(part.split("=") for part in query.split("&")) if query else {}
        text = content if isinstance(content, str) else json.dumps(content)
        body = b"" if content is None else text.encode()
        queried = {name: [value] for name, value in arguments.items()}
        return self._search.answer(Request(method, path, queried, headers, body))
