"""A window that achieved nothing says so, however it ended; a quiet or a troubled one does not."""

from __future__ import annotations

import ssl
from typing import Any

import pytest
from urllib3.exceptions import NameResolutionError, NewConnectionError, SSLError

from collector.report import GOOD_OUTCOMES, WindowReport
from collector.settings import Rule
from sandbox.simulation.aws import Refused
from tests.unit.collector.setting import Setting, hexed
from tests.unit.collector.test_report import figures

SUN = Rule("sun", "sun")
FOR_EVER = 200
UNREACHABLE = [
    NameResolutionError("api.x.com", None, OSError(-2)),  # type: ignore[arg-type]
    NewConnectionError(None, "connection refused"),  # type: ignore[arg-type]
    SSLError(ssl.SSLCertVerificationError("self-signed")),
]


def is_told(report: WindowReport) -> bool:
    assert figures(report)["WindowRefused"][1] == (report.outcome not in GOOD_OUTCOMES)
    return report.outcome not in GOOD_OUTCOMES


def succeeded(setting: Setting, after: float, **more: Any) -> WindowReport:
    """Return the report of a window whose successor came so many seconds after its start."""
    reports: dict[str, WindowReport] = {}
    first = setting.start(reports, "first", remaining=865.0, window_seconds=10.0, **more)
    setting.clock.sleep(after)
    second = setting.start(reports, "second", remaining=60.0, window_seconds=10.0)
    first.join()
    second.join()
    return reports["first"]


@pytest.mark.parametrize("error", UNREACHABLE, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("remaining", [30.0, 85.0, 300.0])
def test_a_window_that_never_reached_x(
    setting: Setting, monkeypatch: pytest.MonkeyPatch, error: Exception, remaining: float
) -> None:
    def fail(_: object) -> None:
        raise error

    monkeypatch.setattr(setting.pool_class.ConnectionCls, "_new_conn", fail)
    report = setting.run(remaining=remaining)
    assert (report.outcome, report.connected_seconds) == ("unreachable", 0.0)
    assert report.reason
    assert is_told(report)


def test_a_window_that_waited_for_x_until_it_was_succeeded(setting: Setting) -> None:
    setting.road.is_closed = True
    report = succeeded(setting, after=300)
    assert report.outcome == "unreachable"
    assert report.disconnects > 10


@pytest.mark.parametrize("kind", ["no_answer", "hang", "clean_end", "reset"])
def test_a_window_whose_connections_all_broke_before_x_said_anything(
    setting: Setting, kind: str
) -> None:
    setting.order(*[{"kind": kind}] * FOR_EVER)
    report = setting.run(remaining=200.0)
    assert report.outcome == "unreachable"
    assert report.disconnects >= 5


def test_a_window_that_x_kept_in_silence(setting: Setting) -> None:
    """Not even a keep-alive came, though X accepted every connection."""
    setting.order(*[{"kind": "silence", "seconds": 10_000}] * FOR_EVER)
    report = setting.run(remaining=400.0)
    assert report.connected_seconds > 300
    assert report.outcome == "unreachable"


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("unavailable", "server_error"),
        ("internal_error", "server_error"),
        ("too_many_connections", "connection_taken"),
    ],
)
def test_a_window_that_x_refused_until_it_was_succeeded(
    setting: Setting, kind: str, outcome: str
) -> None:
    setting.order(*[{"kind": kind}] * FOR_EVER)
    report = succeeded(setting, after=200)
    assert (report.outcome, report.connected_seconds) == (outcome, 0.0)
    assert is_told(report)


@pytest.mark.parametrize("posts", [1, 7, 30])
@pytest.mark.parametrize("budget", [10**6, 30])
def test_a_window_of_which_firehose_took_nothing(setting: Setting, posts: int, budget: int) -> None:
    setting.aws.intervention = lambda call: (
        Refused("ServiceUnavailableException", 503) if call.service == "firehose" else None
    )
    setting.publish_later(10, posts)
    report = setting.run(max_posts_per_day=budget)
    assert (report.outcome, report.sent) == ("delivery_refused", 0)
    assert report.reason == f"Firehose took none of the {posts} posts that were handed to it."
    assert is_told(report)


