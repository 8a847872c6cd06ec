"""The user interface's own API: login by cookie, import and export of saved objects."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from bootstrap.engine import Engine
from tests.unit.bootstrap.stand_in_answers import Reply, json_reply

JsonObject = dict[str, Any]
COOKIE = "security_authentication=signed-in"


@dataclass
class StandInKibana:
    engine: Engine
    user: str
    password: str
    objects: dict[tuple[str, str], JsonObject] = field(default_factory=dict)
    failing_id: str = ""
    failure: JsonObject = field(default_factory=lambda: {"type": "unknown"})
    forgetful: bool = False
    settings: JsonObject = field(default_factory=dict)

    def answer(
        self, method: str, path: str, query: str, headers: dict[str, str], body: bytes
    ) -> Reply:
        if headers.get(self.engine.xsrf_header) != "true":
            return Reply(400, b"Request must contain a kbn-xsrf header.")
        if path == "/auth/login":
            wanted = {"username": self.user, "password": self.password}
            if json.loads(body) != wanted:
                return Reply(401, b"Unauthorized")
            return Reply(200, b"{}", {"Set-Cookie": f"{COOKIE}; Path=/; Secure; HttpOnly"})
        if headers.get("Cookie") != COOKIE or "Authorization" in headers:
            return Reply(401, b"Unauthorized")
        if headers.get("securitytenant") != "global":
            return Reply(400, b"not the tenant that everybody sees")
        if path == self.engine.advanced_settings:
            changes = json.loads(body)["changes"] if method == "POST" else {}
            self.settings.update({name: {"userValue": v} for name, v in changes.items()})
            return json_reply({"settings": self.settings})
        if path == "/api/saved_objects/_import":
            return self._import(query, headers, body)
        return self._export(json.loads(body))

    def _import(self, query: str, headers: dict[str, str], body: bytes) -> Reply:
        content_type = headers["Content-Type"].encode()
        message = message_from_bytes(b"Content-Type: " + content_type + b"\r\n\r\n" + body)
        _, part = message.walk()
        assert (part.get_filename() or "").endswith(".ndjson")
        assert query == "overwrite=true"
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        items = [json.loads(line) for line in payload.decode().splitlines()]
        errors = [
            {"type": item["type"], "id": item["id"], "error": self.failure}
            for item in items
            if item["id"] == self.failing_id
        ]
        if not self.forgetful:
            self.objects.update({(item["type"], item["id"]): item for item in items})
        return json_reply({"success": not errors, "successCount": len(items), "errors": errors})

    def _export(self, body: JsonObject) -> Reply:
        keys = [(item["type"], item["id"]) for item in body["objects"]]
        missing = [key for key in keys if key not in self.objects]
        if missing:
            return json_reply({"statusCode": 400, "attributes": {"objects": missing}}, 400)
        extra = {"updated_at": "2026-11-23T10:00:00.000Z", "version": "WzEsMV0="}
        lines = [json.dumps({**self.objects[key], **extra}) for key in keys]
        return Reply(200, "\n".join(lines).encode())
