"""Windows that overtake each other, with a midnight between, leave every post counted."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from collector.state.spend import Spend
from collector.state.table import StateUnavailableError
from tests.unit.collector.setting import Setting
from tests.unit.collector.state.overtaken import spend, spent

TO_MIDNIGHT = 200.0
"""Seconds, well within a function's time: who overtakes learns what the other one read."""
STEPS = st.one_of(
    st.tuples(st.just("read"), st.integers(0, 1), st.integers(1, 20)),
    st.tuples(st.just("note"), st.integers(0, 1), st.just(0)),
    st.tuples(st.sampled_from(["overtake", "end", "midnight"]), st.just(0), st.just(0)),
)


class Windows:
    """The window that has the lease, and the one that it overtook and that may read on."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._fence = 1
        self._next_post = 0
        self._windows = [spend(setting, 1, per_day=1000)]
        self.read: dict[str, int] = defaultdict(int)
        self.bills = 0

    def do(self, step: str, which: int, posts: int) -> None:
        """Let something happen, to the older one where there is one and `which` is 1."""
        window = self._windows[-1 - min(which, len(self._windows) - 1)]
        if step == "midnight":
            self._setting.clock.sleep(TO_MIDNIGHT + 1)
        elif step == "overtake":
            self._end_overtaken()
            self._begin()
        elif step == "end":
            self._end_overtaken()
        elif step == "note":
            with suppress(StateUnavailableError):
                window.note()
        else:
            for _ in range(posts):
                self._read(window)

    def finish(self) -> None:
        """Let the older one end, and one after both."""
        self._end_overtaken()
        self._windows[-1].give_back()
        self._begin()
        self._windows[-1].give_back()

    def _begin(self) -> None:
        self._fence += 1
        self._windows.append(spend(self._setting, self._fence, per_day=1000))

    def _end_overtaken(self) -> None:
        while len(self._windows) > 1:
            overtaken = self._windows.pop(0)
            for last_step in (overtaken.note, overtaken.give_back):
                with suppress(StateUnavailableError):
                    last_step()
            overtaken.leave_bills()
            self.bills += 1

    def _read(self, window: Spend) -> None:
        self._next_post += 1
        day = f"{datetime.fromtimestamp(self._setting.clock.now(), UTC):%Y-%m-%d}"
        with suppress(StateUnavailableError):
            self.read[day] += window.take_one(self._next_post)


@given(steps=st.lists(STEPS, max_size=25))
def test_each_post_counts_on_its_day_and_no_bill_stays(
    steps: list[tuple[str, int, int]],
) -> None:
    """What was noted and stands in a bill, too, may count once more, never less."""
    setting = Setting()
    setting.clock.sleep(86_400 - setting.clock.now() % 86_400 - TO_MIDNIGHT)
    windows = Windows(setting)
    for step in steps:
        windows.do(*step)
    windows.finish()
    assert setting.state().query("bill") == []
    counted = {day: posts for day, posts in spent(setting).items() if len(day) == 10 and posts}
    assert counted.keys() == {day for day, posts in windows.read.items() if posts}
    for day, posts in counted.items():
        assert windows.read[day] <= posts <= windows.read[day] * (1 + windows.bills)
    setting.close()
