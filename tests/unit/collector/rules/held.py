"""Rules on X, ours and others, and what may happen while they change."""

from __future__ import annotations

from collections.abc import Callable

from collector.settings import Rule
from sandbox.x_api.rate_limits import RateWindow
from tests.unit.collector.setting import Setting

PREFIX = "tweet-sentiment/dev/"
NO_RULES = {"meta": {"sent": "2026-11-25T00:00:00.000Z", "result_count": 0}}
"""X's answer when it has none."""
BAD = Rule("links", "has:links")
BEFORE = [
    {"value": "cats"},
    {"value": "old", "tag": PREFIX + "old"},
    {"value": "word3", "tag": PREFIX + "t3"},
]


def words(number: int, start: int = 0) -> list[Rule]:
    """Return so many rules of one word each."""
    return [Rule(f"t{each}", f"word{each}") for each in range(start, start + number)]


def held(setting: Setting) -> list[tuple[str, str]]:
    """Return tag and value of every rule on X, sorted."""
    return sorted((rule.get("tag", ""), rule["value"]) for rule in setting.x.state()["rules"])


def at_the_nth_change(setting: Setting, number: int, happens: Callable[[], None]) -> None:
    """Let something happen before X does the nth change of its rules."""
    change = setting.x._rules.change
    seen: list[object] = []

    def counted(query: dict[str, str], body: dict[str, object]) -> object:
        seen.append(body)
        if len(seen) == number:
            happens()
        return change(query, body)

    setting.x._rules.change = counted  # type: ignore[method-assign, assignment]


def limit_changes(setting: Setting, number: int, seconds: float = 900.0) -> None:
    """Let X take so many changes of rules, and then none until its limit is renewed."""
    setting.x._windows["POST rules"] = RateWindow(number, seconds, setting.clock.now)
