"""What tests of judged windows share."""

from __future__ import annotations

from typing import Any

from collector.report import GOOD_OUTCOMES, WindowReport
from collector.settings import Rule
from tests.unit.collector.setting import Setting
from tests.unit.collector.test_report import figures

SUN = Rule("sun", "sun")
FOR_EVER = 200


def is_told(report: WindowReport) -> bool:
    """Say whether a report is of a failure; and its metric says the same."""
    assert figures(report)["WindowRefused"][1] == (report.outcome not in GOOD_OUTCOMES)
    return report.outcome not in GOOD_OUTCOMES


def succeeded(setting: Setting, after: float, **more: Any) -> WindowReport:
    """Return the report of a window whose successor came so many seconds after its start."""
    reports: dict[str, WindowReport] = {}
    first = setting.start(reports, "first", remaining=865.0, window_seconds=10.0, **more)
    setting.clock.sleep(after)
    second = setting.start(reports, "second", remaining=60.0, window_seconds=10.0)
    first.join()
    second.join()
    return reports["first"]


def lose_x(setting: Setting, after: float) -> None:
    """Close the road to X, and leave it closed."""

    def close() -> None:
        setting.road.is_closed = True
        setting.road.break_all()

    setting.later(after, close)