def test_a_used_up_budget_is_still_a_pause_when_firehose_took_nothing(setting: Setting) -> None:
    setting.aws.intervention = lambda call: (
        Refused("ServiceUnavailableException", 503) if call.service == "firehose" else None
    )
    setting.publish_later(10, 9)
    setting.run(max_posts_per_day=8)
    saved = setting.state().get("checkpoint", "stream")
    assert saved is not None
    assert saved["paused"]


@pytest.mark.parametrize("number", [1, 12])
def test_a_window_whose_posts_our_own_code_could_not_handle(
    setting: Setting, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """However its last connection ended."""

    def fail(*_: object, **__: object) -> None:
        raise KeyError

    for room in ("stream.intake", "gaps.pages"):
        monkeypatch.setattr(f"collector.{room}.record_of", fail)
    setting.publish_later(30, number)
    setting.later(60, setting.road.break_all)
    report = setting.run()
    assert (report.outcome, report.sent) == ("line_failed", 0)
    assert report.reason == "A line could not be handled: KeyError."


def test_a_window_without_some_of_its_rules(setting: Setting) -> None:
    setting.publish_later(10, 3)
    report = setting.run(rules=[SUN, Rule("links", "has:links")])
    assert (report.outcome, report.sent) == ("rules_refused", 3)
    assert report.reason == "X did not take all the rules; the warnings say why."
    assert report.warnings[0].startswith("A rule was refused: keyword 'links'")
    assert is_told(report)


def test_a_window_whose_new_rules_do_not_fit_goes_on_with_the_old_ones(setting: Setting) -> None:
    setting.hold_rules({"value": "sun", "tag": "tweet-sentiment/dev/sun"}, {"value": "cats"})
    setting.x.settings.rule_cap = 3
    setting.publish_later(10, 3)
    report = setting.run(rules=[SUN, Rule("moon", "moon"), Rule("rain", "rain")])
    assert (report.outcome, report.sent) == ("rules_refused", 3)
    assert [rule["value"] for rule in setting.x.state()["rules"]] == ["sun", "cats"]
    assert "allows this app 3 rules, but 3 are wanted beside 1" in report.warnings[0]


def test_a_quiet_stream_that_was_kept_alive_is_no_failure(setting: Setting) -> None:
    report = setting.run(remaining=300.0)
    assert (report.outcome, report.posts_from_stream) == ("deadline", 0)


@pytest.mark.parametrize("after", [0.5, 3, 30])
def test_a_window_that_was_succeeded_at_once_is_no_failure(setting: Setting, after: float) -> None:
    report = succeeded(setting, after)
    assert (report.outcome, report.reason) == ("handed_over", "")


def test_a_young_connection_after_a_broken_one_is_no_failure(setting: Setting) -> None:
    setting.order({"kind": "reset"})
    report = succeeded(setting, after=6)
    assert (report.outcome, report.disconnects) == ("handed_over", 1)


@pytest.mark.parametrize("kind", ["no_answer", "reset"])
def test_a_young_window_whose_connections_all_broke_is_a_failure(
    setting: Setting, kind: str
) -> None:
    setting.order(*[{"kind": kind}] * FOR_EVER)
    assert succeeded(setting, after=6).outcome == "unreachable"


@pytest.mark.parametrize("kind", ["no_answer", "unavailable", "clean_end", "reset"])
def test_trouble_that_passed_is_no_failure(setting: Setting, kind: str) -> None:
    setting.order(*[{"kind": kind}] * 3)
    report = setting.run(remaining=200.0)
    assert (report.outcome, report.reason, report.disconnects) == ("deadline", "", 3)


def lose_x(setting: Setting, after: float) -> None:
    """Close the road to X, and leave it closed."""

    def close() -> None:
        setting.road.is_closed = True
        setting.road.break_all()

    setting.later(after, close)


@pytest.mark.parametrize("lost_after", [200, 330])
def test_trouble_in_the_lesser_part_of_a_window_is_no_failure(
    setting: Setting, lost_after: float
) -> None:
    ids = setting.publish_later(10, 3)
    lose_x(setting, lost_after)
    report = setting.run(remaining=400.0)
    assert setting.delivered == ids
    assert report.outcome == "deadline"


@pytest.mark.parametrize("posts", [0, 4])
@pytest.mark.parametrize(
    ("remaining", "lost_after"), [(865.0, 25), (865.0, 300), (400.0, 45), (200.0, 30)]
)
def test_a_window_that_lost_x_for_most_of_its_time(
    setting: Setting, posts: int, remaining: float, lost_after: float
) -> None:
    setting.publish_later(10, posts)
    lose_x(setting, lost_after)
    report = setting.run(remaining=remaining)
    assert (report.outcome, report.sent) == ("unreachable", posts)
    assert report.reason.endswith("s X was not heard: X could not be reached in time.")
    assert is_told(report)


@pytest.mark.parametrize("kind", ["no_answer", "hang", "reset", "clean_end"])
def test_a_window_whose_later_connections_all_broke(setting: Setting, kind: str) -> None:
    """The one keep-alive came in the first 21 s. X may limit how often it is called."""
    setting.later(21, lambda: setting.order(*[{"kind": kind}] * FOR_EVER))
    setting.later(22, setting.road.break_all)
    report = setting.run(remaining=700.0)
    assert report.outcome in ("unreachable", "rate_limited")
    assert is_told(report)


@pytest.mark.parametrize("after", [300, 790])
def test_a_window_that_lost_x_until_it_was_succeeded(setting: Setting, after: float) -> None:
    lose_x(setting, 25)
    assert succeeded(setting, after).outcome == "unreachable"


@pytest.mark.parametrize(("every", "outcome"), [(300, "deadline"), (22, "unreachable")])
def test_connections_that_break_now_and_then_are_judged_by_the_time_they_took(
    setting: Setting, every: float, outcome: str
) -> None:
    def lose_for_a_while() -> None:
        setting.road.is_closed = True
        setting.road.break_all()
        setting.later(100, lambda: setattr(setting.road, "is_closed", False))
        setting.later(100 + every, lose_for_a_while)

    setting.later(25, lose_for_a_while)
    assert setting.run(remaining=300.0).outcome == outcome


@pytest.mark.parametrize("number", [3, 60])
def test_a_window_whose_lines_were_mostly_damaged(setting: Setting, number: int) -> None:
    """Keep-alives come between them."""
    line = hexed({"data": {"text": "a post without an id"}})
    for _ in range(number):
        setting.order({"kind": "raw", "line": line})
    report = setting.run(remaining=300.0)
    assert (report.outcome, report.bad_lines, report.sent) == ("lines_damaged", number, 0)
    assert report.reason == f"{number} lines can't be read, and 0 posts can."
    assert is_told(report)


@pytest.mark.parametrize(("number", "posts"), [(2, 0), (20, 20)])
def test_a_few_damaged_lines_are_no_failure(setting: Setting, number: int, posts: int) -> None:
    setting.publish_later(10, posts)
    setting.order(*[{"kind": "raw", "line": hexed(b'{"data":{"id":')}] * number)
    report = setting.run(remaining=300.0)
    assert (report.outcome, report.bad_lines, report.sent) == ("deadline", number, posts)


@pytest.mark.parametrize("seconds_between", [18, 100])
def test_a_window_whose_budget_could_not_be_asked_for(
    setting: Setting, seconds_between: float
) -> None:
    setting.aws.intervention = lambda call: (
        Refused("ThrottlingException", 400)
        if call.operation == "TransactWriteItems" and setting.clock.monotonic() > 4
        else None
    )
    setting.publish_every(seconds_between, 160)
    report = setting.run(remaining=865.0)
    assert (report.outcome, report.sent) == ("state_unavailable", 2)
    assert is_told(report)


@pytest.mark.parametrize("from_second", [30, 500])
def test_a_budget_that_could_not_be_asked_for_at_times_is_no_failure(
    setting: Setting, from_second: float
) -> None:
    setting.aws.intervention = lambda call: (
        Refused("ThrottlingException", 400)
        if call.operation == "TransactWriteItems"
        and from_second < setting.clock.monotonic() < from_second + 40
        else None
    )
    setting.publish_every(5, 160)
    report = setting.run(remaining=865.0)
    assert (report.outcome, report.sent > 100) == ("deadline", True)


def test_a_firehose_that_took_a_part_is_no_failure(setting: Setting) -> None:
    setting.aws.intervention = lambda call: (
        Refused("ServiceUnavailableException", 503)
        if call.service == "firehose" and setting.clock.monotonic() > 30
        else None
    )
    setting.publish_every(5, 12)
    report = setting.run(remaining=100.0)
    assert report.sent > 0
    assert report.unacknowledged > 0
    assert report.outcome == "deadline"


def test_a_pause_for_the_budget_is_no_failure(setting: Setting) -> None:
    setting.publish_later(10, 3)
    first = setting.run(max_posts_per_day=2)
    second = setting.run(owner="two", max_posts_per_day=2)
    assert [first.outcome, second.outcome] == ["budget_used_up"] * 2
    assert second.connections == 0


PROBLEMS = [
    {"errors": [{"title": "Service Unavailable", "detail": "Over capacity", "status": 503}]},
    {"errors": [{"message": "Over capacity", "code": 130}]},
    {"title": "Unknown", "detail": "Over capacity", "type": "about:blank", "status": 500},
    {"errors": [{"title": "x", "detail": "Over capacity", "disconnect_type": "FullStore"}]},
]


@pytest.mark.parametrize(
    ("problem", "kind"), [*((each, "answer") for each in PROBLEMS), (PROBLEMS[0], "raw")]
)
def test_a_window_that_x_answered_with_problems_alone(
    setting: Setting, problem: dict[str, Any], kind: str
) -> None:
    """As the whole answer, or as the only line of a stream that X then ends."""
    answer = {"kind": "answer", "status": 200, "line": hexed(problem)}
    in_stream = [{"kind": "raw", "line": hexed(problem)}, {"kind": "clean_end"}]
    setting.order(*([answer] if kind == "answer" else in_stream) * FOR_EVER)
    report = setting.run(remaining=200.0)
    assert report.connections > 5
    assert report.outcome == "unreachable"
    assert "Over capacity" in report.reason
    assert is_told(report)


def test_an_unknown_line_alone_is_no_sign_of_a_stream(setting: Setting) -> None:
    setting.order(*[{"kind": "raw", "line": hexed({"news": 1})}, {"kind": "clean_end"}] * FOR_EVER)
    report = setting.run(remaining=200.0)
    assert report.unknown_messages == report.disconnects
    assert report.outcome == "unreachable"


def test_an_unknown_line_among_keep_alives_is_no_failure(setting: Setting) -> None:
    setting.order({"kind": "raw", "line": hexed(PROBLEMS[0])})
    report = setting.run(remaining=200.0)
    assert (report.outcome, report.unknown_messages, report.connections) == ("deadline", 1, 1)


def test_a_window_of_which_firehose_took_one_post_and_then_none(setting: Setting) -> None:
    setting.aws.intervention = lambda call: (
        Refused("ServiceUnavailableException", 503)
        if call.service == "firehose" and setting.clock.monotonic() > 15
        else None
    )
    setting.publish_later(10, 1)
    setting.publish_later(20, 60)
    report = setting.run(remaining=200.0)
    assert (report.outcome, report.sent) == ("delivery_refused", 1)
    assert report.reason == "Firehose took 1 of the 61 posts that were handed to it."
    assert is_told(report)


@pytest.mark.parametrize("body", [b"<html>", b"<html>\r\n<body>\r\n", b'{"data":\r\n'])
def test_a_window_that_x_answered_with_rubbish_alone(setting: Setting, body: bytes) -> None:
    setting.order(*[{"kind": "answer", "status": 200, "line": hexed(body)}] * FOR_EVER)
    report = setting.run(remaining=200.0)
    assert report.bad_lines > 0
    assert report.outcome == "unreachable"
    assert is_told(report)


def test_a_window_that_x_filled_with_rubbish(setting: Setting) -> None:
    line = hexed(b"<p>we will be back</p>\r\n")
    setting.order({"kind": "endless", "line": line})
    report = setting.run(remaining=200.0)
    assert (report.connections, report.bad_lines > 100) == (1, True)
    assert (report.outcome, report.reason) == ("unreachable", "X sent nothing that can be read.")
    assert is_told(report)
