"""`python -m sandbox.cloud`: run the local cloud until SIGTERM, Ctrl-C, or the parent is gone."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading

from sandbox.cloud.cloud import Cloud, write_addresses
from sandbox.cloud.functions.runtime import RuntimeNotMadeError
from sandbox.cloud.index.noida import IndexNotStartedError
from sandbox.cloud.settings import CloudSettings, read_settings


def main() -> int:
    """Run it; return 0, or 1 with one message when it cannot start."""
    settings = read_settings()
    # Until it serves, being ended is like Ctrl-C: what has started already is ended in order.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with Cloud(settings) as cloud:
            asyncio.run(_serve(cloud, settings))
    except (OSError, RuntimeError, RuntimeNotMadeError, IndexNotStartedError) as error:
        print(f"The local cloud could not run: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


async def _serve(cloud: Cloud, settings: CloudSettings) -> None:
    stop, ready = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if settings.with_parent:
        _watch_parent(loop, stop)
    file = settings.folder / "cloud.json"

    async def announce() -> None:
        await ready.wait()
        print(write_addresses(file, cloud.addresses), flush=True)

    announcing = asyncio.create_task(announce())
    try:
        await cloud.serve(ready, stop)
    finally:
        announcing.cancel()
        file.unlink(missing_ok=True)


def _watch_parent(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    def wait() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=wait, daemon=True).start()


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # All is ended and removed by now; a delivery that waits for its next attempt must not hold up
    # the exit.
    os._exit(code)
