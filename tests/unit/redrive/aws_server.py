"""Stand-ins for S3 (its REST protocol) and Firehose (JSON 1.1) on one loopback port."""

from __future__ import annotations

import base64
import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

LONG_AGO = 1_700_000_000.0


@dataclass
class State:
    """What the stand-ins hold; tests read and set it."""

    objects: dict[str, bytes] = field(default_factory=dict)
    modified: dict[str, float] = field(default_factory=dict)
    broken_keys: set[str] = field(default_factory=set)
    read_only: bool = False
    keys_a_page: int = 2
    pages: int = 0
    taken: list[bytes] = field(default_factory=list)
    refused: set[bytes] = field(default_factory=set)
    firehose_error: str = ""

    def page(self, prefix: str, start_after: str) -> tuple[list[str], bool]:
        self.pages += 1
        keys = sorted(key for key in self.objects if key.startswith(prefix) and key > start_after)
        return keys[: self.keys_a_page], len(keys) > self.keys_a_page

    def take(self, record: bytes) -> bool:
        if json.loads(record).get("id") in {json.loads(each).get("id") for each in self.refused}:
            return False
        self.taken.append(record)
        return True


class AwsServer:
    """Serves `state` on loopback."""

    def __init__(self) -> None:
        self.state = State()
        state = self.state

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def reply(self, status: int, body: bytes = b"", kind: str = "application/xml") -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def refuse(self, status: int, code: str) -> None:
                self.reply(status, f"<Error><Code>{code}</Code></Error>".encode())

            def key(self) -> str:
                return unquote(urlsplit(self.path).path).removeprefix("/failures").lstrip("/")

            def do_GET(self) -> None:
                if not self.key():
                    self.list_objects()
                elif self.key() in state.broken_keys:
                    self.refuse(403, "AccessDenied")
                elif self.key() in state.objects:
                    self.reply(200, state.objects[self.key()], "binary/octet-stream")
                else:
                    self.refuse(404, "NoSuchKey")

            def list_objects(self) -> None:
                query = parse_qs(urlsplit(self.path).query)
                token = query.get("continuation-token", [""])[0]
                keys, more = state.page(query["prefix"][0], token)
                found = "".join(
                    f"<Contents><Key>{escape(key)}</Key><LastModified>"
                    + datetime.fromtimestamp(state.modified.get(key, LONG_AGO), UTC).isoformat()
                    + "</LastModified><Size>1</Size></Contents>"
                    for key in keys
                )
                if more:
                    found += f"<NextContinuationToken>{escape(keys[-1])}</NextContinuationToken>"
                truncated = f"<IsTruncated>{str(more).lower()}</IsTruncated>"
                listing = f"<ListBucketResult>{truncated}{found}</ListBucketResult>"
                self.reply(200, listing.encode())

            def do_PUT(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if "chunked" in self.headers.get("Content-Encoding", ""):
                    size, _, rest = body.partition(b"\r\n")
                    body = rest[: int(size.split(b";")[0], 16)]
                if state.read_only:
                    self.refuse(403, "AccessDenied")
                    return
                state.objects[self.key()] = body
                self.reply(200)

            def do_DELETE(self) -> None:
                state.objects.pop(self.key(), None)
                self.reply(204)

            def do_POST(self) -> None:
                body: dict[str, Any] = json.loads(
                    self.rfile.read(int(self.headers["Content-Length"]))
                )
                kind = "application/x-amz-json-1.1"
                if state.firehose_error:
                    answer = {"__type": state.firehose_error, "message": "no"}
                    self.reply(400, json.dumps(answer).encode(), kind)
                    return
                assert self.headers["X-Amz-Target"].endswith(".PutRecordBatch")
                taken = [state.take(base64.b64decode(each["Data"])) for each in body["Records"]]
                results = [
                    {"RecordId": "1"} if each else {"ErrorCode": "ServiceUnavailableException"}
                    for each in taken
                ]
                report = {"FailedPutCount": taken.count(False), "RequestResponses": results}
                self.reply(200, json.dumps(report).encode(), kind)

            def log_message(self, format: str, *args: object) -> None:
                """Keep the tests' output free of requests."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> AwsServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()
