"""What all tests share: the real engines, each started at most once, and no limit of real time."""

from hypothesis import HealthCheck, settings

import hypothesis

__all__ = ["elasticsearch_710", "noida", "opensearch_219"]

# A busy machine is no fault of what is tested.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")
