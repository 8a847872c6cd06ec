"""Every alarm in one table, held against the metrics that are really written."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.cloud.alarms.composite import terms
from tests.infra.alarms.expected import (
    ALARMS,
    FEWER_THAN_ALL,
    KEYS,
    MINUTES_5,
    NO_TROUBLE,
    OWN,
    WARM_UP_MINUTES,
    alarm_of,
)
from tests.infra.answers import arn_of, name_of
from tests.infra.conftest import DISTINCT, SIZES
from tests.infra.monitoring.emitted import emitted
from tests.infra.program import REQUIRED, Program, run


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_an_alarm_watches_what_it_promises(distinct: Program, name: str) -> None:
    inputs = alarm_of(distinct, name).inputs
    assert tuple(inputs[key] for key in KEYS) == ALARMS[name]
    topic = [arn_of("Topic", "tweets-monitoring")]
    assert (inputs["alarmActions"], inputs["okActions"]) == (topic, topic)
    more = {"warmUpConfiguration"} if name in WARM_UP_MINUTES else set()
    more |= {"datapointsToAlarm"} if name in FEWER_THAN_ALL else set()
    assert set(inputs) == {*KEYS, "alarmActions", "okActions", "alarmDescription"} | more
    assert inputs.get("datapointsToAlarm") == FEWER_THAN_ALL.get(name)


def test_what_missing_data_would_ring_waits_for_the_first_windows_end(distinct: Program) -> None:
    for name, minutes in WARM_UP_MINUTES.items():
        warm_up = alarm_of(distinct, name).inputs["warmUpConfiguration"]
        assert warm_up == {"warmUpPeriodDurationInMinutes": minutes}


def test_windows_of_a_minute_may_start_late() -> None:
    """A start is up to a minute late, a window waits as long, and Lambda's metric comes then."""
    inputs = alarm_of(run(**REQUIRED, **SIZES[0]), "no-window").inputs
    assert (inputs["period"], inputs["evaluationPeriods"]) == (MINUTES_5, 3)


def test_there_is_no_alarm_beside_the_table(distinct: Program) -> None:
    names = {made.name for made in distinct.all("cloudwatch/metricAlarm:MetricAlarm")}
    assert names == {f"tweets-monitoring-{name}" for name in ALARMS}


def test_one_alarm_tells_whether_the_pipeline_is_well(distinct: Program) -> None:
    kind, name = "cloudwatch/compositeAlarm:CompositeAlarm", "tweets-monitoring-not-well"
    inputs = dict(distinct.one(kind, name).inputs)
    described = set(terms(inputs.pop("alarmRule")))
    trouble = set(ALARMS) - NO_TROUBLE
    assert described == {
        ("ALARM", name_of("MetricAlarm", f"tweets-monitoring-{each}")) for each in trouble
    }
    assert inputs.pop("alarmDescription").startswith("The pipeline is not well")
    assert inputs == {"alarmName": "tweet-sentiment-dev-not-well"}


@pytest.mark.parametrize("service", ["collector", "redrive", "sentiment"])
def test_what_an_alarm_of_ours_watches_is_written_at_every_run(
    distinct: Program, service: str
) -> None:
    written = emitted(distinct, service)
    watched: list[Any] = [
        (namespace, metric, dimensions)
        for namespace, metric, dimensions, *_ in ALARMS.values()
        if namespace == OWN and dimensions["service"] == service
    ]
    assert len(watched) >= 2
    for namespace, metric, dimensions in watched:
        assert (written.namespace, written.dimensions) == (namespace, dimensions)
        endings = {"Seconds": "Seconds", "Share": "Percent"}
        unit = next((endings[end] for end in endings if metric.endswith(end)), "Count")
        assert written.units[metric] == unit


def test_a_quarter_of_the_volume_is_in_mebibytes_as_the_metric_is(distinct: Program) -> None:
    """ "Monitoring OpenSearch cluster metrics": FreeStorageSpace is in MiB, and a node's."""
    volume_gib = int(DISTINCT["volumeGib"])
    assert alarm_of(distinct, "domain-storage").inputs["threshold"] * 4 == volume_gib * 1024


def test_the_collectors_windows_count_in_their_own_length(program: Program) -> None:
    for name in ("collector-errors", "no-window", "windows-refused"):
        assert alarm_of(program, name).inputs["period"] == 14 * 60
