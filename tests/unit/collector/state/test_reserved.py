"""How many posts are set aside at once follows how long they last."""

from __future__ import annotations

from collector.state.reserved import Blocks
from tests.fake_clock import FakeClock


def test_after_trouble_it_begins_with_few_posts_again() -> None:
    blocks = Blocks(FakeClock(), per_day=10_000)
    sizes = []
    for answered in (True, True, True, False, False, True, True):
        sizes.append(blocks.next_size())
        if answered:
            blocks.taken(sizes[-1])
    assert sizes == [2, 4, 8, 16, 2, 2, 4]


def test_it_keeps_its_size_while_blocks_last_as_long_as_they_should() -> None:
    clock = FakeClock()
    blocks = Blocks(clock, per_day=10_000)
    blocks.taken(8)
    sizes = []
    for seconds in (19.9, 20.0, 80.0, 80.1, 500.0, 500.0, 500.0, 500.0):
        clock.advance(seconds)
        sizes.append(blocks.next_size())
        blocks.taken(sizes[-1])
    assert sizes == [16, 16, 16, 8, 4, 2, 1, 1]
