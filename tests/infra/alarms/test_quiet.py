"""A normal day rings nothing, however little is posted; nor do the hours after a deploy."""

from __future__ import annotations

import pytest

from tests.infra.deployed_stack.stack import COLLECTOR, REDRIVE, Stack, running
from tests.infra.program import REQUIRED, Program, run


def test_a_normal_day_rings_nothing_from_the_deploy_on(stack: Stack) -> None:
    stack.run(COLLECTOR, REDRIVE)
    stack.publish_every(120.0)
    stack.wait(hours=3)
    told = stack.context.counters.errors(), stack.rang()
    assert told == ([], set())


def test_rare_keywords_ring_nothing_nor_does_midnight(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(program, monkeypatch, hours_later=11) as stack:
        stack.run(COLLECTOR, REDRIVE)
        stack.publish_every(7200.0)
        stack.wait(hours=5)
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
