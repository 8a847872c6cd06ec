"""What is counted of what is read, whatever windows and calls to DynamoDB come to."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from collector.state.table import StateUnavailableError
from sandbox.simulation.aws import Call, NoAnswer, Refused
from tests.unit.collector.interventions import ANSWER_LOST, NEVER_SENT, THROTTLED, at
from tests.unit.collector.setting import Setting
from tests.unit.collector.state.test_spend import counted, spend
from tests.unit.collector.state.test_spend_reclaimed import set_aside
from tests.unit.collector.state.test_spend_reclaimed import spend as spend_of_window
from tests.unit.collector.state.test_spend_trouble import RESERVE


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.one_of(st.just(None), st.tuples(st.integers(1, 100), st.integers(0, 110))), max_size=25
    ),
    per_day=st.integers(0, 250),
)
def test_reads_never_exceed_the_budget_by_more_than_one_page(
    setting: Setting, steps: list[tuple[int, int] | None], per_day: int
) -> None:
    setting.clock.sleep(86_400)
    window = spend(setting, per_day, per_month=10**9)
    read = 0
    for step in steps:
        if step is None:
            read += window.take_one()
            continue
        grant = window.reserve_page(step[0])
        if grant.posts:
            assert read < per_day, "no read when the budget is used up"
            found = min(step[1], max(10, grant.posts))
            window.settle_page(grant, [None] * found)
            read += found
    window.give_back()
    assert window.posts_read == window.posts_read_today == read == counted(setting)[0]
    assert read <= per_day + 10


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    windows=st.lists(
        st.lists(
            st.one_of(
                st.sampled_from(["note", "end", "midnight"]),
                st.tuples(st.just("take"), st.integers(0, 30)),
                st.tuples(st.just("page"), st.integers(0, 30)),
            ),
            max_size=8,
        ),
        max_size=6,
    )
)
def test_whenever_windows_die_what_they_read_counts_once_when_it_is_read_again(
    setting: Setting, windows: list[list[str | tuple[str, int]]]
) -> None:
    clock = setting.clock
    clock.sleep(2 * 86_400 - clock.now() % 86_400)
    fence = int(clock.now())
    noted: set[tuple[int, int]] = set()
    read: set[tuple[int, int]] = set()
    for number, steps in enumerate(windows):
        window = spend_of_window(setting, fence + number)
        mine: set[tuple[int, int]] = set()
        for step in steps:
            today = int(clock.now()) // 86_400
            if isinstance(step, tuple):
                kind, first = step
                posts = range(first, first + 7)
                mine |= {(today, post_id) for post_id in posts}
                if kind == "take":
                    assert all(window.take_one(post_id) for post_id in posts)
                    continue
                window.settle_page(window.reserve_page(5), posts)
            elif step == "midnight":
                clock.sleep(86_400)
                window.is_used_up()
            else:
                {"note": window.note, "end": window.give_back}[step]()
            noted |= mine
        read |= mine
    last = spend_of_window(setting, fence + len(windows))
    today = int(clock.now()) // 86_400
    noted |= {(day, post_id) for day, post_id in read if day == today}
    assert all(last.take_one(post_id) for day, post_id in read if day == today)
    last.give_back()
    items = {str(item["id"]): int(item["posts"]) for item in setting.state().query("spend")}
    for day in {day for day, _ in read}:
        least, most = (sum(when == day for when, _ in posts) for posts in (noted, read))
        assert least <= items[f"{datetime.fromtimestamp(day * 86_400, UTC):%Y-%m-%d}"] <= most
    assert set_aside(setting) == 0


@given(
    st.lists(
        st.tuples(st.sampled_from([None, ANSWER_LOST, NEVER_SENT]), st.integers(1, 30)), max_size=8
    )
)
@example([(None, 30), (ANSWER_LOST, 1)])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_outages_come_each_post_counts_once(
    outages: list[tuple[NoAnswer | None, int]],
) -> None:
    """What was set aside while answers were lost stays so until the next window takes it back."""
    setting = Setting()
    window = spend(setting, per_day=10_000)
    window.begin()

    def see(call: Call) -> NoAnswer | None:
        return trouble if call.operation == RESERVE else None

    trouble: NoAnswer | None = None
    setting.aws.intervention = see
    read = 0
    for outage, posts in outages:
        trouble = outage
        for _ in range(posts):
            read += window.take_one()
            setting.clock.sleep(1.0)
        with suppress(StateUnavailableError):
            window.note()
    trouble = None
    window.give_back()
    assert read == window.posts_read
    assert counted(setting)[0] - set_aside(setting) == read
    assert set_aside(setting) == 0 or any(outage is ANSWER_LOST for outage, _ in outages)
    setting.close()


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(
            st.integers(0, 1),
            st.sampled_from(["take", "page", "end"]),
            st.sampled_from([None, ANSWER_LOST, NEVER_SENT, THROTTLED]),
        ),
        max_size=25,
    )
)
def test_two_windows_under_trouble_leave_exactly_what_they_read(
    setting: Setting, steps: list[tuple[int, str, Refused | NoAnswer | None]]
) -> None:
    setting.clock.sleep(86_400)
    windows = [spend(setting, per_day=150), spend(setting, per_day=150)]
    next_id = 0
    for number, step, trouble in steps:
        window = windows[number]
        setting.aws.intervention = at(1, trouble, RESERVE) if trouble else None
        if step == "take":
            next_id += window.take_one(next_id)
        elif step == "page":
            grant = window.reserve_page(20)
            window.settle_page(grant, range(next_id, next_id + grant.posts))
            next_id += grant.posts
        else:
            window.give_back()
    for window in windows:
        window.give_back()
    assert sum(window.posts_read for window in windows) == next_id <= 150
    assert counted(setting)[0] == next_id
    assert windows[-1].posts_read_today == next_id
