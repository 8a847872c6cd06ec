"""The laws of the pipeline, held against what was seen of a storm."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from sandbox.storm.evidence import Evidence
from sandbox.storm.excuses import excused, last_version, lies_in, missing, outdated, unwanted
from sandbox.storm.posts import TRUE_REASONS

# One page of X's recent search, or half a second of a storm's posts.
READS_BEYOND_BUDGET = 100
NEVER = float("inf")
# What a run ends by when something is done to it on purpose, in the words of `Evidence.ordered`.
ENDS_WHAT_WAS = {"Sandbox.Timedout": "frozen", "Runtime.ExitError": "killed"}
# The state table was throttled when the window began, or S3 took longer than redrive's patience for
# the list of what waits, which on a busy machine it may: Lambda starts it again, or the schedule.
OF_THE_STORM = ("collector.StateUnavailableError", "redrive.ReadTimeoutError")


@dataclass(frozen=True, slots=True)
class BrokenLaw:
    """A law that does not hold, in words, with the posts that tell of it."""

    law: str
    words: str
    post_ids: tuple[str, ...] = ()


def broken_laws(evidence: Evidence) -> list[BrokenLaw]:
    """Return every law that does not hold; none when all is well."""
    return [broken for law in LAWS for broken in law(evidence)]


def conservation(evidence: Evidence) -> Iterator[BrokenLaw]:
    """Every post that matched is in the index, in the failures bucket, or not wanted."""
    law = "1 conservation"
    yield from _about(law, "lost", missing(evidence) - unwanted(evidence))
    if evidence.waiting:
        yield from _about(law, "still waiting after redrive", evidence.waiting)
    if evidence.unreadable:
        yield BrokenLaw(law, f"{evidence.unreadable} failed records name no post")


def one_document_a_post(evidence: Evidence) -> Iterator[BrokenLaw]:
    """There is one document for a post, and none for a post that matched no rule."""
    law = "2 one post, one document"
    if evidence.copies:
        yield BrokenLaw(law, f"{evidence.copies} documents more than posts")
    unmatched = evidence.arrived - evidence.matched
    yield from _about(law, "arrived without having matched a rule", unmatched)


def sentiment_or_reason(evidence: Evidence) -> Iterator[BrokenLaw]:
    """Every document has a sentiment or says why it has none, and that is true."""
    law = "3 a sentiment or a reason"
    yield from _about(law, "have neither", evidence.silent)
    untrue = {
        post
        for post, skipped in evidence.skipped.items()
        if TRUE_REASONS.get(skipped.language) != skipped.reason
    }
    yield from _about(law, "give a reason that is not true", untrue)


def checkpoint(evidence: Evidence) -> Iterator[BrokenLaw]:
    """The checkpoint never goes back, nor passes what is neither acknowledged nor in a gap."""
    law = "4 the checkpoint"
    for before, after in pairwise(sample.checkpoint_id for sample in evidence.samples):
        if after < before:
            yield BrokenLaw(law, f"went back from {before} to {after}")
    taken_as = {post: number for number, post in reversed(list(enumerate(evidence.accepted)))}
    wanted = evidence.matched - excused(evidence)
    passed = {
        post
        for sample in evidence.samples
        for post in wanted
        if last_version(evidence, post) <= sample.checkpoint_id
        and taken_as.get(post, NEVER) >= sample.accepted
        and not lies_in(last_version(evidence, post), sample.gaps)
    }
    yield from _about(law, "passed although not acknowledged and in no gap", passed)


def one_connection(evidence: Evidence) -> Iterator[BrokenLaw]:
    """No window connects while another one is connected, unless that one was frozen."""
    if evidence.overlaps > evidence.ordered.get("collector.frozen", 0):
        yield BrokenLaw("5 one connection", f"{evidence.overlaps} connects beside an open stream")


def no_run_outlives_its_function(evidence: Evidence) -> Iterator[BrokenLaw]:
    """No run of a function ended by its time-out or died, but of what was ordered."""
    law = "6 no run outlives its function"
    for name, number in sorted(evidence.endings.items()):
        function, ending = name.split(".", 1)
        if ending == "ok" or name in OF_THE_STORM:
            continue
        allowed = evidence.ordered.get(f"{function}.{ENDS_WHAT_WAS.get(ending)}", 0)
        if number > allowed:
            words = f"{number} runs of {function} ended by {ending}, {allowed} of them ordered"
            yield BrokenLaw(law, words)


def spend_is_bounded(evidence: Evidence) -> Iterator[BrokenLaw]:
    """No more than a page beyond the budget is counted, and no more beyond it is handed on, but for
    what windows that were killed had not counted.

    What X bills may be more by what dead windows read, and by what was on its way when a connection
    ended. Nothing is counted twice, whatever the budget: as much of it could not be read.
    """
    law, spent = "7 spend is bounded", evidence.spent
    if evidence.counted_twice > 0:
        yield BrokenLaw(law, f"{evidence.counted_twice} posts were counted that X does not bill")
    if spent is None:
        return
    if spent.counted_beyond > READS_BEYOND_BUDGET:
        yield BrokenLaw(law, f"{spent.counted_beyond} posts were counted beyond the budget")
    most = spent.allowed + READS_BEYOND_BUDGET
    if spent.handed_on > most + spent.owed_by_dead:
        words = f"{spent.handed_on} posts were handed on, and {spent.allowed} were allowed"
        yield BrokenLaw(law, words)
    on_their_way = READS_BEYOND_BUDGET * spent.connections
    if spent.billed > most + on_their_way + evidence.set_aside_by_dead:
        words = f"{spent.billed} posts were read, and {spent.allowed} were allowed"
        yield BrokenLaw(law, words)


def nothing_leaks(evidence: Evidence) -> Iterator[BrokenLaw]:
    """No secret and no post's text is in a log or in an environment."""
    for leak in evidence.leaks:
        yield BrokenLaw("8 nothing leaks", leak)


