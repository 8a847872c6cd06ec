"""Whatever becomes of a call to DynamoDB, the counters say what was read, or hardly more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from botocore.exceptions import ClientError

from collector.state.budget import Budget
from collector.state.spend import Spend
from collector.state.table import StateUnavailableError
from sandbox.simulation.aws import Call, NoAnswer, Refused
from tests.unit.collector.interventions import ANSWER_LOST, NEVER_SENT, THROTTLED, always, at
from tests.unit.collector.setting import Setting
from tests.unit.collector.state.test_spend import counted

RESERVE = "TransactWriteItems"


def spend(setting: Setting, per_day: int = 1000, per_month: int = 20_000) -> Spend:
    return Spend(Budget(setting.state(), setting.clock, per_day, per_month), setting.clock)


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
    for wanted in (150, 160, 5):
        window = spend(setting, per_day=300)
        read += sum(window.take_one() for _ in range(wanted))
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
