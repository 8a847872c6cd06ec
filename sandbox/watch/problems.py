"""Finds what goes wrong inside the running pipeline, in the logs that the functions write.

The functions run on their own, started by a schedule or by Firehose: nobody sees their errors but
who reads their logs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

# A missing permission or a missing dependency does not pass by waiting.
HOPELESS = re.compile(r"AccessDenied|not authorized to perform|ImportModuleError|No module named")
# Firehose's word for an older version of a post that came late: redrive is done with it.
SUPERSEDED = re.compile(r"\bOS\.409: ")
ERROR_LINE = re.compile(r"\[ERROR\]\s*(?P<words>.+)", re.DOTALL)
LONGEST = 600


class ProblemWatch:
    """Reads the log groups; `logs` is a boto3 client of CloudWatch Logs."""

    def __init__(self, logs: Any, groups: Sequence[str]) -> None:
        self._logs = logs
        self._groups = groups
        self._seen: set[tuple[str, str, int, str]] = set()

    def new(self) -> list[str]:
        """Return the errors that were not returned before, each as `group: words`."""
        found = []
        for group in self._groups:
            for event in events(self._logs, group):
                # The emulator gives events no id; equal lines of one moment may count once.
                event_id = (group, event["logStreamName"], event["timestamp"], event["message"])
                if event_id in self._seen:
                    continue
                self._seen.add(event_id)
                words = error_words(event["message"])
                if words:
                    found.append(f"{group}: {words}")
        return found


def events(logs: Any, group: str) -> Iterator[dict[str, Any]]:
    """Return all that is in a log group."""
    for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group):
        yield from page["events"]


def figure_in(line: str, name: str) -> float:
    """Return a figure that a function tells in a line of JSON, such as FoundUndecided; or 0."""
    try:
        content = json.loads(line)
    except ValueError:
        return 0.0
    figure = content.get(name) if isinstance(content, dict) else None
    return float(figure) if isinstance(figure, int | float) else 0.0


def is_hopeless(problem: str) -> bool:
    """Tell whether the pipeline can't recover from this by itself."""
    return bool(HOPELESS.search(problem))


def to_tell(found: Iterable[str], told: Iterable[str]) -> list[str]:
    """Return the problems that nobody was told of yet, each once.

    A document that was refused in favour of a newer version is none.
    """
    new = [problem for problem in dict.fromkeys(found) if not SUPERSEDED.search(problem)]
    return [problem for problem in new if problem not in told]


def error_words(line: str) -> str:
    """Return what a log line says about an error; empty when it is about something else."""
    try:
        content = json.loads(line)
    except ValueError:
        content = None
    if isinstance(content, dict):
        return _structured(content)
    error = ERROR_LINE.search(line)
    if error:
        # The last line of a traceback holds the error itself.
        return _short(error["words"].strip().splitlines()[-1])
    return _short(line.strip()) if HOPELESS.search(line) else ""


def _structured(content: dict[str, Any]) -> str:
    if "errorCode" in content:  # Firehose's own log
        return _short(f"{content['errorCode']}: {content.get('message', '')}")
    message = str(content.get("message", ""))
    details = [content.get("exception"), content.get("error")]
    words = "; ".join([message, *(str(detail).splitlines()[-1] for detail in details if detail)])
    if content.get("level") in ("ERROR", "CRITICAL") or HOPELESS.search(words):
        return _short(words)
    return ""


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}..."
