"""A normal day rings nothing, however little is posted; nor do the hours after a deploy."""

from __future__ import annotations

import pytest

from tests.infra.alarms.stack import COLLECTOR, REDRIVE, Stack, running
from tests.infra.program import REQUIRED, run


@pytest.mark.parametrize("seconds_between_posts", [120.0, 7200.0])
def test_a_normal_day_rings_nothing(stack: Stack, seconds_between_posts: float) -> None:
    stack.run(COLLECTOR, REDRIVE)
    stack.publish_every(seconds_between_posts)
    stack.wait(hours=3)
    told = stack.context.counters.errors(), stack.rang()
    assert told == ([], set())


@pytest.mark.parametrize(
    ("settings", "hours"),
    [
        pytest.param({"bufferSeconds": "900"}, 1.5, id="the longest buffers"),
        pytest.param({"windowMinutes": "1"}, 0.75, id="the shortest windows"),
    ],
)
def test_settings_at_their_ends_ring_nothing(
    settings: dict[str, str], hours: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(run(**REQUIRED, **settings), monkeypatch) as stack:
        stack.run(COLLECTOR)
        stack.publish_every(60.0)
        stack.wait(hours=hours)
        assert stack.rang() == set()
