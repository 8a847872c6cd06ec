"""Which posts may be missing from the index after a storm, by a written rule or a limit of X."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from sandbox.storm.evidence import Evidence, Sample

LARGEST_ID = 1 << 63


def unwanted(evidence: Evidence) -> frozenset[str]:
    """Return the matched posts that arrived nowhere, as a written rule says.

    The budget did not allow them, or they came in a gap and X's recent search does not find them.
    """
    return frozenset(missing(evidence) & excused(evidence))


def outdated(evidence: Evidence) -> frozenset[str]:
    """Return the posts that the index shows in an older version than the last one.

    Not those whose last version is in the failures bucket, or was not to be heard.
    """
    older = {
        post
        for post, shown in evidence.shown.items()
        if int(shown) < int(evidence.newest.get(post, shown))
    }
    return frozenset(older - evidence.waiting - evidence.dead - _unheard(evidence))


def missing(evidence: Evidence) -> frozenset[str]:
    """Return the posts that matched and arrived nowhere."""
    return evidence.matched - evidence.arrived


def excused(evidence: Evidence) -> set[str]:
    """Return the posts that may be missing, in all their versions."""
    spans = [span for kind in _spans_without(evidence) for span in kind]
    return {post for post in _unheard(evidence) if lies_in(int(post), spans)}


def _unheard(evidence: Evidence) -> set[str]:
    """Return the posts of which the last version may be missing.

    X's recent search finds no other version of a post once it is edited.
    """
    pauses, gaps = _spans_without(evidence)
    return {post for post in evidence.matched if lies_in(last_version(evidence, post), pauses)} | {
        post for post in evidence.stream_only if lies_in(last_version(evidence, post), gaps)
    }


def last_version(evidence: Evidence, post: str) -> int:
    """Return the id of the last version of a post: what X's recent search finds it by."""
    return int(evidence.newest.get(post, post))


def _spans_without(evidence: Evidence) -> tuple[list[tuple[int, int]], set[tuple[int, int]]]:
    """Return the spans of ids in which nothing was wanted, and those that only search can fill."""
    # A window may only pause when the budget is used up.
    pauses = _pauses(evidence.samples) if evidence.spent else []
    return pauses, {gap for sample in evidence.samples for gap in sample.gaps}


def _pauses(samples: tuple[Sample, ...]) -> list[tuple[int, int]]:
    """Return the spans of ids that no window wanted, because the budget was used up.

    From a paused checkpoint to where the next window began, be it with a gap; for ever if none did.
    That window may have paused, too, before the next sample was taken.
    """
    pauses = [
        (paused.checkpoint_id + 1, _begin_of_window(paused.checkpoint_id, after))
        for paused, after in pairwise(samples)
        if paused.paused
    ]
    if samples and samples[-1].paused:
        pauses.append((samples[-1].checkpoint_id + 1, LARGEST_ID))
    return pauses


def _begin_of_window(checkpoint_id: int, after: Sample) -> int:
    """Return the id before the first one that was wanted after a checkpoint."""
    before_gaps = [first - 1 for first, _ in after.gaps if first > checkpoint_id]
    return min([after.checkpoint_id, *before_gaps])


def lies_in(post_id: int, spans: Iterable[tuple[int, int]]) -> bool:
    """Tell whether an id lies in one of some spans, whose ends belong to them."""
    return any(first <= post_id <= last for first, last in spans)
