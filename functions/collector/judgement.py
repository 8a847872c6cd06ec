"""Whether a window that ended in time achieved anything."""

from __future__ import annotations

from dataclasses import dataclass

from collector.stream.endings import Ending, EndKind, WindowEnd

IN_TIME = frozenset({"handed_over", "deadline", "budget_used_up"})
TIME_TO_REACH_X = 10.0
TIME_TO_HEAR_X = 30.0
"""Seconds; X promises a keep-alive every 20 ("Consuming streaming data")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a window did.

    `heard` are lines of the stream that say something, keep-alives too; `bad_lines` say nothing.
    `trying_seconds` is how long it had for its stream, `trouble` how a connection last failed;
    `is_open` says whether one was open when the window ended.
    """

    heard: int = 0
    bad_lines: int = 0
    trying_seconds: float = 0.0
    is_open: bool = False
    trouble: Ending | None = None
    sent: int = 0
    unacknowledged: int = 0
    lacks_rules: bool = False


def judged(end: WindowEnd, done: Done) -> WindowEnd:
    """Return how a window really ended: as it says, or with what kept it from its work.

    The keep-alives of a quiet stream are enough; so is a connection too young to have heard one.
    """
    if end.outcome not in IN_TIME:
        return end
    if done.unacknowledged and not done.sent:
        words = f"Firehose took none of the {done.unacknowledged} posts that were handed to it."
        return WindowEnd("delivery_refused", words)
    if end.outcome == "budget_used_up":
        return end
    trouble = done.trouble
    if trouble is not None and trouble.kind is EndKind.FAILED and not done.sent:
        return WindowEnd("line_failed", trouble.words)
    if not done.heard and not _is_young(done):
        if trouble is None:
            words = (
                "X sent nothing that can be read."
                if done.bad_lines
                else "X did not answer in time."
            )
            return WindowEnd("unreachable", words)
        outcome = trouble.refusal.outcome if trouble.refusal else "unreachable"
        return WindowEnd(outcome, trouble.words)
    if done.lacks_rules:
        return WindowEnd("rules_refused", "X did not take all the rules; the warnings say why.")
    return end


def _is_young(done: Done) -> bool:
    """Say whether hearing nothing means nothing yet."""
    if done.is_open:
        is_fine = done.trouble is None and not done.bad_lines
        return is_fine or done.trying_seconds < TIME_TO_HEAR_X
    return done.trouble is None and done.trying_seconds < TIME_TO_REACH_X
