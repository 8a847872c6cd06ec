"""The engine's REST interface: a request in, an answer out."""

from __future__ import annotations

import json
import urllib.parse
from typing import Any

from sandbox.cloud.front.bulk_body import Operation, read_operations
from sandbox.cloud.front.engine import Engine
from sandbox.simulation.small_engine.indices import Index, Indices
from sandbox.simulation.small_engine.pipelines import Pipelines, Placed
from sandbox.simulation.small_engine.refusals import RefusedError
from sandbox.simulation.small_engine.templates import Templates
from sandbox.web import Request, Response, json_response

JsonObject = dict[str, Any]

_DONE = {"acknowledged": True}


class SmallEngine(Engine):
    """Begins empty, and ends with the process."""

    def __init__(self) -> None:
        self._pipelines = Pipelines()
        self._templates = Templates()
        self._indices = Indices(self._templates)

    def send(self, request: Request, body: bytes | None = None) -> Response:
        """Answer a request; raises NotImplementedError for one that the bootstrap never sends."""
        parts = [urllib.parse.unquote(part) for part in request.path.split("/") if part]
        content = request.body if body is None else body
        try:
            return self._route(request, parts, content)
        except RefusedError as refused:
            return refused.response()

    def documents(self, expression: str) -> dict[str, JsonObject]:
        """Return the documents of indices by their id."""
        found = self._indices.find(expression).values()
        return {name: source for index in found for name, (_, source) in index.documents.items()}

    def _route(self, request: Request, parts: list[str], body: bytes) -> Response:
        match request.method, parts:
            case "GET", []:
                return json_response(200, {"version": {"number": "7.10.2"}})
            case "GET" | "PUT", ["_ingest", "pipeline", name]:
                return self._answer_pipeline(request.method, name, body)
            case "GET" | "PUT", ["_index_template", name]:
                return self._answer_template(request.method, name, body)
            case "POST", ["_bulk"]:
                operations = read_operations(Request("POST", request.path, {}, {}, body))
                return self._write(operations)
            case "GET", [index, "_doc", name]:
                return self._document(index, name)
            case "GET", [expression, *rest] if rest in ([], ["_mapping"], ["_settings"]):
                found = self._indices.find(expression)
                told = {name: _told(name, index, rest) for name, index in found.items()}
                return json_response(200, told)
            case "PUT", [name]:
                self._indices.create(name, _parsed(body or b"{}", "parse_exception"))
                return json_response(200, {**_DONE, "shards_acknowledged": True, "index": name})
            case "PUT", [name, "_mapping"]:
                self._indices.add_fields(name, _parsed(body, "parse_exception"))
                return json_response(200, _DONE)
        raise NotImplementedError(
            f"The small engine does not know {request.method} {request.path}: teach it, and compare"
            " it with real engines in tests/contract/engine/small_engine_requests.py."
        )

    def _answer_pipeline(self, method: str, name: str, body: bytes) -> Response:
        if method == "PUT":
            self._pipelines.put(name, _parsed(body, "parse_exception"))
            return json_response(200, _DONE)
        found = self._pipelines.get(name)
        return json_response(404, {}) if found is None else json_response(200, {name: found})

    def _answer_template(self, method: str, name: str, body: bytes) -> Response:
        if method == "PUT":
            self._templates.put(name, _parsed(body, "json_parse_exception"))
            return json_response(200, _DONE)
        found = self._templates.get(name)
        if found is None:
            words = f"index template matching [{name}] not found"
            raise RefusedError("resource_not_found_exception", words, 404)
        told = {"name": name, "index_template": found}
        return json_response(200, {"index_templates": [told]})

    def _write(self, operations: list[Operation]) -> Response:
        items = [{"index": self._write_one(operation)} for operation in operations]
        errors = any("error" in item["index"] for item in items)
        return json_response(200, {"took": 0, "errors": errors, "items": items})

    def _write_one(self, operation: Operation) -> JsonObject:
        if operation.name != "index":
            raise NotImplementedError(f"The small engine does not know {operation.name!r}")
        source = json.loads(operation.lines.split(b"\n")[1])
        placed = Placed(operation.index, str(operation.document_id), source)
        try:
            pipeline = self._indices.pipeline_of(operation.index)
            if pipeline is not None:
                placed = self._pipelines.run(pipeline, placed)
            version, is_new = self._indices.write(placed)
        except RefusedError as refused:
            failed = {"status": refused.status, "error": refused.cause}
            return {"_index": placed.index, "_id": placed.document_id, **failed}
        status, result = (201, "created") if is_new else (200, "updated")
        done = {"_version": version, "result": result, "status": status}
        return {"_index": placed.index, "_id": placed.document_id, **done}

    def _document(self, index: str, name: str) -> Response:
        (found,) = self._indices.find(index).values()
        about: JsonObject = {"_index": index, "_id": name}
        if name not in found.documents:
            return json_response(404, {**about, "found": False})
        version, source = found.documents[name]
        return json_response(200, {**about, "_version": version, "found": True, "_source": source})


def _told(name: str, index: Index, rest: list[str]) -> JsonObject:
    settings = {"index": {**index.settings, "provided_name": name}}
    whole = {"aliases": index.aliases, "mappings": index.mappings, "settings": settings}
    part = {"_mapping": "mappings", "_settings": "settings"}.get("".join(rest))
    return {part: whole[part]} if part else whole


def _parsed(body: bytes, kind: str) -> JsonObject:
    try:
        content: JsonObject = json.loads(body)
    except ValueError as error:
        raise RefusedError(kind, str(error)) from None
    return content
