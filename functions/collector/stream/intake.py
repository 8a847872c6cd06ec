"""What happens to a line of the stream: read, counted against the budget, recorded, handed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from collector.gaps.coverage import Coverage
from collector.posts.record import post_id, record_of
from collector.posts.sink import Outgoing, Sink, Taken
from collector.posts.wire import encode
from collector.state.spend import Spend
from collector.state.table import StateUnavailableError
from collector.stream.connection import ending_of_notice
from collector.stream.endings import Ending, EndKind
from collector.stream.hearing import Hearing
from collector.stream.messages import BadLine, Notice, PostMessage, UnknownMessage, read_message
from collector.x.fields import FieldWatch
from shared.clock import Clock


@dataclass(slots=True)
class LineCounts:
    """What the lines of a window were; `heard` are posts and keep-alives.

    `renamed`: those bad lines that look like posts under another name. `problem`: X's words in
    the last line that was of no known kind, if it had any.
    """

    heard: int = 0
    posts: int = 0
    bad_lines: int = 0
    renamed: int = 0
    unknown_messages: int = 0
    problem: str = ""

    @property
    def other_lines(self) -> int:
        """Lines that are no sign that the stream works."""
        return self.bad_lines + self.unknown_messages

    @property
    def fields_never_seen(self) -> list[str]:
        """The field that holds a post, when it is missing more often than not."""
        return ["data"] if self.renamed > self.posts else []

    @property
    def warnings(self) -> list[str]:
        """What of the lines a person must be told."""
        counts = {
            "lines of the stream can't be read: what was posted about then is searched for.": (
                self.bad_lines
            ),
            "messages of the stream are of a kind that is not known here.": self.unknown_messages,
        }
        return [f"{count} {words}" for words, count in counts.items() if count]


class Intake:
    """Called with each line in the stream's thread; says when the stream must be closed."""

    def __init__(
        self,
        *,
        tags: dict[str, str],
        prefix: str,
        coverage: Coverage,
        spend: Spend,
        sink: Sink,
        fields: FieldWatch,
        clock: Clock,
    ) -> None:
        self._tags = tags
        self._prefix = prefix
        self._coverage = coverage
        self._spend = spend
        self._sink = sink
        self._fields = fields
        self._clock = clock
        self.counts = LineCounts()
        self.hearing = Hearing(clock)

    def __call__(self, line: bytes) -> Ending | None:
        """Take one line; `b""` is a keep-alive."""
        others = self.counts.other_lines
        ending = self._take(line) if line else None
        if ending is None:
            if self.counts.other_lines == others:
                self.counts.heard += 1
                self.hearing.heard()
            self._coverage.heard()
        return ending

    def _take(self, line: bytes) -> Ending | None:
        message = read_message(line)
        if isinstance(message, PostMessage):
            return self._take_post(message.payload)
        if isinstance(message, Notice):
            return ending_of_notice(message.problem)
        if isinstance(message, UnknownMessage):
            self.counts.unknown_messages += 1
            self.counts.problem = message.words or self.counts.problem
        elif isinstance(message, BadLine):
            self.counts.renamed += message.is_renamed
            self._note_bad_line()
        return None

    def _take_post(self, payload: dict[str, Any]) -> Ending | None:
        data = payload["data"]
        revision = post_id(data)
        if revision is None:
            self._note_bad_line()
            return None
        try:
            if not self._spend.take_one(revision):
                return Ending(EndKind.BUDGET, "The budget of posts is used up.")
        except StateUnavailableError as error:
            return Ending(EndKind.NO_STATE, str(error))
        self.counts.posts += 1
        self._fields.see(data)
        now = self._clock.now()
        matched = self._matched(payload.get("matching_rules"))
        record = record_of(
            data, payload.get("includes"), matched=matched, source="stream", collected_at=now
        )
        lacks_tags = len(record["matched"]) < len(matched)
        outgoing = Outgoing(revision, encode(record), now, from_stream=True, lacks_tags=lacks_tags)
        taken = self._sink.put(outgoing)
        if taken is Taken.NO_ROOM:
            return Ending(EndKind.NO_ROOM, "Firehose takes less than X sends.")
        self._coverage.arrived(revision)
        return None

    def _note_bad_line(self) -> None:
        self.counts.bad_lines += 1
        self._coverage.damaged()

    def _matched(self, rules: object) -> list[str]:
        """Return the tags without our prefix; a rule without a tag keeps its id."""
        matched: dict[str, None] = {}
        for rule in rules if isinstance(rules, list) else []:
            if not isinstance(rule, dict):
                continue
            rule_id, tag = rule.get("id"), rule.get("tag")
            known = self._tags.get(rule_id) if isinstance(rule_id, str) else None
            if known is None and isinstance(tag, str) and tag:
                known = tag.removeprefix(self._prefix)
            if known is None and isinstance(rule_id, str | int):
                known = str(rule_id)
            if known:
                matched[known] = None
        return list(matched)
