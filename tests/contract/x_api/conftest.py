"""A stand-in a test, its time in the test's hands."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
import tweepy  # type: ignore[import-untyped]

from sandbox.clock import RealClock
from sandbox.x_api import XApi
from tests.contract.x_api.clients import PATIENCE_SECONDS, TOKEN, Reader, client_of


class SetClock:
    """A time of day that only moves when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1_795_446_000.0  # 2026-11-23T15:00:00Z

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def now() -> SetClock:
    return SetClock()


@pytest.fixture
def api(now: SetClock) -> Iterator[XApi]:
    """The stand-in at full scale: its seconds are the test's clock; keep-alives every 50 ms."""
    before = set(threading.enumerate())
    with XApi(TOKEN, clock=RealClock(now), seed=1) as started:
        started.settings.keep_alive_seconds = 0.05
        yield started
    left = [thread for thread in threading.enumerate() if thread.name.startswith("x-api")]
    assert not set(left) - before


@pytest.fixture
def rule(api: XApi) -> str:
    """A rule for the word 'turbine', tagged 'wind'; its id."""
    added = Reader(api).add_rules(tweepy.StreamRule("turbine", "wind"))
    return str(added.data[0].id)


@pytest.fixture
def connect(api: XApi, rule: str) -> Iterator[Callable[..., Reader]]:
    """Connect, and return once the stand-in has accepted."""
    readers: list[Reader] = []

    def connected(**parameters: object) -> Reader:
        accepted = api.state()["connects_accepted"]
        reader = Reader(api).begin(**parameters)
        readers.append(reader)
        assert api.wait_until(lambda s: s["connects_accepted"] > accepted, PATIENCE_SECONDS)
        return reader

    yield connected
    for reader in readers:
        if reader.running:
            reader.hang_up()


@pytest.fixture
def client(api: XApi) -> tweepy.Client:
    return client_of(api)
