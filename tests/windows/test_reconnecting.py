"""Between two connections nothing is covered: not before what was missed is written down."""

from __future__ import annotations

from sandbox.simulation.aws import Call, Refused
from tests.unit.collector.interventions import UNAVAILABLE, WRITES, kind_of
from tests.unit.collector.setting import Setting
from tests.windows.test_killed import QUICK

BROKEN_AT, BACK_AT, WRITABLE_AT = 30.0, 40.0, 80.0


def test_lines_of_the_next_connection_cover_nothing_before_its_gap_is_written(
    setting: Setting,
) -> None:
    def refuse_gaps(call: Call) -> Refused | None:
        is_gap = call.operation in WRITES and kind_of(call) == "gap"
        is_time = BROKEN_AT < setting.clock.monotonic() < WRITABLE_AT
        return UNAVAILABLE if is_gap and is_time else None

    def break_off() -> None:
        setting.road.is_closed = True
        setting.road.break_all()

    def come_back() -> None:
        setting.road.is_closed = False

    setting.aws.intervention = refuse_gaps
    setting.later(BROKEN_AT, break_off)
    missed = setting.publish_later((BROKEN_AT + BACK_AT) / 2, 3)
    setting.later(BACK_AT, come_back)
    setting.publish_every(1.0, 90)
    unsafe = setting.watch(missed, 100)
    setting.run(remaining=140.0, timing=QUICK)
    assert unsafe == []
    assert set(missed) <= set(setting.delivered)
