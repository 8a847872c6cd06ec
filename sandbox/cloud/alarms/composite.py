"""Rules of composite alarms: the states of other alarms, joined by OR.

"Create a composite alarm"; AND and NOT of its language are not understood here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sandbox.cloud.alarms.definition import ALARM, INSUFFICIENT_DATA, OK

_TERM = re.compile(rf'({ALARM}|{OK}|{INSUFFICIENT_DATA})\(\s*("?)([^"()]+)\2\s*\)')


def terms(rule: str) -> list[tuple[str, str]]:
    """Return (state, alarm) for each term of a rule; an alarm is a name or an ARN.

    Raises ValueError for a rule that is not understood.
    """
    found = []
    for text in re.split(r"\s+OR\s+", rule.strip()):
        term = _TERM.fullmatch(text)
        if term is None:
            raise ValueError(f"Not STATE(alarm) OR STATE(alarm): {text!r}")
        found.append((term[1], term[3].rpartition(":alarm:")[2]))
    return found


def composite_state(rule: str, states: Mapping[str, str]) -> str:
    """Return ALARM while one of the terms holds, else OK; an unknown alarm is in no state."""
    return ALARM if any(states.get(name) == state for state, name in terms(rule)) else OK
