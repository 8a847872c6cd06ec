"""A search domain on loopback that keeps what it is given and refuses what AWS's would refuse."""

from __future__ import annotations

import json
import re
import ssl
import threading
from base64 import b64encode
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bootstrap.engine import Engine
from tests.unit.bootstrap import stand_in_kibana
from tests.unit.bootstrap.stand_in_answers import Reply, json_reply

JsonObject = dict[str, Any]

USER, PASSWORD = "admin", "Pass-word-of-1-test"
SILENCE = 0


def retention_family(engine: Engine) -> str:
    return engine.retention.split("/")[1].removeprefix("_")


@dataclass
class Fault:
    """The next `times` requests whose line matches are answered with this instead.

    `done` carries them out all the same, so that only the true answer is lost; `SILENCE` as the
    status never answers.
    """

    line: str
    status: int
    words: str
    times: int
    done: bool = False


@dataclass
class StandInDomain:
    """Keeps bodies by path; `requests` lists every request line in its order."""

    engine: Engine
    things: dict[str, JsonObject] = field(default_factory=dict)
    mappings: dict[str, JsonObject] = field(default_factory=dict)
    indices: dict[str, JsonObject] = field(default_factory=dict)
    managed: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    forgetful: bool = False

    def __post_init__(self) -> None:
        self._ended = threading.Event()
        self.kibana = stand_in_kibana.StandInKibana(self.engine, USER, PASSWORD)

    def start(self, tls: ssl.SSLContext) -> None:
        """Serve on a free port of loopback."""
        domain = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # headers and body in one packet

            def handle_any(self) -> None:
                size = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(size)
                reply = domain.answer(self.command, self.path, dict(self.headers), body)
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)

            do_GET = do_PUT = do_POST = do_DELETE = handle_any

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self.port = int(self._server.server_address[1])
        self.url = f"https://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def written(self) -> list[str]:
        """Return the request lines that change something."""
        asked = re.compile(r"^(GET |POST .*/(auth/login|_export))")
        return [line for line in self.requests if not asked.match(line)]

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Reply:
        path, _, query = target.partition("?")
        self.requests.append(f"{method} {path}")
        for fault in self.faults:
            if fault.times and re.match(fault.line, f"{method} {path}"):
                fault.times -= 1
                if fault.status == SILENCE:
                    self._ended.wait()
                if fault.done:
                    self._do(method, path, query, headers, body)
                return Reply(fault.status, fault.words.encode())
        return self._do(method, path, query, headers, body)

    def _do(
        self, method: str, path: str, query: str, headers: dict[str, str], body: bytes
    ) -> Reply:
        if path.startswith(self.engine.dashboards):
            inner = path.removeprefix(self.engine.dashboards)
            return self.kibana.answer(method, inner, query, headers, body)
        expected = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if headers.get("Authorization") != f"Basic {expected}":
            return Reply(401, b"Unauthorized")
        return self._engine(method, path, query, json.loads(body) if body else {})

    def _engine(self, method: str, path: str, query: str, body: JsonObject) -> Reply:
        security, retention = self.engine.security, self.engine.retention
        if path == "/":
            return json_reply({"version": {"number": "7.10.2"}})
        if path.startswith(f"{security}/rolesmapping/"):
            return self._rolesmapping(method, path, body)
        if path.startswith(f"{security}/roles/"):
            shown = {"reserved": False, "hidden": False, "static": False}
            return self._kept(method, path, body, lambda name, role: {name: {**role, **shown}})
        if path.startswith("/_ingest/pipeline/"):
            return self._kept(method, path, body, lambda name, pipeline: {name: pipeline})
        if path.startswith("/_index_template/"):
            return self._kept(
                method,
                path,
                body,
                lambda name, item: {"index_templates": [{"name": name, "index_template": item}]},
            )
        if path.startswith(retention):
            return self._retention(method, path.removeprefix(retention), query, body)
        return self._index(method, path, body)

    def _kept(self, method: str, path: str, body: JsonObject, shown: Any) -> Reply:
        if method == "PUT":
            self.things[path] = {} if self.forgetful else body
            return json_reply({"acknowledged": True})
        if path not in self.things:
            return json_reply({"status": "NOT_FOUND"}, 404)
        return json_reply(shown(path.rsplit("/", 1)[1], self.things[path]))

    def _rolesmapping(self, method: str, path: str, body: JsonObject) -> Reply:
        role = path.rsplit("/", 1)[1]
        if method == "PUT":
            if {"reserved", "hidden"} & set(body):
                return json_reply({"invalid_keys": {"keys": "reserved,hidden"}}, 400)
            self.mappings[role] = body
            return json_reply({"status": "OK"})
        if role not in self.mappings:
            return json_reply({"status": "NOT_FOUND"}, 404)
        empty: JsonObject = {"hosts": [], "users": [], "backend_roles": [], "and_backend_roles": []}
        shown = {"reserved": False, "hidden": False, **empty, **self.mappings[role]}
        return json_reply({role: shown})

    def _retention(self, method: str, path: str, query: str, body: JsonObject) -> Reply:
        action, _, name = path.removeprefix("/").partition("/")
        if action == "explain":
            family = retention_family(self.engine)
            setting = f"index.{family}.index_state_management.policy_id"
            shown = {index: {setting: self.managed.get(index)} for index in self.indices}
            return json_reply({**shown, "total_managed_indices": len(self.managed)})
        if action in {"add", "change_policy"}:
            taken = [index for index in name.split(",") if self.managed.get(index)]
            if action == "add" and taken:
                reason = "This index already has a policy"
                failed = [{"index_name": index, "reason": reason} for index in taken]
                return json_reply({"failures": True, "failed_indices": failed})
            for index in name.split(","):
                self.managed[index] = body["policy_id"]
            return json_reply({"updated_indices": len(name.split(",")), "failures": False})
        version = self.versions.get(name, 0)
        if method == "PUT":
            if version and query != f"if_seq_no={version}&if_primary_term=1":
                return json_reply({"error": {"reason": "version conflict"}}, 409)
            self.versions[name] = version + 1
            self.things[path] = body["policy"]
            return json_reply({"_id": name}, 201)
        if not version:
            return json_reply({"error": {"reason": "Policy not found"}}, 404)
        policy = dict(self.things[path])
        policy["ism_template"] = [policy["ism_template"]]
        return json_reply({"_seq_no": version, "_primary_term": 1, "policy": policy})

    def _index(self, method: str, path: str, body: JsonObject) -> Reply:
        name, _, part = path.removeprefix("/").partition("/")
        if method == "PUT" and part == "_mapping":
            self.indices[name]["properties"].update(body["properties"])
            return json_reply({"acknowledged": True})
        if name.endswith("*"):
            found = {i: m for i, m in self.indices.items() if i.startswith(name[:-1])}
            key = "mappings" if part == "_mapping" else "settings"
            return json_reply({index: {key: mapping} for index, mapping in found.items()})
        if name in self.indices:
            return json_reply({name: {"mappings": self.indices[name]}})
        return json_reply({"error": {"reason": f"no such index [{name}]"}}, 404)
