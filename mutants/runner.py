"""Measures the tests of each room, then tries one change after another."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from mutants.changes.mutation import Mutation
from mutants.choice import Choice
from mutants.equivalents import Equivalent
from mutants.results.progress import Progress
from mutants.results.report import RoomReport
from mutants.results.results import SURVIVED, Result, Results
from mutants.rooms import READ_BY_ALL, TOPS, Room, digest
from mutants.worker.workshop import Start, Worker

MEASURED = "3"
"""Changes when measurements of before can't be used any more."""


@dataclass
class Work:
    """A room and those of its changes that are to be tried."""

    room: Room
    mutations: list[Mutation]
    report: RoomReport


class Runner:
    """Tries changes with some workers at a time; keeps results in `build/mutants`.

    When `minutes` are over it begins no further room.
    """

    def __init__(
        self,
        project: Path,
        workers: int,
        progress: Progress,
        start: Start,
        minutes: float | None = None,
    ) -> None:
        self._project = project
        self._folder = project / "build" / "mutants"
        self._workers = workers
        self._progress = progress
        self._start = start
        self._results = Results(self._folder / "results.jsonl")
        self._workshops: list[Worker] = []
        self._is_stopped = False
        self._end = None if minutes is None else time.monotonic() + 60 * minutes
        self._measurements: dict[tuple[str, ...], dict[str, Any]] = {}
        self._ready: dict[tuple[str, ...], Worker] = {}
        """What was measured, and who did; by the tests that several rooms may share."""
        self._digests: dict[tuple[str, ...], str] = {}

    def run(self, works: Sequence[Work], equivalents: Sequence[Equivalent]) -> list[str]:
        """Fill the reports; return what is wrong with the list of equivalents."""
        killed: list[str] = []
        with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
            try:
                todo = [work for work in works if self._open(work)]
                at_once = self._workers if self._end else max(1, len(todo))
                for first in range(0, len(todo), at_once):
                    if self._end is None or time.monotonic() < self._end:
                        self._work_on(todo[first : first + at_once], equivalents, folder)
            finally:
                for workshop in self._workshops:
                    workshop.close()
        for work in works:
            killed += self._conclude(work, equivalents)
        return killed

    def _work_on(
        self, works: Sequence[Work], equivalents: Sequence[Equivalent], folder: str
    ) -> None:
        rooms = {work.room.tests: work.room for work in works}
        self._in_parallel([partial(self._measure, room, folder) for room in rooms.values()])
        for work in works:
            work.report.red = self._measurements[work.room.tests]["errors"]
            if not work.report.red:
                self._conclude(work, equivalents)
                self._try_all(work, Path(folder))

    def _conclude(self, work: Work, equivalents: Sequence[Equivalent]) -> list[str]:
        wrong = []
        work.report.results.clear()
        for mutation in work.mutations:
            result = self._results.get(self._key(work.room, mutation))
            listed = [one for one in equivalents if one.describes(mutation)]
            if result is None:
                continue
            if not listed:
                work.report.results.append((mutation, result))
            elif result.outcome == SURVIVED:
                work.report.equivalent += 1
            else:
                wrong.append(f"{listed[0]} ({result.outcome} by {result.test})")
        return wrong

    def _try_all(self, work: Work, folder: Path) -> None:
        measured = self._measurements[work.room.tests]
        choice = Choice(self._project, measured)
        queue: SimpleQueue[Mutation] = SimpleQueue()
        for mutation in self._open(work):
            queue.put(mutation)
        total = queue.qsize()

        def labour() -> None:
            workshop: Worker | None = None
            try:
                while not self._is_stopped:
                    mutation = queue.get_nowait()
                    workshop = workshop or self._workshop(work.room, measured, folder)
                    self._try(work, mutation, choice, workshop)
                    self._progress.show(
                        f"{work.room.name}: {total - queue.qsize():,} of {total:,} tried, "
                        f"{work.report.share:.0f} % killed"
                    )
            except Empty:
                if workshop:
                    workshop.close()

        self._in_parallel([labour] * self._workers)

    def _try(self, work: Work, mutation: Mutation, choice: Choice, workshop: Worker) -> None:
        key = self._key(work.room, mutation)
        before = self._results.get(key)
        if before and before.test:
            choice.learn(mutation, before.test)
        tests = choice.for_mutation(mutation)
        answer: dict[str, Any] = {"outcome": SURVIVED, "test": "", "seconds": 0.0}
        if tests:
            content = mutation.edit.applied_to((self._project / mutation.file).read_bytes())
            answer = workshop.ask(
                "attempt",
                file=mutation.file,
                content=content.decode("utf-8", "surrogateescape"),
                tests=[test.id for test in tests],
                known=list(choice.tests),
                files=sorted({test.file for test in tests}),
                limits=choice.limits(tests),
            )
        if answer["outcome"] != SURVIVED:
            choice.learn(mutation, answer["test"])
        test = answer["test"]
        proof = self._proof(work.room, answer["outcome"], test)
        result = Result(key, answer["outcome"], test, proof, round(answer["seconds"], 3))
        self._results.add(result)
        work.report.results.append((mutation, result))

    def _open(self, work: Work) -> list[Mutation]:
        """The changes whose last result does not hold any more."""
        return [one for one in work.mutations if not self._holds(work.room, one)]

    def _holds(self, room: Room, mutation: Mutation) -> bool:
        result = self._results.get(self._key(room, mutation))
        if result is None:
            return False
        return result.proof == self._proof(room, result.outcome, result.test)

    def _key(self, room: Room, mutation: Mutation) -> str:
        return f"{room.name} {self._digest((mutation.file,))} {mutation.identity}"

    def _proof(self, room: Room, outcome: str, test: str) -> str:
        file = test.partition("::")[0]
        whole = outcome == SURVIVED or not (self._project / file).is_file()
        return self._digest((*room.tests, *READ_BY_ALL) if whole else (file,))

    def _digest(self, paths: tuple[str, ...]) -> str:
        if paths not in self._digests:
            self._digests[paths] = digest(self._project, paths)
        return self._digests[paths]

    def _measure(self, room: Room, folder: str) -> None:
        """Find out what the tests run; an earlier run knows it, if nothing has changed since."""
        name = digest(self._project, (*TOPS, "sandbox", *room.tests, *READ_BY_ALL))
        tests = sha256(" ".join(room.tests).encode()).hexdigest()[:16]
        file = self._folder / "measured" / f"{tests}.json"
        if file.exists():
            kept = json.loads(file.read_text("utf-8"))
            if kept["name"] == [MEASURED, name]:
                self._measurements[room.tests] = kept["measured"]
                return
        self._progress.say(f"{room.name}: running its tests once without any change ...")
        began = time.monotonic()
        workshop = self._started(Path(folder))
        modules = workshop.ask("modules", tests=room.tests)["modules"]
        workshop.ask("preload", modules=modules)
        folders = ["functions", "components"]
        measured = workshop.ask("measure", tests=room.tests, folders=folders)
        self._ready[room.tests] = workshop
        measured["modules"] = modules
        self._progress.say(
            f"{room.name}: {len(measured['tests'])} tests took {time.monotonic() - began:.0f} s"
        )
        if not measured["errors"]:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps({"name": [MEASURED, name], "measured": measured}), "utf-8")
        self._measurements[room.tests] = measured

    def _workshop(self, room: Room, measured: dict[str, Any], folder: Path) -> Worker:
        ready = self._ready.pop(room.tests, None)
        if ready:
            return ready
        workshop = self._started(folder)
        workshop.ask("preload", modules=measured["modules"])
        return workshop

    def _started(self, folder: Path) -> Worker:
        place = Path(tempfile.mkdtemp(dir=folder)) / "project"
        workshop = self._start(self._project, place)
        self._workshops.append(workshop)
        return workshop

    def _in_parallel(self, calls: Iterable[Callable[[], object]]) -> None:
        pool = ThreadPoolExecutor(self._workers)
        try:
            for done in as_completed([pool.submit(call) for call in calls]):
                done.result()
        except BaseException:
            self._is_stopped = True
            for workshop in self._workshops:
                workshop.close()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
