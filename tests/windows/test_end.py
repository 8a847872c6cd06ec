"""When and why a window ends, whatever its stream does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from collector.posts.remembered import RememberedPosts
from collector.timing import Timing
from sandbox.simulation.aws import Call, NoAnswer, Refused
from tests.unit.collector.setting import Setting, hexed

ENDLESS = {"seconds": 100_000.0}


def quiet(setting: Setting) -> None:
    pass


def busy(setting: Setting) -> None:
    setting.publish_every(1.25, 150)


def stalled(setting: Setting) -> None:
    setting.order({"kind": "silence", **ENDLESS})


def without_headers(setting: Setting) -> None:
    setting.order({"kind": "hang", **ENDLESS})


def half_a_line(setting: Setting) -> None:
    setting.order({"kind": "endless", "line": hexed(b"x"), "seconds": 1.0})


def slow_to_connect(setting: Setting) -> None:
    setting.road.seconds_to_connect = 7.5


WHATEVER = [quiet, busy, stalled, without_headers, half_a_line, slow_to_connect]


@pytest.mark.parametrize("stream", WHATEVER)
@pytest.mark.parametrize(("remaining", "closes_after"), [(25.0, 20.0), (200.0, 175.0)])
def test_a_window_ends_at_its_deadline_whatever_the_stream_does(
    setting: Setting,
    stream: Callable[[Setting], None],
    remaining: float,
    closes_after: float,
) -> None:
    """A fifth of a short function's time is left for flushing, and 25 s of a long one's.

    X promises a keep-alive every 20 s: twenty seconds of silence tell nothing, 175 do.
    """
    setting.clock.sleep(7.0)
    stream(setting)
    timing = Timing(read_timeout=10_000.0, connect_timeout=10_000.0)
    report = setting.run(
        timing=timing,
        max_posts_per_day=10**6,
        max_posts_per_month=10**6,
        remaining=remaining,
    )

    is_silent = stream in (stalled, half_a_line) and closes_after > 20.0
    is_unheard = is_silent or stream is without_headers
    assert report.outcome == ("unreachable" if is_unheard else "deadline")
    assert report.window_seconds == closes_after
    assert setting.is_closed()
    assert len(setting.delivered) == report.posts_from_stream
    assert report.posts_from_stream == (closes_after / 1.25 - 1 if stream is busy else 0)


LAST_WORDS = [
    "The last checkpoint was not saved",
    "The posts sent last were not noted",
    "Unread budget was not given back",
    "The lease was not released and will expire",
]


@pytest.mark.parametrize("since", [71.3, 78.5, 79.9])
@pytest.mark.parametrize("hangs", [False, True])
def test_a_state_table_that_goes_away_at_the_end_is_told_step_by_step_and_loses_nothing(
    setting: Setting, since: float, hangs: bool
) -> None:
    def gone(call: Call) -> Refused | NoAnswer | None:
        if call.service != "dynamodb" or setting.clock.monotonic() < since:
            return None
        if hangs:
            setting.clock.sleep(5)
            return NoAnswer(done=False)
        return Refused("ThrottlingException")

    ids = setting.publish_every(1, 110)
    setting.aws.intervention = gone
    report = setting.run(remaining=100.0)
    assert (report.outcome, report.window_seconds < 100.0) == ("deadline", True)
    assert [words.partition(":")[0] for words in report.warnings] == LAST_WORDS
    code = "ConnectionClosedError" if hangs else "ThrottlingException"
    told = f"The state table {setting.table} did not answer: {code}."
    too_late = f"No time was left to ask the state table {setting.table}."
    assert {words.partition(": ")[2] for words in report.warnings} <= {told, too_late}
    assert report.warnings[0].endswith(told)
    assert report.posts_read == report.posts_from_stream == report.sent

    setting.aws.intervention = None
    setting.clock.sleep(31)
    setting.remembered = RememberedPosts()
    setting.run(owner="two", remaining=200.0)
    assert sorted(set(setting.delivered)) == ids
    assert {int(item["posts"]) for item in setting.state().query("spend")} == {110}