def never_back(evidence: Evidence) -> Iterator[BrokenLaw]:
    """A document shows the last version of its post, in whatever order the versions came."""
    yield from _about("9 never back", "show an older version", outdated(evidence))


def nothing_dies(evidence: Evidence) -> Iterator[BrokenLaw]:
    """No record was given up but of a cause of its own: a document that the index refused."""
    given_up = evidence.dead - evidence.refused
    yield from _about("10 nothing dies of a bad day", "were given up", given_up)


def silence_is_never_success(evidence: Evidence) -> Iterator[BrokenLaw]:
    """What was not done is told by a metric, at least as often as it was seen from outside."""
    has_paused = evidence.spent is not None and any(each.paused for each in evidence.samples)
    # A window that is killed may have paused and told nothing.
    is_undisturbed = not {"collector.killed", "collector.frozen"} & evidence.ordered.keys()
    for seen, what, metric in (
        (len(evidence.dead), "records were given up", "RecordsDead"),
        (evidence.failed_in_transform, "records were sent back as failed", "PostsFailed"),
        (len(evidence.skipped), "documents have no sentiment", "PostsSkipped"),
        (has_paused and is_undisturbed, "windows paused for the budget", "BudgetUsedUp"),
    ):
        told = evidence.told.get(metric, 0)
        if told < seen:
            words = f"{seen:d} {what}, and {metric} told of {told}"
            yield BrokenLaw("11 silence is never success", words)


LAWS: tuple[Callable[[Evidence], Iterator[BrokenLaw]], ...] = (
    conservation,
    one_document_a_post,
    sentiment_or_reason,
    checkpoint,
    one_connection,
    no_run_outlives_its_function,
    spend_is_bounded,
    nothing_leaks,
    never_back,
    nothing_dies,
    silence_is_never_success,
)


def _about(law: str, words: str, posts: Iterable[str]) -> Iterator[BrokenLaw]:
    post_ids = tuple(sorted(posts, key=int))
    if post_ids:
        yield BrokenLaw(law, f"{len(post_ids)} posts {words}", post_ids)
