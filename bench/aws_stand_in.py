"""Comprehend, Firehose and DynamoDB's counters, with a given answering time and rate.

`python -m bench.aws_stand_in MILLISECONDS CALLS_PER_SECOND` (0: any rate) is a process of its own,
prints its port and runs until its standard input ends.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SENTIMENT = {
    "Sentiment": "NEUTRAL",
    "SentimentScore": {
        "Positive": 0.03125129267573357,
        "Negative": 0.01871874742209911,
        "Neutral": 0.9450299143791199,
        "Mixed": 0.005000045523047447,
    },
}
_HEADERS = "Content-Type: application/x-amz-json-1.1\r\nContent-Length: "


def _answer(action: str, body: bytes) -> dict[str, Any]:
    if action == "BatchDetectSentiment":
        texts = json.loads(body)["TextList"]
        return {"ResultList": [{"Index": i} | _SENTIMENT for i in range(len(texts))]}
    if action == "DetectSentiment":
        return _SENTIMENT
    if action == "PutRecordBatch":
        taken = [{"RecordId": "1"}] * body.count(b'"Data"')
        return {"FailedPutCount": 0, "RequestResponses": taken}
    if action == "UpdateItem":
        return {"Attributes": {"posts": {"N": "500"}}}
    return {"RecordId": "1"}


class _Rate:
    """A bucket that holds the calls of one second."""

    def __init__(self, calls_per_second: float) -> None:
        self._calls_per_second = calls_per_second
        self._calls = calls_per_second
        self._filled_at = 0.0

    def allows(self, now: float) -> bool:
        if not self._calls_per_second:
            return True
        more = (now - self._filled_at) * self._calls_per_second
        self._calls = min(self._calls + more, self._calls_per_second)
        self._filled_at = now
        if self._calls < 1:
            return False
        self._calls -= 1
        return True


async def _serve(milliseconds: float, calls_per_second: float) -> None:
    rate = _Rate(calls_per_second)
    loop = asyncio.get_running_loop()

    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            body = await reader.readexactly(int(head["content-length"]))
            if rate.allows(loop.time()):
                await asyncio.sleep(milliseconds / 1000)
                status, answer = "200 OK", _answer(head["x-amz-target"].rpartition(".")[2], body)
            else:
                status, answer = "400 Bad Request", {"__type": "ThrottlingException"}
            payload = json.dumps(answer).encode()
            writer.write(f"HTTP/1.1 {status}\r\n{_HEADERS}{len(payload)}\r\n\r\n".encode())
            writer.write(payload)
        writer.close()

    server = await asyncio.start_server(connection, "127.0.0.1", 0, limit=2**23)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


async def _head(reader: asyncio.StreamReader) -> dict[str, str]:
    try:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return {}
    fields = (line.partition(":") for line in lines[1:] if line)
    return {name.lower(): value.strip() for name, _, value in fields}


@contextmanager
def aws_stand_in(milliseconds: float, calls_per_second: float = 0) -> Iterator[str]:
    """Run the stand-in while the block runs, and give its URL."""
    command = [sys.executable, "-m", "bench.aws_stand_in", str(milliseconds), str(calls_per_second)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.communicate()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1]), float(sys.argv[2])))
