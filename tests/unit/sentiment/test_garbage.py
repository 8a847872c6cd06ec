import gc
from collections.abc import Iterator

import pytest

from sentiment.garbage import search_cycles_rarely


@pytest.fixture
def threshold() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(*before)
    yield
    gc.set_threshold(*before)


def test_cycles_are_searched_after_100_000_objects(threshold: None) -> None:
    gc.set_threshold(700)
    search_cycles_rarely()
    assert gc.get_threshold()[0] == 100_000
