"""A post counts once a UTC day and is sent once, whatever kills windows, in whichever process."""

from __future__ import annotations

from typing import Any

import pytest

from collector.posts.remembered import RememberedPosts
from collector.report import WindowReport
from collector.state.sent_posts import load_sent_posts
from collector.timing import Timing
from sandbox.simulation.aws import Call, InProcessAws, NoAnswer
from tests.unit.collector.interventions import NEVER_SENT, kind_of
from tests.unit.collector.setting import Setting, hexed

PLENTY: dict[str, Any] = {"max_posts_per_day": 10_000, "max_posts_per_month": 10**6}


class Death:
    """From a moment on, whatever of a process asks AWS for anything waits for ever."""

    def __init__(self, setting: Setting, *, firehose_hangs: bool = False) -> None:
        self._for_ever = setting.clock.event()
        self._firehose_hangs = firehose_hangs
        self.has_come = False

    def __call__(self, call: Call) -> None:
        if self.has_come or (self._firehose_hangs and call.service == "firehose"):
            self._for_ever.wait()


def killed(
    setting: Setting, owner: str, after: float, *, firehose_hangs: bool = False, **more: Any
) -> None:
    """Run a window in a process of its own, kill it, and wait until its lease has expired."""
    death = Death(setting, firehose_hangs=firehose_hangs)
    setting.remembered = RememberedPosts()
    more = {"remaining": 865.0, **PLENTY, **more}
    setting.start({}, owner, aws=InProcessAws(death), **more)
    setting.clock.sleep(after)
    death.has_come = True
    setting.road.break_all()
    setting.clock.sleep(31)


def cold(setting: Setting, owner: str, **more: Any) -> WindowReport:
    """Run a window in a process of its own to its end."""
    setting.remembered = RememberedPosts()
    return setting.run(owner=owner, **{"remaining": 200.0, **PLENTY, **more})


def counted(setting: Setting) -> set[int]:
    """What the day and the month count."""
    return {int(item["posts"]) for item in setting.state().query("spend")}


@pytest.mark.parametrize(
    ("posts", "after"), [(3, 10.2), (3, 17.3), (56, 11.1), (56, 14.0), (56, 40.0), (300, 11.1)]
)
def test_a_window_killed_in_a_burst_leaves_nothing_counted_that_was_not_read(
    setting: Setting, posts: int, after: float
) -> None:
    ids = setting.publish_later(10, posts)
    killed(setting, "one", after)
    report = cold(setting, "two")
    assert sorted(set(setting.delivered)) == ids
    assert counted(setting) == {posts}
    assert (report.posts_read_today, report.posts_read_this_month) == (posts, posts)


def test_a_checkpoint_that_can_not_be_written_is_not_taken_for_written(setting: Setting) -> None:
    """What was sent since the written one is found again after a death, and must be known."""
    ids = setting.publish_every(1.0, 90)
    death = Death(setting)

    def see(call: Call) -> NoAnswer | None:
        is_late = setting.clock.monotonic() > 12 and not death.has_come
        death(call)
        return NEVER_SENT if is_late and kind_of(call) == "checkpoint" else None

    setting.start({}, "one", aws=InProcessAws(see), remaining=865.0, **PLENTY)
    setting.clock.sleep(110)
    death.has_come = True
    setting.road.break_all()
    setting.clock.sleep(31)
    cold(setting, "two")
    assert sorted(setting.delivered) == ids, "each once"
    assert counted(setting) == {len(ids)}


@pytest.mark.parametrize("after", [12.0, 13.0, 14.5])
def test_what_a_window_sent_and_could_not_write_down_counts_in_a_warm_process_too(
    setting: Setting, after: float
) -> None:
    """It knows that they were sent; but nobody has counted them."""
    ids = setting.publish_later(10, 120)
    killed(setting, "one", after, timing=Timing(checkpoint_interval=60.0))
    assert setting.delivered == ids
    setting.run(owner="two", **{"remaining": 200.0, **PLENTY})
    assert setting.delivered == ids
    assert counted(setting) == {120}


