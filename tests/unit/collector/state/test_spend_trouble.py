"""Whatever becomes of a call to DynamoDB, the counters say what was read, or hardly more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector.state.spend import Spend
from collector.state.table import StateUnavailableError
from sandbox.simulation.aws import Call, NoAnswer, Refused
from tests.unit.collector.interventions import ANSWER_LOST, NEVER_SENT, THROTTLED, always, at
from tests.unit.collector.setting import Setting
from tests.unit.collector.state.test_spend import counted

RESERVE = "TransactWriteItems"


def spend(setting: Setting, per_day: int = 1000, per_month: int = 20_000) -> Spend:
    return Spend(setting.state(), setting.clock, per_day, per_month)


def lose_the_first_answer(setting: Setting) -> None:
    """Let the next change be made and not be answered, and those after it not come through."""
    answers = iter([ANSWER_LOST])
    setting.aws.intervention = lambda call: (
        next(answers, NEVER_SENT) if call.operation == RESERVE else None
    )


@pytest.mark.parametrize("number", range(1, 7))
@pytest.mark.parametrize("trouble", [ANSWER_LOST, NEVER_SENT, THROTTLED], ids=str)
def test_a_call_that_is_tried_again_changes_nothing_twice(
    setting: Setting, number: int, trouble: Refused | NoAnswer
) -> None:
    setting.aws.intervention = at(number, trouble, RESERVE)
    window = spend(setting)
    for _ in range(5):
        assert window.take_one()
    window.settle_page(window.reserve_page(100), range(20))
    window.give_back()
    assert counted(setting) == (25, 25)


def test_lost_answers_lead_to_no_post_beyond_the_budget(setting: Setting) -> None:
    """Law 7."""
    lost = 0

    def lose_every_other(call: Call) -> NoAnswer | None:
        nonlocal lost
        lost += call.operation == RESERVE
        return ANSWER_LOST if call.operation == RESERVE and lost % 2 else None

    setting.aws.intervention = lose_every_other
    read = 0
    for _ in range(3):
        window = spend(setting, per_day=300)
        read += sum(window.take_one() for _ in range(150))
        window.give_back()
    assert read == 300
    assert counted(setting) == (300, 300)


def test_day_and_month_change_together_or_not_at_all(setting: Setting) -> None:
    """A month that can't be reached is refused for the day, too."""
    window = spend(setting)
    setting.aws.intervention = always(THROTTLED, RESERVE)
    for _ in range(20):
        with pytest.raises(StateUnavailableError):
            window.take_one()
    setting.aws.intervention = None
    window.give_back()
    assert counted(setting) == (0, 0)
    (asked,) = {call.operation for call in setting.aws.calls if "Update" in str(call.body)}
    assert asked == RESERVE


def test_an_outage_that_swallows_answers_leaves_one_block_counted_and_little_more(
    setting: Setting,
) -> None:
    window = spend(setting, per_day=10_000)
    for _ in range(255):
        assert window.take_one()
    before = counted(setting)[0] - 255
    setting.aws.intervention = always(ANSWER_LOST, RESERVE)
    for _ in range(before + 30):
        assert window.take_one()
        setting.clock.sleep(0.2)
    setting.aws.intervention = None
    window.give_back()
    assert window.posts_read == 255 + before + 30
    assert window.posts_read <= counted(setting)[0] <= window.posts_read + 500 + 2 + 2
    assert counted(setting)[0] == counted(setting)[1]


@pytest.mark.parametrize(("per_day", "per_month"), [(1000, 20_000), (5000, 1000)])
def test_without_the_table_half_of_what_is_left_may_be_read(
    setting: Setting, per_day: int, per_month: int
) -> None:
    """So that nothing is read beyond the budget even if another window reads, too."""
    earlier = spend(setting, per_day, per_month)
    earlier.settle_page(earlier.reserve_page(400), range(400))
    earlier.give_back()
    window = spend(setting, per_day, per_month)
    window.begin()
    setting.aws.intervention = always(NEVER_SENT, RESERVE)
    for _ in range(300):
        assert window.take_one()
    with pytest.raises(StateUnavailableError):
        window.take_one()
    assert window.posts_read_today == window.posts_read_this_month == 700
    setting.aws.intervention = None
    window.note()
    assert counted(setting) == (700, 700)


def test_without_having_asked_the_table_nothing_may_be_read(setting: Setting) -> None:
    window = spend(setting)
    setting.aws.intervention = always(NEVER_SENT, RESERVE)
    with pytest.raises(StateUnavailableError):
        window.take_one()


def test_without_the_table_the_stream_waits_for_it_now_and_then_only(setting: Setting) -> None:
    window = spend(setting, per_day=10_000)
    window.begin()
    setting.aws.intervention = always(NEVER_SENT, RESERVE)
    began = setting.clock.monotonic()
    for _ in range(400):
        assert window.take_one()
        setting.clock.sleep(0.1)
    assert setting.clock.monotonic() - began < 40 + 8 * 4


