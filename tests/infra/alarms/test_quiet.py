"""A normal day rings nothing, however little is posted; nor do the hours after a deploy."""

from __future__ import annotations

import pytest

from tests.infra.alarms.stack import COLLECTOR, REDRIVE, Stack


@pytest.mark.parametrize("seconds_between_posts", [60.0, 7200.0])
def test_a_normal_day_rings_nothing(stack: Stack, seconds_between_posts: float) -> None:
    stack.run(COLLECTOR, REDRIVE)
    stack.publish_every(seconds_between_posts)
    stack.wait(hours=4)
    told = stack.context.counters.errors(), stack.rang()
    assert told == ([], set())
    assert stack.rings() == set()
