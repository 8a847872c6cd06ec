"""What was seen of a storm from the outside: plain data, for the laws to be held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.watch.index_reader import Skipped


@dataclass(frozen=True, slots=True)
class Sample:
    """The state table at one moment, read in the order checkpoint, gaps, Firehose.

    gaps: open ones, first and last id, both included; accepted: how many records Firehose had
    taken since the storm began.
    """

    checkpoint_id: int
    paused: bool
    gaps: tuple[tuple[int, int], ...]
    accepted: int


@dataclass(frozen=True, slots=True)
class Spent:
    """What became of the posts that a storm with a small budget was `allowed` to read.

    counted_beyond: how many the state table counted beyond the day's budget, when it was renewed;
    handed_on: posts that Firehose took; owed_by_dead: those of them that killed windows had counted
    nowhere; billed: those that X would bill; connections: how often X let a window in, each of
    which may have left posts on their way.
    """

    allowed: int
    counted_beyond: int
    handed_on: int
    owed_by_dead: int
    billed: int
    connections: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Ids are those of posts (of the first version), as text.

    published: all posts; matched: those that a rule matched; stream_only: those of them that X's
    recent search does not find, such as a quote of which only the quoted text matches.
    newest: the last version of each post that matched; shown: the version in the index, of each
    post there.
    indexed, copies, silent: documents in the index, those beyond one for each post, those without
    sentiment or reason; skipped: those that say why they have no sentiment;
    waiting, dead: in the failures bucket; refused: those of the dead whose document did not fit the
    index; unreadable: records there that name no post; accepted: the post of each record that
    Firehose took, in order.
    overlaps: connections to X while another was open; endings: how many runs of each function
    ended how, `collector.ok` among them; ordered: how many were killed or frozen on purpose, as
    `collector.killed`.
    spent: of a small budget, None where the budget was large; set_aside_by_dead: what killed
    windows may have read and told nobody; counted_twice: how many posts more windows counted as
    read than X bills; failed_in_transform: records that the transform sent back as failed; leaks:
    where a secret or a post's text was seen; told: sums of metrics, by name. These two are read
    last: what a run has told is read when it has ended.
    """

    seed: int
    published: frozenset[str]
    matched: frozenset[str]
    stream_only: frozenset[str]
    newest: Mapping[str, str]
    shown: Mapping[str, str]
    indexed: frozenset[str]
    copies: int
    silent: frozenset[str]
    skipped: Mapping[str, Skipped]
    waiting: frozenset[str]
    dead: frozenset[str]
    refused: frozenset[str]
    unreadable: int
    accepted: tuple[str, ...]
    samples: tuple[Sample, ...]
    overlaps: int
    endings: Mapping[str, int]
    ordered: Mapping[str, int]
    spent: Spent | None
    set_aside_by_dead: int
    counted_twice: int
    failed_in_transform: int
    leaks: tuple[str, ...] = field(default=())
    told: Mapping[str, int] = field(default_factory=dict)

    @property
    def arrived(self) -> frozenset[str]:
        """The posts that are in the index or in the failures bucket."""
        return self.indexed | self.waiting | self.dead
