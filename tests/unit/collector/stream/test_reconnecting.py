"""When a connection follows another: X's "Handling disconnections", to the second."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from collector.settings import Rule
from collector.stream.connection import StreamConnection
from collector.stream.endings import Ending, EndKind, WindowEnd
from collector.stream.reconnecting import ConnectionCounts, ReconnectingStream
from collector.timing import Timing
from sandbox.simulation.clock import START, JumpingClock
from tests.unit.collector.setting import TOKEN, Setting, hexed

SUN = Rule("sun", "sun")


class Live:
    """A stream that is kept alive, with all that it asked for and told."""

    def __init__(self, setting: Setting, hours: float = 1.0, **timing: float) -> None:
        setting.hold_rules({"value": "sun"})
        self.setting = setting
        self.timing = Timing(**{"tick": 100.0, **timing})
        self.asked: list[float] = []
        self.told_opened: list[float] = []
        self.may_connect_from = 0.0
        self.state_returns_at = 0.0
        self.frees_slot = False
        self.ends_at = 1e9
        self.on_line: Callable[[bytes], None] = lambda _: None
        self.stream = ReconnectingStream(
            connect=self.connect,
            parameters={"tweet_fields": ["id"]},
            on_opened=self.opened,
            on_tick=self.tick,
            may_connect=lambda: setting.clock.monotonic() >= self.may_connect_from,
            free_slot=lambda: self.frees_slot,
            clock=setting.clock,
            timing=self.timing,
            deadline=setting.clock.monotonic() + hours * 3_600,
        )

    def connect(self) -> StreamConnection:
        clock = self.setting.clock
        self.asked.append(clock.monotonic())
        transport = self.setting.transport(self.timing)
        return StreamConnection(TOKEN, transport, self.on_line, clock, self.timing)

    def opened(self) -> bool:
        self.told_opened.append(self.setting.clock.monotonic())
        return self.told_opened[-1] >= self.state_returns_at

    def tick(self) -> WindowEnd | None:
        is_over = self.setting.clock.monotonic() >= self.ends_at
        return WindowEnd("handed_over", "a reason") if is_over else None

    def waits(self) -> list[float]:
        return [round(after - before, 3) for before, after in pairwise(self.asked)]


def test_a_stream_that_x_ends_at_once_is_tried_at_once_and_then_ever_slower(
    setting: Setting,
) -> None:
    live = Live(setting, network_wait_longest=2.0)
    setting.order(*[{"kind": "clean_end"}] * 12)
    live.stream.run()
    assert live.waits() == [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2, 2, 2]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("clean_end", "closed"),
        ("reset", "network"),
        ("operational_disconnect", "closed"),  # here nobody reads the notice before it
        ("slow_reader", "closed"),
        ("no_answer", "network"),
        ("unreachable", "network"),
    ],
)
def test_each_way_to_lose_a_connection_is_waited_out_alike_and_told_by_its_name(
    setting: Setting, kind: str, reason: str
) -> None:
    live = Live(setting, hours=0.01)
    if kind == "unreachable":
        setting.road.is_closed = True
    else:
        setting.order(*[{"kind": kind}] * 5)
    live.stream.run()
    assert live.waits()[:5] == [0, 0.25, 0.5, 0.75, 1]
    assert set(live.stream.counts.reasons) == {reason}


@pytest.mark.parametrize("kind", ["unavailable", "internal_error"])
def test_an_x_in_trouble_is_asked_half_as_often_each_time(setting: Setting, kind: str) -> None:
    live = Live(setting)
    setting.order(*[{"kind": kind}] * 9)
    live.stream.run()
    assert live.waits() == [5, 10, 20, 40, 80, 160, 320, 320, 320]


def test_a_rate_limit_without_a_reset_is_waited_out_from_a_minute_on(setting: Setting) -> None:
    live = Live(setting)
    setting.order(*[{"kind": "rate_limited", "headers": False}] * 6)
    live.stream.run()
    assert live.waits() == [60, 120, 240, 480, 900, 900]


@pytest.mark.parametrize(("resets_in", "waited"), [(30.0, 60.0), (59.0, 60.0), (300.0, 301.0)])
def test_a_rate_limit_is_waited_out_until_it_resets(
    setting: Setting, resets_in: float, waited: float
) -> None:
    live = Live(setting)
    setting.order({"kind": "rate_limited", "seconds": resets_in})
    live.stream.run()
    assert live.waits() == [waited], "X tells whole seconds, one more than asked for"


class TenthClock(JumpingClock):
    """As in the sandbox: ten nominal seconds pass in one of the day's."""

    def now(self) -> float:
        return START + self.monotonic() / 10

    def real(self, nominal_seconds: float) -> float:
        return nominal_seconds / 10

    def nominal(self, real_seconds: float) -> float:
        return real_seconds * 10


def test_a_reset_is_a_time_of_day_and_its_wait_is_nominal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.unit.collector.setting.JumpingClock", TenthClock)
    setting = Setting()
    live = Live(setting, hours=0.1)
    setting.order({"kind": "rate_limited", "seconds": 30.0})
    live.stream.run()
    setting.close()
    assert live.waits()[0] == 310.0, "X tells whole seconds, one of the day's more than asked for"


def test_a_report_names_how_each_connection_ended_and_tells_how_most_did() -> None:
    counts = ConnectionCounts()
    assert counts.trouble is None
    names = {
        EndKind.NOTICE: "notice",
        EndKind.CLOSED: "closed",
        EndKind.NETWORK: "network",
        EndKind.NO_STATE: "state unavailable",
        EndKind.NO_ROOM: "no room",
        EndKind.FAILED: "failed",
    }
    for kind in names:
        counts.note(Ending(kind, "once"))
    counts.note(Ending(EndKind.NETWORK, "again"))
    assert counts.reasons == dict.fromkeys(names.values(), 1) | {"network": 2}
    assert counts.trouble == Ending(EndKind.NETWORK, "again")


