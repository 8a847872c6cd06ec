"""What a window promises, whatever its stream does."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from collector.timing import Timing
from tests.unit.collector.helpers import message, new_id
from tests.unit.collector.x_server import StreamWriter

if TYPE_CHECKING:
    pass

from tests.unit.collector.window_setting import Setting, busy, quiet, stalled, without_headers


def test_a_window_delivers_every_post_of_its_stream_in_order(setting: Setting) -> None:
    ids = [new_id(time.time()) for _ in range(700)]

    def stream(writer: StreamWriter) -> None:
        writer.accept()
        for post_id in ids:
            writer.post(message(post_id))
        writer.keep_alive_until_gone(0.1)

    setting.x.on_stream = stream
    report = setting.run()

    assert (report.outcome, report.warnings) == ("deadline", [])
    assert setting.firehose.ids == [str(post_id) for post_id in ids]
    assert report.sent == report.posts_from_stream == report.posts_read_today == 700
    assert setting.firehose.records[0]["matched"] == ["sun"]


def test_a_document_says_which_keyword_matched_even_when_x_leaves_the_tag_out(
    setting: Setting,
) -> None:
    ours = {"id": "31", "value": "sun -is:retweet", "tag": "tweet-sentiment/dev/sun"}
    setting.x.rules = [ours, {"id": "32", "value": "cats"}]
    matching: list[Any] = [
        [{"id": "31", "tag": ours["tag"]}],
        [{"id": "31"}],
        [{"id": "32"}, {"id": "31", "tag": ""}],
        [{"id": "77", "tag": "tweet-sentiment/dev/new"}, {"id": "78", "tag": "someone's"}],
        None,
        [7, {"tag": 5}, {"id": None}],
    ]

    def stream(writer: StreamWriter) -> None:
        writer.accept()
        for rules in matching:
            writer.post({**message(new_id(time.time())), "matching_rules": rules})
        writer.keep_alive_until_gone(0.05)

    setting.x.on_stream = stream
    report = setting.run()

    assert [record["matched"] for record in setting.firehose.records] == [
        ["sun"],
        ["sun"],
        ["32", "sun"],
        ["new", "someone's"],
        [],
        [],
    ]
    assert any("1 rules of this X app are not ours" in words for words in report.warnings)


@pytest.mark.parametrize("stream", [quiet, busy, stalled, without_headers])
def test_a_window_ends_at_its_deadline_whatever_the_stream_does(
    setting: Setting, stream: Any
) -> None:
    setting.x.on_stream = stream
    timing = Timing(read_timeout=10_000.0, connect_timeout=10_000.0, drain=1.0)
    report = setting.run(
        timing=timing,
        scale=0.2,
        max_posts_per_day=10**6,
        max_posts_per_month=10**6,
        remaining=25.0,
    )

    assert report.outcome == "deadline"
    assert 20.0 <= report.window_seconds < 25.0, "it ends in the last fifth of its time"
    assert setting.x.all_closed()
    assert len(setting.firehose.ids) == report.posts_from_stream


def test_a_stale_slot_of_our_own_is_freed_once(setting: Setting) -> None:
    def stream(writer: StreamWriter) -> None:
        if setting.x.killed:
            quiet(writer)
        writer.refuse(
            429,
            {"title": "ConnectionException", "connection_issue": "TooManyConnections"},
            x_rate_limit_remaining="48",
        )

    setting.x.on_stream = stream
    report = setting.run()

    assert (setting.x.killed, setting.x.connections) == (1, 2)
    assert report.disconnect_reasons == {"connection_taken": 1}
    assert report.outcome == "deadline"


def test_a_slot_that_may_not_be_freed_is_waited_for_without_a_retry_storm(
    setting: Setting,
) -> None:
    setting.x.on_stream = lambda writer: writer.refuse(
        429, {"title": "ConnectionException", "connection_issue": "TooManyConnections"}
    )
    report = setting.run(reclaim_connection=False, remaining=200.0)

    assert setting.x.killed == 0
    assert setting.x.connections == 2, "after 60 s once more; the next wait is 120 s"
    assert report.outcome == "connection_taken"


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (401, {"title": "Unauthorized", "type": "about:blank"}, "token_refused"),
        (402, {"title": "CreditsDepleted", "type": "x/problems/credits"}, "credits_used_up"),
        (403, {"title": "SpendCapReached", "reset_date": "2026-12-14"}, "spend_cap"),
        (403, {"type": "x/client-forbidden", "reason": "client-not-enrolled"}, "access_refused"),
        (409, {"connection_issue": "RuleConfigurationIssue"}, "no_rules"),
        (429, {"title": "UsageCapExceeded", "type": "x/problems/usage-capped"}, "usage_cap"),
    ],
)
def test_what_only_a_person_can_mend_ends_the_window_at_once(
    setting: Setting, status: int, body: dict[str, str], outcome: str
) -> None:
    setting.x.on_stream = lambda writer: writer.refuse(status, body)
    report = setting.run()

    assert report.outcome == outcome
    assert setting.x.connections == 1
    assert report.window_seconds < 40
