"""Whether a window that ended in time achieved anything."""

from __future__ import annotations

from dataclasses import dataclass

from collector.stream.endings import Ending, EndKind, WindowEnd
from collector.stream.hearing import LONGEST_SILENCE

IN_TIME = frozenset({"handed_over", "deadline", "budget_used_up"})
TIME_TO_REACH_X = 10.0
LEAST_SHARE_HEARD = 0.5
"""Of a window's time: deaf for longer than it listened, it did not do its work. A shorter trouble
is one that passed: the gap is filled later."""

LEAST_SHARE_TAKEN = 0.25
"""Of a window's posts, by Firehose."""

LEAST_LOST = 3
"""Lines; fewer may be one passing trouble, as when a connection breaks in the middle of a post."""

NO_RULES = (
    "X had none of the rules any more: a person or another program removed them. The next window "
    "adds them again, and searches for what was posted meanwhile."
)
OUTCOMES = {
    EndKind.NO_STATE: "state_unavailable",
    EndKind.NO_ROOM: "delivery_refused",
    EndKind.FAILED: "line_failed",
}
"""What kept a window from hearing X, where it was not X or the network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a window did.

    `heard` are the stream's posts and keep-alives, `other_lines` all else that came on it, and
    `problem` what X last said in one of those. `trying_seconds` is how long it had for its stream,
    `deaf_seconds` how long of that nothing was heard though it should have been; `trouble` is how
    most connections failed; `is_open` says whether one was open when the window ended.

    Posts that came and were lost: `failures` to a defect of ours, which `defect` tells,
    `without_state` as the budget could not be asked for, `damaged` as they can't be read.
    """

    heard: int = 0
    other_lines: int = 0
    problem: str = ""
    trying_seconds: float = 0.0
    deaf_seconds: float = 0.0
    is_open: bool = False
    trouble: Ending | None = None
    failures: int = 0
    defect: str = "A line could not be handled."
    without_state: int = 0
    damaged: int = 0
    sent: int = 0
    unacknowledged: int = 0
    lacks_rules: bool = False
    lacks_all_rules: bool = False


def judged(end: WindowEnd, done: Done) -> WindowEnd:
    """Return how a window really ended: as it says, or with what kept it from its work.

    The keep-alives of a quiet stream are enough; so is a connection too young to have heard one.
    A little that was achieved does not hide how much was not.
    """
    if end.outcome not in IN_TIME:
        return end
    posts = done.sent + done.unacknowledged
    if done.sent < posts * LEAST_SHARE_TAKEN:
        words = f"Firehose took {done.sent or 'none'} of the {posts} posts that were handed to it."
        return WindowEnd("delivery_refused", words)
    if end.outcome == "budget_used_up":
        return end
    if done.failures > done.sent:
        return WindowEnd("line_failed", done.defect)
    if not done.heard and not _is_young(done):
        return _told_nothing(done)
    if lost := _told_lost(done, posts):
        return lost
    if done.deaf_seconds > done.trying_seconds * LEAST_SHARE_HEARD:
        told = _told_nothing(done)
        words = f"For {done.deaf_seconds:.0f} of {done.trying_seconds:.0f} s X was not heard"
        return WindowEnd(told.outcome, f"{words}: {told.reason}")
    if done.lacks_all_rules:
        return WindowEnd("no_rules", NO_RULES)
    if done.lacks_rules:
        return WindowEnd("rules_refused", "X did not take all the rules; the warnings say why.")
    return end


def _told_lost(done: Done, posts: int) -> WindowEnd | None:
    """Return what lost more posts than were handed on, if anything did."""
    lost = done.without_state + done.damaged
    if lost < LEAST_LOST or lost + done.failures <= posts:
        return None
    if done.without_state > done.damaged:
        words = f"{lost} posts were not read, and {posts} were: the state table did not answer."
        return WindowEnd("state_unavailable", words)
    return WindowEnd("lines_damaged", f"{lost} lines can't be read, and {posts} posts can.")


def _told_nothing(done: Done) -> WindowEnd:
    """Return why no post and no keep-alive came."""
    if done.trouble is not None and done.trouble.refusal is not None:
        return WindowEnd(done.trouble.refusal.outcome, done.trouble.words)
    if done.trouble is not None and done.trouble.kind in OUTCOMES:
        return WindowEnd(OUTCOMES[done.trouble.kind], done.trouble.words)
    if done.problem:
        return WindowEnd("unreachable", f"X sent a problem in place of posts: {done.problem}")
    if done.trouble is not None:
        return WindowEnd("unreachable", done.trouble.words)
    words = "X sent nothing that can be read." if done.other_lines else "X did not answer in time."
    return WindowEnd("unreachable", words)


def _is_young(done: Done) -> bool:
    """Say whether hearing nothing means nothing yet."""
    if done.is_open:
        is_fine = done.trouble is None and not done.other_lines
        silent_seconds = done.deaf_seconds if is_fine else done.trying_seconds
        return silent_seconds < LONGEST_SILENCE
    return done.trouble is None and done.trying_seconds < TIME_TO_REACH_X
