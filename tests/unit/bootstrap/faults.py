"""What goes wrong at the domain on order."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.simulation.search_domain import Asked, SearchDomain, SilentError
from sandbox.web import Response

SILENCE = 0


@dataclass
class Fault:
    """The next `times` requests whose line matches are answered with this instead.

    A line is `METHOD /path` without the query. `done` lets the domain carry them out all the same,
    so that only the true answer is lost; `SILENCE` as the status never answers.
    """

    line: str
    status: int
    words: str
    times: int
    done: bool = False


class Killed(BaseException):
    """Lambda ended the function: nothing of it runs any more."""


def order(search: SearchDomain, *faults: Fault) -> None:
    """Let these happen, and no others that were ordered before; the first that matches counts."""

    def intervene(asked: Asked, proceed: Callable[[], Response]) -> Response:
        line = f"{asked.method} {asked.path.partition('?')[0]}"
        for fault in faults:
            if fault.times and re.match(fault.line, line):
                fault.times -= 1
                if fault.done:
                    proceed()
                if fault.status == SILENCE:
                    raise SilentError
                return Response(fault.status, fault.words.encode())
        return proceed()

    search.intervention = intervene


def kill_after(search: SearchDomain, beginning: str) -> None:
    """Kill the function when the domain has done what a line `METHOD /path?query` begins with."""

    def intervene(asked: Asked, proceed: Callable[[], Response]) -> Response:
        answer = proceed()
        if f"{asked.method} {asked.path}".startswith(beginning):
            raise Killed
        return answer

    search.intervention = intervene