def test_each_kind_of_failure_is_counted_for_itself(setting: Setting) -> None:
    live = Live(setting)
    setting.order(
        {"kind": "unavailable"},
        {"kind": "rate_limited", "headers": False},
        {"kind": "no_answer"},
        {"kind": "unavailable"},
        {"kind": "rate_limited", "headers": False},
        {"kind": "no_answer"},
    )
    live.stream.run()
    assert live.waits() == [5, 60, 0, 10, 120, 0.25]


@pytest.mark.parametrize(("lasts", "then"), [(10.0, 5.0), (9.0, 20.0)])
def test_a_connection_that_lasted_ten_seconds_ends_a_series_of_failures(
    setting: Setting, lasts: float, then: float
) -> None:
    live = Live(setting)
    setting.order({"kind": "unavailable"}, {"kind": "unavailable"})
    setting.later(15.0 + lasts, lambda: setting.order({"kind": "clean_end"}))
    setting.later(15.0, lambda: setting.later(1.0, lambda: setting.order({"kind": "unavailable"})))
    live.stream.run()
    assert live.waits() == [5, 10, lasts, then]


def test_a_freed_slot_is_taken_after_five_seconds(setting: Setting) -> None:
    live = Live(setting)
    live.frees_slot = True
    setting.order(*[{"kind": "too_many_connections"}] * 2)
    live.stream.run()
    assert live.waits() == [5, 5]


@pytest.mark.parametrize(("kind", "waited"), [("rate_limited", 60), ("unavailable", 5)])
def test_no_slot_is_freed_for_a_refusal_that_names_none(
    setting: Setting, kind: str, waited: float
) -> None:
    """The one connection of the X app may be another's."""
    live = Live(setting, reclaimed_wait=1.0)
    live.frees_slot = True
    setting.order({"kind": kind, "headers": False})
    live.stream.run()
    assert live.waits() == [waited]


def test_a_connection_that_ended_leaves_no_timer_behind(setting: Setting) -> None:
    """Each would be a thread until the window's end: some hundred where the stream flaps."""
    stopped_at: list[float] = []

    class Connection(StreamConnection):
        def stop(self) -> None:
            stopped_at.append(setting.clock.monotonic())
            super().stop()

    class Told(Live):
        def connect(self) -> StreamConnection:
            transport, clock = setting.transport(self.timing), setting.clock
            return Connection(TOKEN, transport, self.on_line, clock, self.timing)

    live = Told(setting)
    setting.order(*[{"kind": "clean_end"}] * 12)
    live.ends_at = 100.0
    live.stream.run()
    setting.clock.sleep(3_600.0)
    assert len(stopped_at) == 1, "the window closed the last one"


def test_a_window_does_not_outwait_its_deadline(setting: Setting) -> None:
    live = Live(setting, hours=1 / 60)
    setting.order({"kind": "rate_limited", "headers": False})
    end = live.stream.run()
    assert (end.outcome, end.reason) == (
        "rate_limited",
        "X asks to wait 60 s: Too Many Requests",
    )
    assert setting.clock.monotonic() == 0


def test_nothing_is_read_while_there_is_no_room_for_it(setting: Setting) -> None:
    live = Live(setting, hours=0.01, tick=0.5)
    live.may_connect_from = 20.2
    end = live.stream.run()
    assert (end.outcome, end.reason) == ("deadline", "")
    assert live.asked == [20.5], "asked at each tick, of half a second"


def test_a_stream_that_opened_counts_as_covered_even_if_it_is_handed_over_at_once(
    setting: Setting,
) -> None:
    """Else the successor takes itself for the first window ever, and opens no gap."""
    live = Live(setting, tick=0.5)
    live.ends_at = 0.1
    end = live.stream.run()
    assert end == WindowEnd("handed_over", "a reason")
    assert len(live.told_opened) == 1
    assert setting.is_closed()


def test_what_could_not_be_written_at_the_opening_is_tried_at_each_tick(setting: Setting) -> None:
    live = Live(setting, hours=0.01, tick=0.5)
    live.state_returns_at = 1.0
    live.stream.run()
    assert live.told_opened == [0.5, 1.0]


def test_each_connection_is_told_as_opened_once(setting: Setting) -> None:
    live = Live(setting, hours=0.01)
    setting.order({"kind": "clean_end"})
    setting.order({"kind": "unavailable"})
    live.stream.run()
    counts = live.stream.counts
    assert len(live.told_opened) == 2
    assert (counts.connections, counts.disconnects) == (3, 2)
    assert counts.reasons == {"closed": 1, "server_error": 1}
    assert counts.connected_seconds == 36.0 - 5.0


def test_a_connection_is_open_until_its_last_line_is_handled(setting: Setting) -> None:
    live = Live(setting, tick=0.5)
    live.on_line = lambda _: setting.clock.sleep(3.0)
    setting.order({"kind": "raw", "line": hexed({})})
    live.ends_at = 1.0
    live.stream.run()
    assert live.stream.counts.connected_seconds == 3.0


def test_a_defect_of_our_own_is_counted_and_read_on(setting: Setting) -> None:
    live = Live(setting, hours=0.01)

    def fail(_: bytes) -> None:
        raise KeyError("tag")

    live.on_line = fail
    setting.order({"kind": "raw", "line": hexed({})})
    live.stream.run()
    assert live.stream.counts.reasons == {"failed": 2}, "a line, and a keep-alive of the next"
