"""`python -m bench [names] [--json] [--rounds N] [--posts FILE]`: measures, and prints a table."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from bench.figure import Figure, Options, SkippedError
from bench.registry import BENCHMARKS


def main() -> int:
    """Run the benchmarks; 0 when every target that could be measured is met, else 1.

    130 after Ctrl-C.
    """
    arguments = _arguments()
    options = Options(rounds=arguments.rounds, posts=arguments.posts)
    met = True
    rows = []
    for name in arguments.names or BENCHMARKS:
        try:
            for figure in BENCHMARKS[name](options):
                met = met and figure.met is not False
                rows.append({"benchmark": name, **asdict(figure), "met": figure.met})
                if not arguments.json:
                    print(_line(name, figure), flush=True)
        except SkippedError as reason:
            rows.append({"benchmark": name, "skipped": str(reason)})
            if not arguments.json:
                print(f"{name:18} not measured: {reason}", flush=True)
        except AssertionError as reason:
            met = False
            rows.append({"benchmark": name, "failed": str(reason)})
            if not arguments.json:
                print(f"{name:18} FAILED: {reason}", flush=True)
        except KeyboardInterrupt:
            print("Stopped by Ctrl-C.", file=sys.stderr)
            return 130
    if arguments.json:
        print(json.dumps(rows))
    return 0 if met else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(BENCHMARKS))
    parser.add_argument("--json", action="store_true", help="print one line of JSON, no table")
    parser.add_argument("--rounds", type=int, default=5, help="rounds to take the median of (5)")
    parser.add_argument("--posts", type=Path, help="JSON lines with a `text` each: real posts")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.names) - set(BENCHMARKS))
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}")
    if arguments.rounds < 1:
        parser.error(f"--rounds must be 1 or more, but is {arguments.rounds}")
    if arguments.posts and not arguments.posts.is_file():
        parser.error(f"--posts must name a file of JSON lines, but {arguments.posts} is none")
    return arguments


def _line(name: str, figure: Figure) -> str:
    verdict = {True: "met", False: "MISSED", None: ""}[figure.met]
    value = f"{figure.value:,.3f}" if figure.value < 100 else f"{figure.value:,.0f}"
    return (
        f"{name:18} {figure.name:33} {value:>9} {figure.unit:23} "
        f"{figure.target:>8} {verdict:6} {figure.beside}"
    )


if __name__ == "__main__":
    sys.exit(main())
