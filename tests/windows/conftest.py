"""Whole windows, and hours of filling gaps, run in the same setting as their parts."""

from tests.unit.collector.conftest import function, setting, state
from tests.unit.conftest import metrics_of_its_own

__all__ = ["function", "metrics_of_its_own", "setting", "state"]
