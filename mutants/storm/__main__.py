"""`python -m mutants.storm [names]`: breaks the product in known ways; storms have to notice."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from mutants.storm.breakages import Breakage, BreakageError, read_list
from mutants.storm.trial import Verdict, try_breakage

PROJECT = Path(__file__).parents[2]


def main() -> int:
    """Return 0 when all that was tried was noticed, 1 when something was not, 2 for a mistake."""
    arguments = _arguments()
    console = Console(highlight=False, soft_wrap=True)
    try:
        breakages = _chosen(read_list(PROJECT), arguments.names)
        verdicts = list(_tried(breakages, arguments, console))
    except BreakageError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    survived = [verdict for verdict in verdicts if not verdict.is_noticed]
    console.print(summary(len(verdicts), len(survived), len(breakages) - len(verdicts)))
    return 1 if survived or not verdicts else 0


def summary(tried: int, survived: int, left: int) -> str:
    """Say how many ways were tried, not noticed, and not begun in time."""
    ways = "1 way" if tried == 1 else f"{tried} ways"
    rest = f" Not begun in time: {left}." if left else ""
    return f"{ways} tried, {survived} not noticed.{rest}"


def _tried(
    breakages: Sequence[Breakage], arguments: argparse.Namespace, console: Console
) -> list[Verdict]:
    begun = time.monotonic()
    seeds = range(arguments.seed, arguments.seed + arguments.seeds)
    first = arguments.begin % len(breakages)
    verdicts = []
    for breakage in (*breakages[first:], *breakages[:first]):
        if arguments.minutes and time.monotonic() - begun > arguments.minutes * 60:
            break
        console.print(f"{breakage.name} ...", markup=False)
        verdict = try_breakage(PROJECT, breakage, seeds, arguments.posts)
        noticed = "noticed" if verdict.is_noticed else "NOT NOTICED"
        console.print(f"{breakage.name}: {noticed}: {verdict.words}", markup=False)
        verdicts.append(verdict)
    return verdicts


def _chosen(breakages: Sequence[Breakage], names: Sequence[str]) -> list[Breakage]:
    known = {breakage.name: breakage for breakage in breakages}
    for name in names:
        if name not in known:
            raise BreakageError(f"There is no breakage {name}. They are: {', '.join(known)}.")
    return [known[name] for name in names] or list(breakages)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m mutants.storm", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help="only these ways")
    parser.add_argument("--seed", type=int, default=1, help="the first storm (1)")
    parser.add_argument("--seeds", type=int, default=3, help="at most so many storms a way (3)")
    parser.add_argument("--posts", type=int, default=2000, help="of each storm (2000)")
    parser.add_argument(
        "--begin",
        type=int,
        default=0,
        metavar="N",
        help="with the way after N others, and go round",
    )
    parser.add_argument("--minutes", type=float, help="begin no further way after these")
    arguments = parser.parse_args()
    if arguments.seeds < 1:
        parser.error(f"--seeds must be 1 or more, but is {arguments.seeds}")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
