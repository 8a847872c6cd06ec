"""All alarms of a stack: what is measured, when it is bad, and what to do then."""

from __future__ import annotations

from components.monitoring.alarm import Alarm
from components.monitoring.collector_alarms import collector_alarms
from components.monitoring.delivery_alarms import delivery_alarms
from components.monitoring.domain_alarms import domain_alarms
from components.monitoring.redrive_alarms import redrive_alarms
from components.settings.settings import StackSettings


def alarms(settings: StackSettings) -> tuple[Alarm, ...]:
    """Return all alarms of a stack."""
    return (
        *collector_alarms(settings),
        *delivery_alarms(settings),
        *redrive_alarms(),
        *domain_alarms(settings),
    )
