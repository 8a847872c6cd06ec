"""The local cloud runs the product's functions, each with its own metrics."""

from tests.unit.conftest import metrics_of_its_own

__all__ = ["metrics_of_its_own"]
