"""What people read of alarms, and what they pay for them, is what the program makes."""

from __future__ import annotations

import re

from components.functions.function_archive import PROJECT
from tests.infra.alarms.expected import ALARMS, NO_TROUBLE
from tests.infra.monitoring.emitted import emitted
from tests.infra.program import Program

METRIC_USD, ALARM_USD, COMPOSITE_USD = 0.30, 0.10, 0.50
"""A month in us-east-1 ("Amazon CloudWatch pricing"); ten of the first two are free."""
FREE = 10
BILL = re.compile(
    r"(\d+) metrics of its own, (\d+) alarms and one over them \| about \$(\d+), \$(\d+) after"
)


def test_the_page_of_alarms_has_a_row_for_each() -> None:
    page = (PROJECT / "docs/alarms.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    named = [re.findall(r"`([a-z0-9-]+)`( \*)?", row.split("|")[1]) for row in rows]
    told = {name: bool(star) for row in named for name, star in row}
    assert told == {name: name in NO_TROUBLE for name in ALARMS}


def test_the_bill_in_the_readme_counts_what_there_is(program: Program) -> None:
    metrics = sum(
        len(emitted(program, service).units) for service in ("collector", "sentiment", "redrive")
    )
    alarms = len(program.all("cloudwatch/metricAlarm:MetricAlarm"))
    dollars = metrics * METRIC_USD + alarms * ALARM_USD + COMPOSITE_USD
    after_free = dollars - FREE * (METRIC_USD + ALARM_USD)
    (told,) = BILL.findall((PROJECT / "README.md").read_text())
    assert tuple(map(int, told)) == (metrics, alarms, round(dollars), round(after_free))
