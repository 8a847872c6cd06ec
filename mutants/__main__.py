"""`python -m mutants [rooms or files] [--sample N]`: breaks the product, tells what no test saw."""

from __future__ import annotations

import argparse
import random
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from mutants import equivalents
from mutants.changes.mutation import Mutation
from mutants.changes.product import mutations_of
from mutants.equivalents import EquivalentsError
from mutants.results import report
from mutants.results.progress import Progress
from mutants.rooms import NoTestsError, Room, rooms
from mutants.runner import Runner, Work
from mutants.worker.workshop import Start, WorkerError, Workshop

PROJECT = Path(__file__).parents[1]
FEWEST_OF_A_ROOM = 5
SURVIVORS_SHOWN = 40
PLAIN_WIDTH = 110


def main() -> int:
    """Return 0 when the goal is met, 1 when it is not, 2 for a mistake, 130 after Ctrl-C."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        width = None if sys.stdout.isatty() else PLAIN_WIDTH
        return run(_arguments(), PROJECT, Console(highlight=False, width=width))
    except (EquivalentsError, NoTestsError, WorkerError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped. The next run goes on from here.", file=sys.stderr)
        return 130


def _stop(*_: object) -> None:
    """End as after Ctrl-C; once, for a second signal would end the clearing up."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def run(
    arguments: argparse.Namespace, project: Path, console: Console, start: Start = Workshop
) -> int:
    """Run what the arguments ask for, with workers that `start` gives; return `main`'s status."""
    all_rooms = rooms(project)
    chosen = _chosen(all_rooms, arguments.names)
    if arguments.list:
        for room in chosen:
            console.print(f"{room.name}: {' '.join(room.tests)}", soft_wrap=True)
        return 0
    entries = equivalents.read(project / "mutants" / "equivalents.toml")
    mutations = {room: mutations_of(project, room) for room in chosen}
    found = [one for several in mutations.values() for one in several]
    files = {file for room in chosen for file in room.files}
    gone = {entry.file for entry in entries if not (project / entry.file).exists()}
    stale = equivalents.stale([e for e in entries if e.file in files | gone], found)
    if arguments.sample:
        mutations = _sample(mutations, entries, arguments.sample, arguments.seed)
    works = [Work(room, some, report.RoomReport(room.name)) for room, some in mutations.items()]
    reports = [work.report for work in works]
    if arguments.minutes:  # or the last rooms would never have their turn
        random.Random(arguments.seed).shuffle(works)
    with Progress(console, lambda: report.table_of(reports, arguments.goal)) as progress:
        runner = Runner(project, arguments.workers, progress, start, arguments.minutes)
        killed = runner.run(works, entries)
    report.write(reports, project / "build" / "mutants")
    untouched = sum(1 for work in works if work.mutations and not work.report.is_tried)
    if untouched:
        console.print(f"The minutes were over before {untouched} of {len(works)} rooms were begun.")
    wrong = [f"describes no change of today: {entry}" for entry in stale]
    wrong += [f"is seen by a test: {words}" for words in killed]
    return _tell(console, arguments, reports, wrong)


def _tell(
    console: Console,
    arguments: argparse.Namespace,
    reports: Sequence[report.RoomReport],
    wrong: Sequence[str],
) -> int:
    console.print(report.table_of(reports, arguments.goal))
    lines = [line for one in reports for line in report.survivor_lines(one)]
    if lines:
        console.print("Survived:")
    for line in lines[:SURVIVORS_SHOWN]:
        console.print(f"  {line}", markup=False, soft_wrap=True)
    if len(lines) > SURVIVORS_SHOWN:
        console.print(f"  and {len(lines) - SURVIVORS_SHOWN:,} more in build/mutants/survivors.txt")
    for one in reports:
        if one.red:
            console.print(
                f"{one.room}: {len(one.red)} of its tests fail without any change, so nothing was "
                "tried there. Make them pass first:",
                soft_wrap=True,
            )
            for words in one.red[:5]:
                console.print(f"  {words.splitlines()[0]}", markup=False, soft_wrap=True)
    for words in wrong:
        console.print(
            f"An entry of mutants/equivalents.toml no longer applies; remove it. It {words}",
            markup=False,
            soft_wrap=True,
        )
    if _is_met(arguments, reports):
        return 1 if wrong else 0
    console.print(f"The goal is {arguments.goal:g} % killed (--goal), and it is not met.")
    return 1


def _is_met(arguments: argparse.Namespace, reports: Sequence[report.RoomReport]) -> bool:
    """A part is judged as a whole: it holds too little of each room."""
    if any(one.red for one in reports) or not any(one.is_tried for one in reports):
        return False
    if arguments.sample or arguments.minutes:
        return report.killed_share(reports) >= float(arguments.goal)
    return all(one.share >= arguments.goal for one in reports)


def _sample(
    mutations: dict[Room, list[Mutation]],
    entries: Sequence[equivalents.Equivalent],
    size: int,
    seed: int,
) -> dict[Room, list[Mutation]]:
    """Choose about `size` changes, of each room as many as its share, the same for each seed."""
    total = sum(len(some) for some in mutations.values())
    sample = {}
    for room, some in mutations.items():
        open_ = [one for one in some if not any(entry.describes(one) for entry in entries)]
        wanted = min(len(open_), max(FEWEST_OF_A_ROOM, round(size * len(some) / total)))
        chosen = random.Random(f"{seed} {room.name}").sample(open_, wanted)
        sample[room] = sorted(chosen, key=lambda one: (one.file, one.edit.start))
    return sample


def _chosen(all_rooms: Sequence[Room], names: Sequence[str]) -> list[Room]:
    """The rooms of these names; for the name of a file its room, with that file alone."""
    if not names:
        return list(all_rooms)
    files: dict[Room, list[str]] = {}
    for name in (given.rstrip("/") for given in names):
        holding = [room for room in all_rooms if name in (room.name, *room.files)]
        if not holding:
            known = ", ".join(room.name for room in all_rooms)
            raise NoTestsError(f"There is no room or file {name}. The rooms are: {known}.")
        room = holding[0]
        files.setdefault(room, []).extend(room.files if name == room.name else [name])
    return [replace(room, files=tuple(dict.fromkeys(some))) for room, some in files.items()]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m mutants", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="room", help="rooms, or single files of them")
    parser.add_argument("--list", action="store_true", help="list the rooms and their tests")
    parser.add_argument("--sample", type=int, metavar="N", help="try about N changes, not all")
    parser.add_argument("--seed", type=int, default=1, help="another sample (1)")
    parser.add_argument(
        "--minutes",
        type=float,
        metavar="M",
        help="begin no further room after these, and judge what was tried",
    )
    parser.add_argument("--workers", type=int, default=2, help="how many at a time (2)")
    parser.add_argument("--goal", type=float, default=90.0, help="percent to be killed (90)")
    arguments = parser.parse_args()
    for name, least in (("workers", 1), ("sample", 1), ("minutes", 0.1)):
        value = getattr(arguments, name)
        if value is not None and value < least:
            parser.error(f"--{name} must be {least} or more, but is {value}")
    if not 0 <= arguments.goal <= 100:
        parser.error(f"--goal must be 0 to 100, but is {arguments.goal:g}")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
