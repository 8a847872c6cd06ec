"""A running local cloud with something behind each of its doors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.cloud.local_account import LocalAccount, RunningCloud
from tests.contract.trust.targets import VICTIM, Target, all_targets

CODE = "def handler(event, context): return 'the code ran'"


@pytest.fixture(scope="session")
def running_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCloud]:
    cloud = RunningCloud(tmp_path_factory.mktemp("trust") / "sandbox")
    yield cloud
    assert cloud.stop() == 0


@pytest.fixture(scope="session")
def account(running_cloud: RunningCloud) -> LocalAccount:
    account = LocalAccount(running_cloud.addresses)
    account.domain("posts")
    account.function(VICTIM, CODE, account.role(VICTIM, "lambda.amazonaws.com"))
    return account


@pytest.fixture(scope="session")
def targets(account: LocalAccount) -> dict[str, Target]:
    return {target.name: target for target in all_targets(account)}
