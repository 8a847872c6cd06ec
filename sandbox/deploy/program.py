"""The child process in which the Pulumi program runs.

It points Pulumi's own Python runtime at the deployer's engine, as the command line's language host
does, and runs the project's `__main__.py`. The request comes over standard input, so that
configured secrets are in no environment and no argument list.
"""

from __future__ import annotations

import asyncio
import json
import os
import runpy
import sys
import traceback
from pathlib import Path

import pulumi
from pulumi.runtime.config import set_all_config
from pulumi.runtime.settings import reset_options
from pulumi.runtime.stack import run_in_stack


def main() -> int:
    """Run the program that the request names; 0 when every resource was registered."""
    request = json.load(sys.stdin)
    os.chdir(request["folder"])
    sys.path.insert(0, request["folder"])
    reset_options(
        project=request["project"],
        stack=request["stack"],
        root_directory=request["folder"],
        engine_address=request["address"],
        monitor_address=request["address"],
        preview=False,
        organization="organization",
    )
    set_all_config(request["values"], request["secret_keys"])
    try:
        asyncio.run(run_in_stack(_run_program))
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
    except SystemExit as stop:
        return int(bool(stop.code))
    except Exception as error:  # whatever a program may raise is told in one line
        pulumi.log.error(_told(error, Path(request["folder"])))
    else:
        return 0
    return 1


def _run_program() -> None:
    runpy.run_path(str(Path("__main__.py").resolve()), run_name="__main__")


def _told(error: Exception, folder: Path) -> str:
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(folder) and "site-packages" not in frame.filename
    ]
    where = f" ({Path(own[-1].filename).relative_to(folder)}, line {own[-1].lineno})" if own else ""
    return f"{type(error).__name__}: {error}{where}"


if __name__ == "__main__":
    sys.exit(main())
