"""A real cause for each alarm: what goes wrong, and how it is mended."""

from tests.infra.alarms.causes import collector, delivery, domain, redrive

CAUSES = collector.CAUSES | delivery.CAUSES | redrive.CAUSES | domain.CAUSES

__all__ = ["CAUSES"]