def test_posts_of_a_new_day_are_not_read_before_its_budget_is_known(setting: Setting) -> None:
    window = spend(setting)
    window.begin()
    assert window.take_one()
    setting.aws.intervention = always(NEVER_SENT, RESERVE)
    assert window.take_one()
    assert window.take_one()
    setting.clock.sleep(86_400)
    with pytest.raises(StateUnavailableError):
        window.take_one()
    setting.aws.intervention = None
    assert window.take_one()
    window.give_back()
    assert counted(setting)[1] == 4


def test_a_note_whose_answer_was_lost_is_made_once(setting: Setting) -> None:
    """Made twice, it hid what the dead window had set aside, also of windows after it."""
    window = Spend(setting.state(), setting.clock, 10_000, 20_000, fence=1)
    window.begin()
    grant = window.reserve_page(100)
    lose_the_first_answer(setting)
    window.settle_page(grant, range(60))
    with pytest.raises(StateUnavailableError):
        window.note()
    setting.aws.intervention = None
    window.note()

    later = Spend(setting.state(), setting.clock, 10_000, 20_000, fence=2)
    later.begin()
    assert counted(setting) == (60, 60)
    assert later.posts_read_today == 60


def test_what_is_read_between_a_lost_note_and_its_repetition_is_noted_too(
    setting: Setting,
) -> None:
    window = Spend(setting.state(), setting.clock, 10_000, 20_000, fence=1)
    window.begin()
    one, other = window.reserve_page(100), window.reserve_page(100)
    lose_the_first_answer(setting)
    window.settle_page(one, range(60))
    window.settle_page(other, range(60, 100))
    setting.aws.intervention = None
    window.note()
    window.give_back()

    later = Spend(setting.state(), setting.clock, 10_000, 20_000, fence=2)
    later.begin()
    assert counted(setting) == (100, 100)


def test_what_is_owed_counts_once_even_if_the_answer_is_lost(setting: Setting) -> None:
    window = spend(setting)
    window.begin()
    assert window.take_one()
    setting.aws.intervention = always(NEVER_SENT, RESERVE)
    for _ in range(40):
        assert window.take_one()
    lose_the_first_answer(setting)
    with pytest.raises(StateUnavailableError):
        window.note()
    setting.aws.intervention = None
    window.note()
    window.give_back()
    assert counted(setting) == (41, 41)


@given(
    st.lists(
        st.tuples(st.sampled_from([None, ANSWER_LOST, NEVER_SENT]), st.integers(1, 30)), max_size=8
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_outages_come_each_post_counts_once(
    outages: list[tuple[NoAnswer | None, int]],
) -> None:
    """But for what was set aside while answers were lost: a post at most for each call."""
    setting = Setting()
    window = spend(setting, per_day=10_000)
    window.begin()
    asked = 0

    def see(call: Call) -> NoAnswer | None:
        nonlocal asked
        asked += call.operation == RESERVE
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
    lost = sum(1 for outage, _ in outages if outage is ANSWER_LOST)
    assert read == window.posts_read
    assert read <= counted(setting)[0] <= read + (asked if lost else 0)
    setting.close()


@pytest.mark.parametrize(
    ("then", "answer", "read"),
    [("take_one", True, 11), ("is_used_up", False, 10), ("give_back", None, 10)],
)
def test_an_excess_that_could_not_be_counted_is_counted_later(
    setting: Setting, then: str, answer: bool | None, read: int
) -> None:
    window = spend(setting, per_day=100)
    grant = window.reserve_page(3)
    setting.aws.intervention = always(THROTTLED, RESERVE)
    with pytest.raises(StateUnavailableError):
        window.settle_page(grant, range(10))
    assert window.reserve_page(0).posts == 0
    setting.aws.intervention = None
    assert getattr(window, then)() is answer
    window.give_back()
    assert window.posts_read == counted(setting)[0] == read


def test_what_could_not_be_given_back_stays_counted(setting: Setting) -> None:
    window = spend(setting)
    window.settle_page(window.reserve_page(100), range(10))
    setting.aws.intervention = always(NEVER_SENT, RESERVE)
    with pytest.raises(StateUnavailableError):
        window.give_back()
    setting.aws.intervention = None
    window.give_back()
    assert counted(setting) == (100, 100)
    assert window.posts_read == 10


@pytest.mark.parametrize(
    "call", [Spend.take_one, Spend.is_used_up, partial(Spend.reserve_page, posts=5)]
)
def test_what_no_waiting_cures_is_raised(setting: Setting, call: Callable[[Spend], object]) -> None:
    setting.aws.intervention = always(Refused("AccessDeniedException"), RESERVE)
    with pytest.raises(ClientError, match="AccessDenied"):
        call(spend(setting))


def test_what_other_windows_read_is_seen_at_the_end(setting: Setting) -> None:
    one, other = spend(setting), spend(setting)
    assert one.take_one()
    other.settle_page(other.reserve_page(30), range(30))
    one.give_back()
    assert (one.posts_read_today, one.posts_read_this_month) == (31, 31)


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
