"""Run a real engine until Ctrl-C: python -m sandbox.engine elasticsearch [--port 9200]."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from sandbox.engine.build import NAMES, EngineUnavailableError
from sandbox.engine.process import running


def main() -> int:
    """Start the engine, print its URL, and wait; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.engine", description="Run a real engine here until Ctrl-C."
    )
    parser.add_argument("engine", choices=NAMES)
    parser.add_argument("--port", type=int, default=9200, help="default 9200; 0 takes a free one")
    options = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    print(f"Starting {options.engine} (the first time its libraries are fetched) ...", flush=True)
    try:
        with running(options.engine, options.port) as url:
            print(f"{options.engine} answers at {url} ; Ctrl-C ends it.", flush=True)
            ended.wait()
    except EngineUnavailableError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
