"""The local cloud's Comprehend, Firehose and DynamoDB, with a given answering time and rate.

`python -m bench.aws.stand_in MILLISECONDS CALLS_PER_SECOND` (0: any rate) is a process of its own,
prints its port and runs until its standard input ends. What it takes to answer counts as part of
the answering time. Comprehend finds every text neutral, so that its opinion costs nothing.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.aws.resources import STREAM, TABLE, create_state_table
from sandbox.simulation.aws import InProcessAws
from sandbox.simulation.comprehend import comprehend_service
from sandbox.simulation.firehose import delivery_streams
from sandbox.simulation.services import Request, answer

_SERVICES = {"Comprehend": "comprehend", "DynamoDB": "dynamodb", "Firehose": "firehose"}
_ANY_RATE = 1_000_000
_OPINION = {
    "Positive": 0.03125129267573357,
    "Negative": 0.01871874742209911,
    "Neutral": 0.9450299143791199,
    "Mixed": 0.005000045523047447,
}


def _prepare(calls_per_second: int) -> None:
    comprehend_service(time, lambda _text, _language: _OPINION, calls_per_second or _ANY_RATE)
    delivery_streams([STREAM])
    create_state_table(InProcessAws().client("dynamodb"), TABLE)


async def _serve(milliseconds: float) -> None:
    loop = asyncio.get_running_loop()

    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            due = loop.time() + milliseconds / 1000
            body = await reader.readexactly(int(head["content-length"]))
            status, headers, payload = answer(_request(head, body))
            if status < 400:
                await asyncio.sleep(due - loop.time())
            lines = [f"{name}: {value}" for name, value in headers.items()]
            lines = [f"HTTP/1.1 {status} -", *lines, f"Content-Length: {len(payload)}"]
            writer.write("\r\n".join([*lines, "", ""]).encode() + payload)
        writer.close()

    server = await asyncio.start_server(connection, "127.0.0.1", 0, limit=2**23)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


def _request(head: dict[str, str], body: bytes) -> Request:
    target, _, operation = head["x-amz-target"].partition(".")
    service = _SERVICES[target.partition("_")[0]]
    return Request(service, operation, "POST", f"http://{head['host']}/", head, body)


async def _head(reader: asyncio.StreamReader) -> dict[str, str]:
    try:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return {}
    fields = (line.partition(":") for line in lines[1:] if line)
    return {name.lower(): value.strip() for name, _, value in fields}


@contextmanager
def aws_stand_in(milliseconds: float, calls_per_second: int = 0) -> Iterator[str]:
    """Run the stand-in while the block runs, and give its URL."""
    command = [sys.executable, "-m", "bench.aws.stand_in", str(milliseconds), str(calls_per_second)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.communicate()


if __name__ == "__main__":
    _prepare(int(sys.argv[2]))
    asyncio.run(_serve(float(sys.argv[1])))
