from __future__ import annotations

import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from collector.report import Report
from collector.settings import Rule
from collector.state import StateTable
from collector.timing import Timing
from collector.window import run_window
from shared.snowflake import first_id_at
from tests.unit.collector.helpers import Firehose, make_edges, message, new_id, post
from tests.unit.collector.x_server import StreamWriter, XServer

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

RULES = [Rule("sun", "sun -is:retweet")]
QUICK = Timing(search_lag=5.0, stream_lag=5.0, checkpoint_interval=1.0)
LAGGING = Timing(search_lag=5.0, stream_lag=200.0, checkpoint_interval=1.0)
BLIND = Timing(search_lag=1000.0, stream_lag=5.0, checkpoint_interval=1.0)


class Setting:
    """X, DynamoDB and Firehose, and the windows that run against them."""

    def __init__(self, x: XServer, dynamodb: DynamoDBClient, table: str) -> None:
        self.x = x
        self.dynamodb = dynamodb
        self.table = table
        self.firehose = Firehose()
        self.found: list[dict[str, Any]] = []
        x.on_search = self._search

    def run(self, *, owner: str = "one", remaining: float = 100.0, **more: Any) -> Report:
        edges = make_edges(self.x, self.dynamodb, self.table, self.firehose, **more)
        return run_window(edges, RULES, "token", owner=owner, remaining=remaining)

    def _search(self, query: dict[str, str]) -> tuple[int, Any]:
        since, until = int(query["since_id"]), int(query["until_id"])
        found = [item for item in self.found if since < int(item["id"]) < until]
        found.sort(key=lambda item: -int(item["id"]))
        if not found:
            return 200, {"meta": {"result_count": 0}}
        size = int(query["max_results"])
        start = int(query.get("next_token", "0"))
        page = found[start : start + size]
        more = {"next_token": str(start + size)} if start + size < len(found) else {}
        return 200, {"data": page, "meta": {"result_count": len(page), **more}}


@pytest.fixture
def setting(x: XServer, dynamodb: DynamoDBClient, table: str) -> Setting:
    return Setting(x, dynamodb, table)


def quiet(writer: StreamWriter) -> None:
    writer.accept()
    writer.keep_alive_until_gone(0.05)


def busy(writer: StreamWriter) -> None:
    writer.accept()
    while writer.post(message(new_id(time.time()))):
        pass


def stalled(writer: StreamWriter) -> None:
    writer.accept()
    writer.hold()


def without_headers(writer: StreamWriter) -> None:
    writer.hold()


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
    started = time.monotonic()
    report = setting.run(
        timing=timing, max_posts_per_day=10**6, max_posts_per_month=10**6, remaining=50.0
    )
    took = time.monotonic() - started

    assert report.outcome == "deadline"
    assert 0.8 <= took < 1.0, "it ends in the last fifth of its 50 s, at 0.02"
    assert setting.x.all_closed()
    assert len(setting.firehose.ids) == report.posts_from_stream


def test_a_successor_takes_over_without_two_connections_at_once(
    setting: Setting, state: StateTable
) -> None:
    connected = threading.Event()
    reports: dict[str, Report] = {}

    def stream(writer: StreamWriter) -> None:
        connected.set()
        quiet(writer)

    setting.x.on_stream = stream

    def window(owner: str) -> None:
        reports[owner] = setting.run(owner=owner, remaining=160.0, window_seconds=10.0)

    first = threading.Thread(target=window, args=("first",))
    first.start()
    assert connected.wait(10)
    while state.get("checkpoint", "stream") is None:
        assert first.is_alive()
    window("second")
    first.join()

    assert reports["first"].outcome == "handed_over"
    assert reports["second"].outcome == "deadline"
    assert setting.x.most_open == 1
    assert setting.x.connections == 2
    assert reports["second"].gaps.opened == 1


def test_a_window_started_twice_runs_once(setting: Setting) -> None:
    setting.x.on_stream = quiet
    reports: list[Report] = []
    windows = [
        threading.Thread(target=lambda name=name: reports.append(setting.run(owner=name)))
        for name in ("first", "second", "third")
    ]
    for window in windows:
        window.start()
    for window in windows:
        window.join()

    assert sorted(report.outcome for report in reports) == ["busy", "busy", "deadline"]
    assert setting.x.most_open == setting.x.connections == 1