def test_what_lies_before_a_checkpoint_is_counted_before_it_is_written(setting: Setting) -> None:
    """No later window reads it again, and it would give back what this one set aside."""
    state = setting.state(aws=InProcessAws())
    ids = setting.publish_every(0.05, 600)
    read: list[tuple[int, int]] = []

    def look(call: Call) -> None:
        if call.operation == "UpdateItem" and kind_of(call) == "checkpoint":
            checkpoint = int(call.body["ExpressionAttributeValues"][":post_id"]["N"])
            today = max(state.query("spend"), key=lambda item: len(str(item["id"])))
            counted = int(today["posts"]) - int(today.get("set_aside", 0))
            read.append((counted, len([post_id for post_id in ids if post_id <= checkpoint])))

    setting.aws.intervention = look
    setting.run(
        timing=Timing(checkpoint_interval=2.0, stream_lag=1.0, stream_disorder=0.0), **PLENTY
    )
    assert len(read) > 10
    assert read[-1] == (600, 600)
    assert not [each for each in read if each[0] < each[1]]


def test_what_a_window_killed_before_midnight_had_set_aside_is_given_back_after_it(
    setting: Setting,
) -> None:
    setting.clock.sleep(86_400 - setting.clock.now() % 86_400 - 20)
    setting.publish_later(1, 200)
    killed(setting, "one", 8.0)
    cold(setting, "two")
    cold(setting, "three")
    spent = {str(item["id"]): int(item["posts"]) for item in setting.state().query("spend")}
    yesterday, today, month = (spent[name] for name in sorted(spent, key=len, reverse=True))
    assert yesterday == 200
    assert today <= 200, "read again on a day of its own"
    assert month == yesterday + today


def test_windows_killed_while_firehose_hangs_count_the_same_posts_once(setting: Setting) -> None:
    cold(setting, "first")
    ids = setting.publish_later(1, 14)
    setting.clock.sleep(40)
    for number in range(8):
        killed(setting, f"killed {number}", 70.0, firehose_hangs=True)
    read = {int(item["posts"]) - 10 for item in setting.state().query("spend")}
    assert read == {10}, "a page of what the gap holds; as much is set aside for another"
    cold(setting, "last")
    assert sorted(setting.delivered) == ids
    assert counted(setting) == {14}


@pytest.mark.parametrize("after", [1.2, 3.5])
def test_windows_killed_one_after_another_in_a_stream_count_each_post_once(
    setting: Setting, after: float
) -> None:
    ids = setting.publish_every(0.7, 400)
    for number in range(6):
        killed(setting, f"killed {number}", after)
    cold(setting, "last", remaining=400.0)
    assert sorted(set(setting.delivered)) == ids
    sent_again = len(setting.delivered) - len(ids)
    assert sent_again <= 6 * 5 / 0.7, "what went out in the 5 s before each death"
    assert counted(setting) == {400}


@pytest.mark.parametrize("most_known", [15_000, 150])
def test_posts_between_gaps_are_neither_sent_nor_counted_again_when_gaps_are_joined(
    setting: Setting, monkeypatch: pytest.MonkeyPatch, most_known: int
) -> None:
    """Gaps are not joined where the posts between them are too many to be known."""
    monkeypatch.setattr("collector.gaps.filler.MOST_REQUESTS_AHEAD", 1)
    for file in ("sent_posts", "notes"):
        monkeypatch.setattr(f"collector.state.{file}.MOST_POSTS", most_known)
    setting.order(*[{"kind": "operational_disconnect", "after_posts": 40}] * 3)
    ids = setting.publish_every(1, 200)
    blind = Timing(search_lag=1000.0)
    first = setting.run(owner="one", **PLENTY, remaining=230.0, timing=blind)
    assert first.gaps.open > 2
    second = cold(setting, "two")
    assert (second.gaps.closed, second.duplicates) > (2, 100)
    assert sorted(setting.delivered) == ids
    assert counted(setting) == {len(ids)}


def test_only_posts_that_may_be_found_again_are_kept_for_the_next_window(setting: Setting) -> None:
    ids = setting.publish_every(1, 170)
    setting.run(owner="one", **PLENTY, remaining=200.0)
    kept = load_sent_posts(setting.state()).sent
    assert setting.delivered == ids
    assert set(ids[-20:]) <= kept <= set(ids[-110:])


def test_a_damaged_line_right_after_a_start_brings_no_post_a_second_time(setting: Setting) -> None:
    ids = setting.publish_every(1, 60)
    setting.run(owner="one", **PLENTY, remaining=75.0)
    setting.later(3, lambda: setting.order({"kind": "raw", "line": hexed(b"damaged")}))
    cold(setting, "two")
    assert sorted(setting.delivered) == ids
    assert counted(setting) == {len(ids)}
