"""Each line of the stream is counted as what it is, and says when the stream is to be closed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from collector.gaps.coverage import Coverage
from collector.posts import sink as sink_module
from collector.posts.sink import Sink
from collector.state.budget import Budget
from collector.state.spend import Spend
from collector.stream.endings import EndKind
from collector.stream.intake import Intake, LineCounts
from collector.timing import Timing
from collector.x.fields import FieldWatch
from shared.snowflake import first_id_at
from tests.unit.collector.interventions import NEVER_SENT, always
from tests.unit.collector.setting import Setting

POST = {"data": {"id": "7", "text": "good sun"}}
WORDS = {"title": "News", "detail": "of X"}


class Taking:
    """An intake, and what it hands on to; nothing is sent."""

    def __init__(self, setting: Setting, per_day: int = 1000) -> None:
        self.coverage = Coverage(None, setting.clock, Timing())
        self.sink = Sink(lambda *_: [], setting.remembered, setting.clock, Timing())
        self.fields = FieldWatch()
        self.intake = Intake(
            tags={},
            prefix="",
            coverage=self.coverage,
            spend=Spend(Budget(setting.state(), setting.clock, per_day, 20_000), setting.clock),
            sink=self.sink,
            fields=self.fields,
            clock=setting.clock,
        )
        self.counts = self.intake.counts

    def take(self, message: object) -> EndKind | None:
        """Take a line; returns why the stream is to be closed, if it is."""
        line = message if isinstance(message, bytes) else json.dumps(message).encode()
        ending = self.intake(line)
        return ending.kind if ending else None


@pytest.mark.parametrize(
    ("line", "counted"),
    [
        (b"", {"heard": 1}),
        (POST, {"heard": 1, "posts": 1}),
        ({"data": {"text": "no id"}}, {"bad_lines": 1}),
        (b'{"data":', {"bad_lines": 1}),
        ({"post": {"id": "7"}}, {"bad_lines": 1, "renamed": 1}),
        ({"news": 1}, {"unknown_messages": 1}),
        (WORDS, {"unknown_messages": 1, "problem": "News: of X"}),
    ],
)
def test_a_line_is_counted_as_what_it_is(
    setting: Setting, line: object, counted: Mapping[str, int | str]
) -> None:
    taking = Taking(setting)
    setting.clock.sleep(31.0)
    assert taking.take(line) is None
    assert taking.counts == LineCounts(**counted)  # type: ignore[arg-type]
    assert len(taking.sink.unacknowledged()) == taking.counts.posts
    setting.clock.sleep(1.0)
    is_heard = taking.intake.hearing.deaf_seconds() == 1
    assert is_heard is ("heard" in counted), "else it is no sign that the stream works"
    is_searched_for = taking.coverage.damaged_gap() is not None
    assert is_searched_for is ("bad_lines" in counted), "it may have been a post"


def post_of(seconds_ago: float, setting: Setting) -> dict[str, Any]:
    made = first_id_at(setting.clock.now() - seconds_ago)
    return {"data": {"id": str(made), "text": "good sun"}}


@pytest.mark.parametrize("line", [b"", "post", {"news": 1}, b"damaged"])
def test_each_line_that_does_not_end_the_stream_says_that_nothing_was_missed_before(
    setting: Setting, line: object
) -> None:
    taking = Taking(setting)
    taking.coverage.covered_from(None)
    setting.clock.sleep(40.0)
    taking.take(post_of(5.0, setting) if line == "post" else line)
    covered = first_id_at(setting.clock.now() - Timing().stream_lag)
    assert taking.coverage.advance(list) == covered


def test_a_line_that_ends_the_stream_is_not_heard(setting: Setting) -> None:
    """The checkpoint would pass a post that was not taken."""
    taking = Taking(setting, per_day=1)
    taking.coverage.covered_from(None)
    setting.clock.sleep(40.0)
    taking.take(post_of(5.0, setting))
    heard = first_id_at(setting.clock.now() - Timing().stream_lag)
    setting.clock.sleep(40.0)
    assert taking.take(post_of(5.0, setting)) is EndKind.BUDGET
    assert taking.coverage.advance(list) == heard


def test_a_post_that_waited_for_the_table_says_how_late_what_follows_may_be(
    setting: Setting,
) -> None:
    """X goes on sending while the reader waits: its lines are read when the next ones are due."""
    taking = Taking(setting)
    taking.coverage.covered_from(None)
    setting.clock.sleep(300.0)
    waited = iter([100.0])
    setting.aws.intervention = lambda _: setting.clock.sleep(next(waited, 0.0))
    post = post_of(5.0, setting)
    taking.take(post)
    made = setting.clock.now() - 105.0
    assert taking.coverage.advance(list) == first_id_at(made - Timing().stream_disorder)


def test_xs_last_words_of_an_unknown_kind_are_kept(setting: Setting) -> None:
    taking = Taking(setting)
    for message in ({"title": "Older"}, WORDS, {"news": 1}):
        taking.take(message)
    assert taking.counts.problem == "News: of X"


def test_a_field_that_none_of_many_posts_has_is_noticed(setting: Setting) -> None:
    taking = Taking(setting)
    for number in range(1, 51):
        taking.take({"data": {"id": str(number), "text": "good sun", "lang": "en"}})
    missed = taking.fields.never_seen()
    assert "created_at" in missed
    assert "lang" not in missed


@pytest.mark.parametrize(("rules", "lacks"), [(100, False), (101, True)])
def test_a_post_of_more_rules_than_its_record_holds_is_marked(
    setting: Setting, rules: int, lacks: bool
) -> None:
    taking = Taking(setting)
    matching = [{"id": str(number), "tag": f"tag {number}"} for number in range(rules)]
    taking.take({**POST, "matching_rules": matching})
    (outgoing,) = taking.sink.unacknowledged()
    assert outgoing.lacks_tags is lacks


def test_lines_of_no_use_are_told_with_their_number() -> None:
    assert LineCounts(posts=9).warnings == []
    assert LineCounts(bad_lines=2, unknown_messages=3).warnings == [
        "2 lines of the stream can't be read: what was posted about then is searched for.",
        "3 messages of the stream are of a kind that is not known here.",
    ]


def test_posts_have_another_name_when_most_of_them_do() -> None:
    assert LineCounts(posts=2, renamed=2).fields_never_seen == []
    assert LineCounts(posts=2, renamed=3).fields_never_seen == ["data"]


def test_the_stream_is_closed_when_x_says_so(setting: Setting) -> None:
    notice = {"title": "operational-disconnect", "disconnect_type": "SlowReader"}
    assert Taking(setting).take(notice) is EndKind.NOTICE


def test_the_stream_is_closed_when_the_budget_is_used_up(setting: Setting) -> None:
    taking = Taking(setting, per_day=1)
    other = {"data": {"id": "8", "text": "good sun"}}
    assert [taking.take(POST), taking.take(other)] == [None, EndKind.BUDGET]
    assert taking.counts == LineCounts(heard=1, posts=1)


def test_the_stream_is_closed_when_nobody_can_say_what_is_left_of_the_budget(
    setting: Setting,
) -> None:
    setting.aws.intervention = always(NEVER_SENT)
    taking = Taking(setting)
    assert taking.take(POST) is EndKind.NO_STATE
    assert taking.sink.unacknowledged() == []


def test_the_stream_is_closed_when_firehose_takes_less_than_x_sends(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sink_module, "MOST_RECORDS", 0)
    assert Taking(setting).take(POST) is EndKind.NO_ROOM