def test_what_a_killed_window_missed_is_found_by_search(
    setting: Setting, state: StateTable
) -> None:
    now = time.time()
    state.put("lease", "stream", {"owner": "killed", "fence": 4, "lives_until": int(now * 1000)})
    state.put("checkpoint", "stream", {"post_id": first_id_at(now - 60), "fence": 4})
    missed = [new_id(now - age) for age in (50, 20, 1)]
    setting.found = [post(post_id) for post_id in missed]
    setting.x.on_stream = quiet
    report = setting.run(timing=QUICK)

    assert report.outcome == "deadline"
    assert sorted(setting.firehose.ids) == sorted(map(str, missed))
    assert (report.gaps.opened, report.gaps.closed, report.gaps.open) == (1, 1, 0)
    assert report.posts_from_search == report.posts_read == 3
    assert {record["source"] for record in setting.firehose.records} == {"search"}


def test_a_successor_does_not_send_again_what_search_finds_of_its_predecessor(
    setting: Setting,
) -> None:
    def stream(writer: StreamWriter) -> None:
        writer.accept()
        for _ in range(20):
            post_id = new_id(time.time())
            setting.found.append(post(post_id))
            writer.post(message(post_id))
        writer.keep_alive_until_gone(0.05)

    setting.x.on_stream = stream
    assert setting.run(owner="one", timing=LAGGING).sent == 20
    setting.x.on_stream = quiet
    second = setting.run(owner="two", timing=LAGGING)

    assert second.gaps.closed == 1
    assert (second.sent, second.duplicates) == (0, 20)
    assert setting.firehose.ids == [item["id"] for item in setting.found]


def test_what_was_sent_is_known_until_the_gap_around_it_is_filled(setting: Setting) -> None:
    def stream(writer: StreamWriter) -> None:
        writer.accept()
        for _ in range(20):
            post_id = new_id(time.time())
            setting.found.append(post(post_id))
            writer.post(message(post_id))
        writer.keep_alive_until_gone(0.05)

    def steady(writer: StreamWriter) -> None:
        writer.accept()
        while writer.post(message(new_id(time.time()))):
            setting.x.stopping.wait(0.02)

    setting.x.on_stream = stream
    assert setting.run(owner="one", timing=LAGGING).sent == 20
    setting.x.on_stream = steady
    assert setting.run(owner="two", timing=BLIND).gaps.open == 1
    setting.x.on_stream = quiet
    third = setting.run(owner="three", timing=QUICK)

    assert third.gaps.open == 0
    assert (third.sent, third.duplicates) == (0, 20)


def test_posts_lost_in_a_disconnect_are_found_once(setting: Setting) -> None:
    notice = {"errors": [{"title": "operational-disconnect", "disconnect_type": "ForceDisconnect"}]}
    sent: list[int] = []

    def stream(writer: StreamWriter) -> None:
        writer.accept()
        received, lost = new_id(time.time()), new_id(time.time())
        setting.found.extend([post(received), post(lost)])
        sent.append(received)
        writer.post(message(received))
        if len(sent) == 1:
            writer.post(notice)
        writer.keep_alive_until_gone(0.05)

    setting.x.on_stream = stream
    report = setting.run(timing=QUICK)

    ids = setting.firehose.ids
    assert len(ids) == len(set(ids))
    assert {*(item["id"] for item in setting.found[:2]), str(sent[1])} <= set(ids)
    assert report.disconnects == 1
    assert report.disconnect_reasons == {"notice": 1}
    assert (report.gaps.closed, report.gaps.open) == (1, 0)
    assert report.duplicates >= 1


def test_a_damaged_line_does_not_lose_its_post(setting: Setting) -> None:
    made: list[int] = []

    def stream(writer: StreamWriter) -> None:
        damaged, good = new_id(time.time()), new_id(time.time())
        made.extend([damaged, good])
        setting.found = [post(damaged)]
        writer.accept()
        writer.send(b'{"data":{"id":"' + str(damaged).encode() + b'","te\r\n')
        writer.post(message(good))
        writer.keep_alive_until_gone(0.05)

    setting.x.on_stream = stream
    report = setting.run(timing=QUICK)

    assert sorted(setting.firehose.ids) == sorted(map(str, made))
    assert (report.bad_lines, report.disconnects) == (1, 0)


