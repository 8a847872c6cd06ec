"""What `python -m sandbox.cloud` can be told on its command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.cloud.run_secrets import Secrets

ACCOUNT = "000000000000"
REGION = "us-east-1"


@dataclass(frozen=True)
class CloudSettings:
    """How the local cloud runs.

    `time_scale` is how many real seconds one second of AWS takes: at 0.2 a window of 60 s takes
    12 s. `elasticsearch` is the URL of an engine to use in place of the one that comes along, and
    `engine_version` what the domain pretends to be when no domain was created yet. `secrets` are
    no arguments: everybody on the machine can read a command line.
    """

    folder: Path
    time_scale: float = 1.0
    elasticsearch: str | None = None
    engine_version: str = "Elasticsearch_7.10"
    port: int = 0
    domain_port: int = 0
    x_port: int = 0
    page_port: int = 0
    with_parent: bool = False
    secrets: Secrets = field(default_factory=Secrets)


def read_settings(arguments: Sequence[str] | None = None) -> CloudSettings:
    """Read the command line; exits with code 2 and one message when it cannot be understood."""
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.cloud",
        description="Run the local cloud until it is ended; prints one line of JSON when ready.",
    )
    parser.add_argument("--folder", type=Path, default=Path(".sandbox"), help="where it keeps data")
    parser.add_argument(
        "--time-scale", type=_scale, default=1.0, help="real seconds per second of AWS (0.01 to 1)"
    )
    parser.add_argument("--elasticsearch", metavar="URL", help="an engine to use: http://host:port")
    parser.add_argument(
        "--engine-version", default="Elasticsearch_7.10", help="what a domain is by default"
    )
    parser.add_argument("--port", type=int, default=0, help="of the AWS services (0: any free one)")
    parser.add_argument("--domain-port", type=int, default=0, help="of the search domain")
    parser.add_argument("--x-port", type=int, default=0, help="of the X API")
    parser.add_argument("--page-port", type=int, default=0, help="of the dashboard page")
    parser.add_argument(
        "--with-parent", action="store_true", help="end when standard input is closed"
    )
    return CloudSettings(**vars(parser.parse_args(arguments)))


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0
    if not 0.01 <= scale <= 1.0:
        raise argparse.ArgumentTypeError(f"{text!r} is not between 0.01 and 1, for example 0.2")
    return scale
