"""The checkpoint never goes back, and only the window that holds the lease moves it."""

from __future__ import annotations

import pytest

from collector.state.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from collector.state.table import StateTable

LARGEST_ID = 2**63 - 1


def test_before_the_first_window_there_is_none(state: StateTable) -> None:
    assert load_checkpoint(state) is None


@pytest.mark.parametrize("paused", [True, False])
def test_it_is_loaded_as_it_was_saved(state: StateTable, paused: bool) -> None:
    assert save_checkpoint(state, Checkpoint(LARGEST_ID, paused), fence=1)
    assert load_checkpoint(state) == Checkpoint(LARGEST_ID, paused)


def test_one_without_a_word_of_a_pause_is_not_paused(state: StateTable) -> None:
    state.put("checkpoint", "stream", {"post_id": 5, "fence": 1})
    assert load_checkpoint(state) == Checkpoint(5)


@pytest.mark.parametrize(
    ("post_id", "fence", "saved"),
    [
        (100, 2, True),  # again, as after a lost answer
        (101, 2, True),
        (100, 3, True),  # a pause of the next window that read nothing
        (99, 2, False),
        (99, 3, False),
        (101, 1, False),  # a window that lost its lease without noticing
        (100, 1, False),
    ],
)
def test_only_a_later_post_and_no_earlier_window_replaces_it(
    state: StateTable, post_id: int, fence: int, saved: bool
) -> None:
    assert save_checkpoint(state, Checkpoint(100), fence=2)
    new = Checkpoint(post_id, paused=True)
    assert save_checkpoint(state, new, fence) is saved
    assert load_checkpoint(state) == (new if saved else Checkpoint(100))


def test_who_saved_last_is_who_counts(state: StateTable) -> None:
    assert save_checkpoint(state, Checkpoint(100), fence=2)
    assert save_checkpoint(state, Checkpoint(150, paused=True), fence=3)
    assert not save_checkpoint(state, Checkpoint(200), fence=2)
    assert save_checkpoint(state, Checkpoint(150), fence=3)
    assert load_checkpoint(state) == Checkpoint(150)
