from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contract.cloud.local_account import LocalAccount, RunningCloud
from tests.contract.cloud.stream import DeliveryStream

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def running_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCloud]:
    folder: Path = tmp_path_factory.mktemp("local-cloud") / "sandbox"
    cloud = RunningCloud(folder)
    yield cloud
    assert cloud.stop() == 0


@pytest.fixture(scope="session")
def shared_account(running_cloud: RunningCloud) -> LocalAccount:
    account = LocalAccount(running_cloud.addresses)
    account.domain("posts")
    return account


@pytest.fixture
def account(shared_account: LocalAccount) -> Iterator[LocalAccount]:
    yield shared_account
    shared_account.order("heal")


@pytest.fixture
def unique() -> Callable[[str], str]:
    return lambda name: f"{name}-{next(_numbers)}"


@pytest.fixture
def make_stream(
    account: LocalAccount, unique: Callable[[str], str]
) -> Iterator[Callable[..., DeliveryStream]]:
    made: list[DeliveryStream] = []

    def make(**arguments: Any) -> DeliveryStream:
        made.append(DeliveryStream(account, unique("stream"), **arguments))
        return made[-1]

    yield make
    for stream in made:
        stream.delete()
