"""What all tests share: the real engines, each started at most once, and how laws are tried."""

import gc

import hypothesis

from tests.engines import elasticsearch_710, noida, opensearch_219, secured_opensearch

__all__ = ["elasticsearch_710", "noida", "opensearch_219", "secured_opensearch"]

# A machine that is busy with something else is no fault of the product. Each run tries other
# examples; `--hypothesis-profile=thorough` tries many at once.
for name, examples in (("patient", 25), ("thorough", 1000)):
    hypothesis.settings.register_profile(
        name,
        deadline=None,
        max_examples=examples,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
hypothesis.settings.load_profile("patient")


def pytest_collection_finish() -> None:
    """Take what was imported and collected for kept: looking through it again takes long."""
    gc.collect()
    gc.freeze()
