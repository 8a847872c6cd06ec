"""Windows that spend from one budget, some of them overtaken by others."""

from __future__ import annotations

from collections.abc import Iterable

from collector.posts.remembered import RememberedPosts
from collector.state.budget import Budget
from collector.state.spend import Spend
from collector.state.table import StateUnavailableError
from tests.unit.collector.setting import Setting

FUNCTION_SECONDS = 900.0


def spend(
    setting: Setting,
    fence: int,
    per_day: int = 100,
    per_month: int = 20_000,
    *,
    took_over: bool = True,
    found_from: int = 0,
) -> Spend:
    window = Spend(
        Budget(
            setting.state(),
            setting.clock,
            per_day,
            per_month,
            sent=RememberedPosts(),
            fence=fence,
            took_over=took_over,
            reads_until=setting.clock.now() + FUNCTION_SECONDS,
            found_from=lambda: found_from,
        ),
        setting.clock,
    )
    window.begin()
    return window


def read(window: Spend, post_ids: Iterable[int]) -> None:
    assert all(window.take_one(post_id) for post_id in post_ids)


def read_to_the_last(window: Spend, first: int = 1000) -> int:
    post_id = first
    while True:
        try:
            if not window.take_one(post_id):
                return post_id - first
        except StateUnavailableError:
            return post_id - first
        post_id += 1


def spent(setting: Setting) -> dict[str, int]:
    return {str(item["id"]): int(item["posts"]) for item in setting.state().query("spend")}