def test_reading_stops_when_the_budget_is_used_up_and_no_later_window_reads(
    setting: Setting,
) -> None:
    setting.x.on_stream = busy
    first = setting.run(max_posts_per_day=50)
    second = setting.run(owner="two", max_posts_per_day=50)

    assert first.outcome == second.outcome == "budget_used_up"
    assert len(setting.firehose.ids) == first.posts_read == second.posts_read_today == 50
    assert (first.share_of_day, first.estimated_spend_usd) == (1.0, 0.25)
    assert setting.x.connections == 1


def test_what_came_while_the_budget_was_used_up_is_not_searched_for(
    setting: Setting, state: StateTable
) -> None:
    now = time.time()
    paused_at = {"post_id": first_id_at(now - 60), "paused": True, "fence": 1}
    state.put("checkpoint", "stream", paused_at)
    unwanted = new_id(now - 30)
    setting.found = [post(unwanted)]
    setting.x.on_stream = quiet
    report = setting.run(timing=QUICK)

    assert str(unwanted) not in setting.firehose.ids
    assert report.gaps.open == 0


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


def test_records_that_firehose_did_not_take_stay_before_the_checkpoint(
    setting: Setting, state: StateTable
) -> None:
    ids = [new_id(time.time() - 8) for _ in range(5)]

    def stream(writer: StreamWriter) -> None:
        writer.accept()
        for post_id in ids:
            writer.post(message(post_id))
        writer.keep_alive_until_gone(0.05)

    setting.x.on_stream = stream
    setting.firehose.refuse = lambda data: set(range(len(data)))
    report = setting.run(timing=Timing(checkpoint_interval=1.0, stream_lag=1.0, drain=2.0))
    checkpoint = state.get("checkpoint", "stream")

    assert report.unacknowledged == 5
    gaps = state.query("gap")
    assert checkpoint is not None
    assert all(
        post_id > int(checkpoint["post_id"])
        or any(int(gap["first"]) <= post_id <= int(gap["last"]) for gap in gaps)
        for post_id in ids
    )


def test_a_firehose_that_stays_away_closes_the_stream_instead_of_filling_memory(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collector.sink.MOST_RECORDS", 300)
    setting.x.on_stream = busy
    setting.firehose.refuse = lambda data: set(range(len(data)))
    report = setting.run(timing=Timing(sink_patience=1.0, drain=1.0), max_posts_per_day=10**6)

    assert report.disconnect_reasons == {"no room": 1}
    assert report.unacknowledged == 300
    assert setting.x.connections == 1


def test_a_budget_that_can_not_be_asked_for_stops_reading_and_loses_nothing(
    setting: Setting, dynamodb: DynamoDBClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    outage = threading.Event()

    def throttled(call: Any, **request: Any) -> Any:
        if outage.is_set() and request["Key"]["kind"] == {"S": "spend"}:
            error = {"Error": {"Code": "ThrottlingException"}}
            raise ClientError(error, "UpdateItem")  # type: ignore[arg-type]
        return call(**request)

    monkeypatch.setattr(dynamodb, "update_item", partial(throttled, dynamodb.update_item))
    sent: list[int] = []

    def stream(writer: StreamWriter) -> None:
        writer.accept()
        if not sent:
            outage.set()
            for _ in range(60):
                sent.append(new_id(time.time()))
                writer.post(message(sent[-1]))
            setting.found = [post(post_id) for post_id in sent]
            threading.Timer(0.4, outage.clear).start()
        writer.keep_alive_until_gone(0.05)

    setting.x.on_stream = stream
    report = setting.run(timing=QUICK)

    assert report.disconnect_reasons["state unavailable"] >= 1
    assert report.outcome == "deadline"
    assert sorted(setting.firehose.ids) == sorted(map(str, sent))


def test_a_window_that_lost_its_lease_closes_its_stream(
    setting: Setting, state: StateTable
) -> None:
    def stream(writer: StreamWriter) -> None:
        state.update("lease", "stream", "SET #owner = :o, #fence = :f", {"o": "thief", "f": 99})
        quiet(writer)

    setting.x.on_stream = stream
    report = setting.run()

    assert report.outcome == "lease_lost"
    assert report.window_seconds < 40
    lease = state.get("lease", "stream")
    assert lease is not None
    assert lease["owner"] == "thief"
