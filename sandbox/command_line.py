"""The words that `python -m sandbox` understands."""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

# At least this long: a window is started by a process of its own, which takes half a second of
# real time however fast the sandbox's clock runs.
SHORTEST_WINDOW_SECONDS = 5.0
LONGEST_WINDOW_SECONDS = 60.0
# A storm is not watched: its windows are as short as the functions' processes allow.
STORM_WINDOW_SECONDS = 3.0
MOST_POSTS_PER_SECOND = 250.0  # X's own cap for pay-per-use apps


@dataclass(frozen=True)
class Options:
    """One command with its options; those of other commands keep their defaults."""

    command: str
    folder: Path
    posts: Path | None = None
    track: str | None = None
    windows: int | None = None
    window_seconds: float = 12.0
    rate: float | None = None
    elasticsearch: str | None = None
    engine_version: str = "Elasticsearch_7.10"
    port: int = 0
    seed: int = 1
    seeds: int = 1
    number_of_posts: int = 2000
    config: tuple[tuple[str, str], ...] = ()
    """Settings of the stack, as `pulumi up --config` takes them."""
    json: bool = False
    permissions: Path | None = None
    """Where the page of permissions is written to."""

    @property
    def time_scale(self) -> float:
        """Real seconds for one second of AWS: a window is one minute there."""
        return self.window_seconds / 60


def read_options(words: Sequence[str] | None = None) -> Options:
    """Read the command line; a mistake ends the program with its message and exit code 2."""
    parser = argparse.ArgumentParser(
        prog="python -m sandbox",
        description="The whole pipeline on this machine: no account, nothing leaves loopback.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    demo = commands.add_parser(
        "demo", help="deploy, stream posts through the pipeline, count, and tear down again"
    )
    up = commands.add_parser(
        "up", help="deploy and leave the local cloud running; where one runs, deploy into it again"
    )
    down = commands.add_parser("down", help="tear down what `up` left running")
    storm = commands.add_parser(
        "storm", help="let random faults strike the pipeline, and count its laws afterwards"
    )
    status = commands.add_parser("status", help="say what is running, and where")
    for command in (demo, up, down, status, storm):
        command.add_argument(
            "--folder", type=Path, default=Path(".sandbox"), help="where it keeps its data"
        )
        command.add_argument("--json", action="store_true", help="end with one line of JSON")
    for command in (demo, up):
        _add_cloud_options(command)
    up.add_argument(
        "--config",
        type=_setting,
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a setting of the stack, as in Pulumi.yaml; it stays until it is given again",
    )
    _add_demo_options(demo)
    _add_storm_options(storm)
    given = sys.argv[1:] if words is None else words
    read = vars(parser.parse_args(_with_joined_track(given)))
    return Options(**{**read, "config": tuple(read.get("config", ()))})


def _with_joined_track(words: Sequence[str]) -> list[str]:
    """Keep keywords that begin with a minus apart from options: `--track=-car,wind`."""
    option = re.compile(r"--[a-z-]+(=.*)?", re.DOTALL)
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] == "--track" and word[:1] == "-" and not option.fullmatch(word):
            joined[-1] = f"--track={word}"
        else:
            joined.append(word)
    return joined


def _add_cloud_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--track", type=_track, metavar="WORDS", help="keywords: a comma is OR, a space is AND"
    )
    command.add_argument(
        "--window-seconds",
        type=_number(SHORTEST_WINDOW_SECONDS, LONGEST_WINDOW_SECONDS, "for example 12"),
        default=12.0,
        metavar="S",
        help="how long a window lasts; all of AWS's time is scaled with it (default 12)",
    )
    command.add_argument(
        "--elasticsearch",
        type=_url,
        metavar="URL",
        help="use this Elasticsearch or OpenSearch instead of the one that comes along",
    )
    command.add_argument(
        "--engine-version",
        type=_engine_version,
        default="Elasticsearch_7.10",
        metavar="NAME",
        help="what it is, as AWS names it: Elasticsearch_7.10 or OpenSearch_2.19",
    )
    command.add_argument(
        "--port", type=_port, default=0, help="of the dashboard page (default: any free one)"
    )


def _add_demo_options(demo: argparse.ArgumentParser) -> None:
    demo.add_argument(
        "--posts",
        type=_file,
        metavar="FILE",
        help='posts to replay: one JSON object a line with at least "text"',
    )
    demo.add_argument(
        "--windows",
        type=_whole_number(1, 1000, "for example 3"),
        metavar="N",
        help="how many windows to stream for (default 3, or what the posts need)",
    )
    demo.add_argument(
        "--rate",
        type=_number(0.1, MOST_POSTS_PER_SECOND, "for example 50"),
        metavar="R",
        help="posts a second (default: what spreads the posts over the windows)",
    )


def _add_storm_options(storm: argparse.ArgumentParser) -> None:
    storm.set_defaults(window_seconds=STORM_WINDOW_SECONDS)
    storm.add_argument(
        "--seed",
        type=_whole_number(0, 1_000_000_000, "for example 7"),
        default=1,
        metavar="S",
        help="what the faults are drawn from (default 1)",
    )
    storm.add_argument(
        "--seeds",
        type=_whole_number(1, 1000, "for example 20"),
        default=1,
        metavar="K",
        help="how many storms, of the seeds S, S + 1, ... (default 1)",
    )
    storm.add_argument(
        "--posts",
        dest="number_of_posts",
        type=_whole_number(1, 100_000, "for example 2000"),
        default=2000,
        metavar="N",
        help="how many made-up posts in each storm (default 2000)",
    )
    storm.add_argument(
        "--permissions",
        type=Path,
        metavar="FILE",
        help="write there which permission of each role the storms needed",
    )


def _number(least: float, most: float, example: str) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(
                f"{text!r} is not a number between {least:g} and {most:g}, {example}"
            )
        return value

    return read


def _whole_number(least: int, most: int, example: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,10}", text) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(
                f"{text!r} is not a whole number between {least} and {most}, {example}"
            )
        return int(text)

    return read


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port between 0 and 65535")
    return int(text)


def _url(text: str) -> str:
    if not re.fullmatch(r"https?://[^/\s]+/?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not like http://127.0.0.1:9200")
    return text.rstrip("/")


def _engine_version(text: str) -> str:
    if not re.fullmatch(r"Elasticsearch_7\.10|OpenSearch_\d+\.\d+", text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is neither Elasticsearch_7.10 nor like OpenSearch_2.19"
        )
    return text


def _track(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty; name keywords, for example 'coffee, #tea'")
    return text


def _setting(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not like retentionDays=7")
    return key, value


def _file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(
            f"there is no file {text!r}; it must hold one JSON object a line"
        )
    return path
