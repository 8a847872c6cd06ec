"""What all tests share: the real engines, each started at most once, and how laws are tried."""

import gc
import signal

import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

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


# A shell starts what runs in the background deaf to Ctrl-C, and so all that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
gc.disable()  # nothing that is imported and collected becomes garbage


def pytest_collection_finish() -> None:
    """Take what was imported and collected for kept: looking through it again takes long.

    Tests make many small things that live no longer than they do: looking for garbage among 700
    of them, as Python does, is a tenth of the work.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000)
    gc.enable()


class RoomByRoom(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives each process whole files, and one process a room that shares engines and a cloud."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file.rpartition("/")[0] if file.startswith("tests/contract/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> RoomByRoom:
    """Tell xdist how to share tests out."""
    return RoomByRoom(config, log)
