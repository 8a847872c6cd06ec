"""Kibana's saved objects: import, export, find and get, at the level of Kibana 7.10.2.

"Saved objects APIs" of the Kibana 7.10 guide. OpenSearch Dashboards is a fork of it.
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import Any

from sandbox.cloud.front.answers import boom
from sandbox.web import Request, Response, json_response

# The newest migration of each type that Kibana 7.10.2 knows; a later one is refused.
MIGRATIONS = {
    "config": "7.9.0",
    "dashboard": "7.9.3",
    "index-pattern": "7.6.0",
    "search": "7.9.3",
    "visualization": "7.10.0",
}
_TYPES = (*MIGRATIONS, "query", "url")
# The default of server.maxPayloadBytes.
PAYLOAD_BYTES = 1_048_576
SavedObject = dict[str, Any]


@dataclass(frozen=True)
class ImportRefusedError(Exception):
    """The whole import is refused."""

    status: int
    name: str
    message: str


class SavedObjects:
    """The saved objects of each tenant, by type and id."""

    def __init__(self) -> None:
        self._tenants: dict[str, dict[tuple[str, str], SavedObject]] = {}
        self._lock = threading.Lock()

    def answer(self, path: str, tenant: str, request: Request) -> Response:
        """Answer a request; `path` is what follows `api/saved_objects/`."""
        with self._lock:
            objects = self._tenants.setdefault(tenant, {})
            if path == "_import" and request.method == "POST":
                return _answer_import(objects, request)
            if path == "_export" and request.method == "POST":
                return _export(objects, request.json())
            if path == "_find" and request.method == "GET":
                return _find(objects, request)
            kind, _, name = path.partition("/")
            found = objects.get((kind, name))
        if found is None or request.method != "GET":
            message = f"Saved object [{kind}/{name}] not found"
            return boom(404, "Not Found", message)
        return json_response(200, found)


def _answer_import(objects: dict[tuple[str, str], SavedObject], request: Request) -> Response:
    try:
        lines = [line for line in uploaded_file(request).splitlines() if line.strip()]
        given = [json.loads(line) for line in lines]
        # The last line of an export tells its counts.
        given = [item for item in given if "exportedCount" not in item]
        for item in given:
            _check_migration(item)
    except ImportRefusedError as refused:
        return boom(refused.status, refused.name, refused.message)
    except ValueError as error:
        return boom(400, "Bad Request", f"Unexpected token in JSON: {error}")
    overwrite = request.argument("overwrite") == "true"
    known = {*objects, *((item["type"], item["id"]) for item in given)}
    problems = [_problem(item, objects, known, overwrite) for item in given]
    errors = [problem for problem in problems if problem is not None]
    refused_keys = {(problem["type"], problem["id"]) for problem in errors}
    taken = [item for item in given if (item["type"], item["id"]) not in refused_keys]
    now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    for item in taken:
        objects[item["type"], item["id"]] = {**item, "updated_at": now, "version": "WzEsMV0="}
    body: dict[str, Any] = {"success": not errors, "successCount": len(taken)}
    return json_response(200, {**body, "errors": errors} if errors else body)


def uploaded_file(request: Request) -> bytes:
    """Return the part `file` of a multipart body; raises ImportRefusedError."""
    if len(request.body) > PAYLOAD_BYTES:
        too_long = f"Payload content length greater than maximum allowed: {PAYLOAD_BYTES}"
        raise ImportRefusedError(413, "Request Entity Too Large", too_long)
    kind = request.headers.get("content-type", "")
    message = message_from_bytes(
        f"Content-Type: {kind}\r\n\r\n".encode() + request.body, policy=policy.HTTP
    )
    if not message.is_multipart():
        message_text = f"Unsupported Media Type {kind}; expected multipart/form-data"
        raise ImportRefusedError(415, "Unsupported Media Type", message_text)
    for part in message.iter_parts():
        if part.get_param("name", header="content-disposition") == "file":
            name = part.get_filename() or ""
            if not name.endswith(".ndjson"):
                raise ImportRefusedError(400, "Bad Request", f"Invalid file extension of {name!r}")
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            return content
    raise ImportRefusedError(400, "Bad Request", "[request body.file]: expected value of type")


def _check_migration(item: SavedObject) -> None:
    for kind, version in item.get("migrationVersion", {}).items():
        known = MIGRATIONS.get(kind, "0.0.0")
        if [int(part) for part in version.split(".")] > [int(part) for part in known.split(".")]:
            raise ImportRefusedError(
                422,
                "Unprocessable Entity",
                f'Document "{item.get("id")}" has property "{kind}" which belongs to a more recent '
                f"version of Kibana [{version}]. The last known version is [{known}]",
            )


def _problem(
    item: SavedObject,
    objects: dict[tuple[str, str], SavedObject],
    known: set[tuple[str, str]],
    overwrite: bool,
) -> dict[str, Any] | None:
    title = item.get("attributes", {}).get("title", "")
    about = {"id": item["id"], "type": item["type"], "title": title}
    if item["type"] not in _TYPES:
        return {**about, "error": {"type": "unsupported_type"}}
    if (item["type"], item["id"]) in objects and not overwrite:
        return {**about, "error": {"type": "conflict"}}
    missing = [
        {"type": reference["type"], "id": reference["id"]}
        for reference in item.get("references", [])
        if (reference["type"], reference["id"]) not in known
    ]
    if missing:
        return {**about, "error": {"type": "missing_references", "references": missing}}
    return None


def _export(objects: dict[tuple[str, str], SavedObject], wanted: dict[str, Any]) -> Response:
    types = wanted.get("type", [])
    types = [types] if isinstance(types, str) else types
    keys = [(item["type"], item["id"]) for item in wanted.get("objects", [])]
    keys += [key for key in objects if key[0] in types]
    missing = [{"type": kind, "id": name} for kind, name in keys if (kind, name) not in objects]
    if missing:
        return boom(400, "Bad Request", f"Error fetching objects to export: {missing}")
    if wanted.get("includeReferencesDeep"):
        for key in keys:  # grows while it is read, until nothing new is referred to
            for reference in objects[key].get("references", []):
                other = (reference["type"], reference["id"])
                if other in objects and other not in keys:
                    keys.append(other)
    lines = [json.dumps(objects[key]) for key in sorted(set(keys))]
    if not wanted.get("excludeExportDetails"):
        details = {"exportedCount": len(lines), "missingRefCount": 0, "missingReferences": []}
        lines.append(json.dumps(details))
    return Response(200, "\n".join(lines).encode(), {"Content-Type": "application/ndjson"})


def _find(objects: dict[tuple[str, str], SavedObject], request: Request) -> Response:
    types = request.query.get("type", [])
    if not types:
        return boom(400, "Bad Request", "[request query.type]: expected at least one defined value")
    search = (request.argument("search") or "").rstrip("*").lower()
    found = [
        item
        for (kind, _name), item in sorted(objects.items())
        if kind in types and search in str(item.get("attributes", {}).get("title", "")).lower()
    ]
    per_page, page = int(request.argument("per_page") or 20), int(request.argument("page") or 1)
    shown = found[(page - 1) * per_page : page * per_page]
    counts = {"page": page, "per_page": per_page, "total": len(found)}
    return json_response(200, {**counts, "saved_objects": shown})
