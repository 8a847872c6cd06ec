"""Whole windows run in the same setting as the parts that they are made of."""

from tests.unit.collector.conftest import function, setting, state
from tests.unit.conftest import metrics_of_its_own

__all__ = ["function", "metrics_of_its_own", "setting", "state"]
