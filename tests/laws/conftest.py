"""Laws are tried in the same setting as the parts that keep them."""

from tests.unit.conftest import metrics_of_its_own

__all__ = ["metrics_of_its_own"]
