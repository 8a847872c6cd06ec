"""What was read while the state table was away counts, once, whichever window comes next."""

from __future__ import annotations

from typing import Any

import pytest

from collector.posts.remembered import RememberedPosts
from sandbox.simulation.aws import Call, NoAnswer
from tests.unit.collector.interventions import NEVER_SENT
from tests.unit.collector.setting import Setting
from tests.windows.test_counts_once import PLENTY, counted


def lose_the_table(setting: Setting, after: float) -> None:
    lost_at = setting.clock.monotonic() + after

    def see(call: Call) -> NoAnswer | None:
        is_lost = call.service == "dynamodb" and setting.clock.monotonic() > lost_at
        return NEVER_SENT if is_lost else None

    setting.aws.intervention = see


def window(setting: Setting, owner: str, remaining: float, **more: Any) -> int:
    return setting.run(owner=owner, remaining=remaining, **{**PLENTY, **more}).posts_read


@pytest.mark.parametrize("ends_warm", [True, False])
@pytest.mark.parametrize("posts", [3, 70])
def test_a_window_that_does_not_search_leaves_the_count_to_the_one_that_does(
    setting: Setting, posts: int, ends_warm: bool
) -> None:
    """It notes down what its process sent before, and nobody counted that."""
    window(setting, "zero", 30.0)
    lose_the_table(setting, after=11.0)
    ids = setting.publish_later(12, posts)
    assert window(setting, "one", 40.0) == posts
    assert setting.delivered == ids
    setting.aws.intervention = None
    setting.clock.sleep(31)
    setting.later(20, lambda: ids.append(setting.publish()))
    assert window(setting, "two", 45.0) == 1
    if not ends_warm:
        setting.remembered = RememberedPosts()
    assert window(setting, "three", 200.0) == posts
    assert setting.delivered == ids, "each once"
    assert counted(setting) == {posts + 1}
    assert window(setting, "four", 200.0) == 0
