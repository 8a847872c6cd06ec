"""What Firehose does not take is neither lost nor piled up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from collector.state.table import StateTable
from collector.timing import Timing
from sandbox.simulation.aws import Call, NoAnswer, Refused
from shared.snowflake import first_id_at
from tests.unit.collector.interventions import UNAVAILABLE
from tests.unit.collector.setting import Setting, hexed


def refusing(setting: Setting, since: float, until: float = 1e9) -> None:
    """Let Firehose refuse each call between two times, in the clock's seconds."""

    def refused(call: Call) -> Refused | None:
        is_refused = call.service == "firehose" and since <= setting.clock.monotonic() < until
        return UNAVAILABLE if is_refused else None

    setting.aws.intervention = refused


@pytest.mark.parametrize("stream_lag", [0.0, 30.0])
def test_records_that_firehose_did_not_take_stay_before_the_checkpoint(
    setting: Setting, stream_lag: float
) -> None:
    """They are beyond it, or in a gap: at each moment of the window, not only at its end."""
    refusing(setting, since=20.2)
    ids = setting.publish_every(1, 30)
    seen = setting.watch(ids, 60)
    report = setting.run(
        remaining=60.0, timing=Timing(checkpoint_interval=1.0, stream_lag=stream_lag)
    )

    assert report.unacknowledged == 10
    assert len(setting.delivered) == 20
    assert seen == []
    assert setting.unsafe(ids) == []


def test_the_checkpoint_stops_right_before_the_first_unacknowledged_post(
    setting: Setting, state: StateTable
) -> None:
    refusing(setting, since=20.2)
    ids = setting.publish_every(1, 30)
    setting.run(
        remaining=60.0, timing=Timing(checkpoint_interval=1.0, stream_lag=0.0, stream_disorder=0.0)
    )
    saved = state.get("checkpoint", "stream")
    assert saved is not None
    assert int(saved["post_id"]) == ids[20] - 1
    setting.aws.intervention = None
    setting.run(owner="two")
    assert sorted(setting.delivered) == ids


def test_a_late_post_that_firehose_did_not_take_becomes_a_gap_of_its_own(
    setting: Setting, state: StateTable
) -> None:
    """It came when the checkpoint had passed it."""
    refusing(setting, since=41.5)
    setting.publish_every(1, 40)
    late = first_id_at(setting.clock.now() + 20.5)
    line = hexed({"data": {"id": str(late), "text": "good sun", "lang": "en"}})
    setting.later(45.0, lambda: setting.order({"kind": "raw", "line": line}))
    report = setting.run(
        timing=Timing(checkpoint_interval=1.0, stream_lag=0.0, stream_disorder=0.0)
    )
    assert report.unacknowledged == 1
    saved = state.get("checkpoint", "stream") or {}
    assert int(saved["post_id"]) > late
    assert [item["first"] for item in state.query("gap") if item["first"] == item["last"]] == [late]
    assert setting.unsafe([late]) == []


def test_an_outage_of_firehose_is_waited_out_within_a_window(setting: Setting) -> None:
    refusing(setting, since=20, until=50)
    ids = setting.publish_every(1, 30)
    report = setting.run()
    assert (report.outcome, report.unacknowledged, report.warnings) == ("deadline", 0, [])
    assert setting.delivered == ids


@pytest.mark.parametrize(
    "verdict", [Refused("AccessDeniedException"), Refused("ResourceNotFoundException")]
)
def test_a_refusal_that_no_retry_cures_ends_the_window(
    setting: Setting, state: StateTable, verdict: Refused
) -> None:
    setting.aws.intervention = lambda call: verdict if call.service == "firehose" else None
    ids = setting.publish_later(10, 3)
    report = setting.run()

    assert report.outcome == "delivery_refused"
    assert report.reason == f"Firehose refused the records: {verdict.code}."
    assert (report.window_seconds, report.unacknowledged) == (11.0, 3)
    assert setting.is_closed()
    assert setting.unsafe(ids) == []


def test_a_firehose_that_stays_away_closes_the_stream_instead_of_filling_memory(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collector.posts.sink.MOST_RECORDS", 40)
    refusing(setting, since=0)
    setting.publish_later(10, 100)
    report = setting.run(remaining=25.0)

    assert report.disconnect_reasons == {"no room": 1}
    assert report.unacknowledged == 40
    assert report.connected_seconds == 10.0 + 5.0
    assert setting.requests("connect") == 1


def test_the_stream_is_read_again_once_firehose_has_caught_up(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collector.posts.sink.MOST_RECORDS", 40)
    refusing(setting, since=0, until=40)
    ids = setting.publish_later(10, 60)
    report = setting.run(remaining=200.0)

    assert setting.requests("connect") == 2
    assert sorted(setting.delivered) == ids
    assert (report.gaps.closed, report.gaps.open, report.unacknowledged) == (1, 0, 0)


@pytest.mark.parametrize("done", [True, False])
def test_a_lost_answer_of_firehose_loses_no_post(setting: Setting, done: bool) -> None:
    lost: list[Call] = []

    def lose(call: Call) -> NoAnswer | None:
        if call.service == "firehose" and not lost:
            lost.append(call)
            return NoAnswer(done)
        return None

    setting.aws.intervention = lose
    ids = setting.publish_later(10, 3)
    report = setting.run()
    assert setting.delivered == ids * (2 if done else 1)
    assert (report.sent, report.unacknowledged) == (3, 0)


def everything(call: Call) -> bool:
    return True


def firehose(call: Call) -> bool:
    return call.service == "firehose"


def state_table(call: Call) -> bool:
    return call.service == "dynamodb"


@pytest.mark.parametrize("away", [firehose, state_table, everything])
@pytest.mark.parametrize(("remaining", "since"), [(25.0, 15.0), (25.0, 19.9), (200.0, 174.9)])
def test_a_window_does_not_outlive_its_function_when_aws_goes_away_at_its_end(
    setting: Setting, away: Callable[[Call], bool], remaining: float, since: float
) -> None:
    def refused(call: Call) -> Refused | None:
        is_late = setting.clock.monotonic() >= since
        return Refused("ServiceUnavailable", 503) if is_late and away(call) else None

    setting.aws.intervention = refused
    setting.publish_every(5, 40)
    report = setting.run(remaining=remaining)
    assert report.window_seconds < remaining
    assert setting.is_closed()


def test_windows_of_refusals_count_each_post_once_and_read_hardly_any_in_vain(
    setting: Setting,
) -> None:
    """Law 7."""
    setting.order({"kind": "operational_disconnect", "after_posts": 10})
    ids = setting.publish_every(5, 130)
    setting.aws.intervention = lambda call: (
        UNAVAILABLE if call.service == "firehose" and 50 < setting.clock.monotonic() < 550 else None
    )
    reports = [setting.run(owner=str(number), remaining=265.0) for number in range(4)]
    assert sorted(setting.delivered) == ids
    reads = int(setting.x.state()["reads"])
    counted = sum(report.posts_read for report in reports)
    assert counted == reports[-1].posts_read_today
    assert counted == len(ids), "each post counts once, though what was lost was read again"
    assert reads <= 2 * len(ids) + 3 * 10
