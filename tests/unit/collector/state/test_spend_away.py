"""While the table is away posts are read and owed, and each counts once when it answers."""

from __future__ import annotations

from contextlib import suppress

import pytest

from collector.state.budget import Budget
from collector.state.spend import Spend
from collector.state.table import StateUnavailableError
from tests.unit.collector.interventions import ANSWER_LOST, NEVER_SENT, always
from tests.unit.collector.setting import Setting
from tests.unit.collector.state.test_spend import counted
from tests.unit.collector.state.test_spend_trouble import RESERVE, spend


def lose_the_first_answer(setting: Setting) -> None:
    """Let the next change be made and not be answered, and those after it not come through."""
    answers = iter([ANSWER_LOST])
    setting.aws.intervention = lambda call: (
        next(answers, NEVER_SENT) if call.operation == RESERVE else None
    )


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


def test_what_is_read_while_another_thread_waits_for_the_table_is_of_the_half_too(
    setting: Setting,
) -> None:
    window = spend(setting, per_day=100)
    window.begin()
    setting.aws.intervention = always(NEVER_SENT, RESERVE)
    assert window.take_one()

    def note() -> None:
        with suppress(StateUnavailableError):
            window.note()

    setting.clock.thread(note, "checkpoint").start()
    setting.clock.sleep(0.1)
    waited_from = setting.clock.monotonic()
    for _ in range(49):
        assert window.take_one()
    assert setting.clock.monotonic() == waited_from
    with pytest.raises(StateUnavailableError):
        window.take_one()


def test_what_comes_again_while_another_thread_waits_for_the_table_counts_once(
    setting: Setting,
) -> None:
    window = spend(setting, per_day=100)
    window.begin()
    setting.aws.intervention = always(NEVER_SENT, RESERVE)
    assert window.take_one(1)

    def note() -> None:
        with suppress(StateUnavailableError):
            window.note()

    setting.clock.thread(note, "checkpoint").start()
    setting.clock.sleep(0.1)
    assert all(window.take_one(post_id) for post_id in (1, 2, 2))
    setting.aws.intervention = None
    window.give_back()
    assert counted(setting) == (2, 2)


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


def test_a_page_that_could_not_be_noted_tells_that_the_table_is_away(setting: Setting) -> None:
    """Or else the stream's next post waits for it as well."""
    window = spend(setting)
    window.begin()
    grant = window.reserve_page(10)
    setting.aws.intervention = always(NEVER_SENT, RESERVE)
    window.settle_page(grant, range(10))
    settled_at = setting.clock.monotonic()
    assert window.take_one()
    assert setting.clock.monotonic() == settled_at


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
    window = Spend(Budget(setting.state(), setting.clock, 10_000, 20_000, fence=1), setting.clock)
    window.begin()
    grant = window.reserve_page(100)
    lose_the_first_answer(setting)
    window.settle_page(grant, range(60))
    with pytest.raises(StateUnavailableError):
        window.note()
    setting.aws.intervention = None
    window.note()

    later = Spend(Budget(setting.state(), setting.clock, 10_000, 20_000, fence=2), setting.clock)
    later.begin()
    assert counted(setting) == (60, 60)
    assert later.posts_read_today == 60


def test_what_is_read_between_a_lost_note_and_its_repetition_is_noted_too(
    setting: Setting,
) -> None:
    window = Spend(Budget(setting.state(), setting.clock, 10_000, 20_000, fence=1), setting.clock)
    window.begin()
    one, other = window.reserve_page(100), window.reserve_page(100)
    lose_the_first_answer(setting)
    window.settle_page(one, range(60))
    window.settle_page(other, range(60, 100))
    setting.aws.intervention = None
    window.note()
    window.give_back()

    later = Spend(Budget(setting.state(), setting.clock, 10_000, 20_000, fence=2), setting.clock)
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
