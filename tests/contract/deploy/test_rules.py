"""However `up` ends, no rule stays on X after `destroy`, and none is half there before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.deploy.cloud import Cloud
from sandbox.deploy.configuration import Value
from sandbox.deploy.deployer import DeploymentFailed, deploy, destroy
from sandbox.deploy.state import State
from sandbox.stack import local_cloud
from sandbox.stack.deployment import PROJECT
from sandbox.watch.x_remote import XRemote
from tests.contract.deploy.conftest import Recorder

BAD = [{"tag": "links", "value": "has:links"}]


@pytest.fixture
def x(running: local_cloud.LocalCloud) -> Iterator[XRemote]:
    remote = XRemote(running.addresses.x_api_url, running.addresses.control_token)
    yield remote
    remote.heal()


class Stack:
    """The project, deployed and torn down."""

    def __init__(self, cloud: Cloud, folder: Path, recorder: Recorder, token: str) -> None:
        self.cloud = cloud
        self.recorder = recorder
        self.token = token
        self.state = State(folder / "state.json")

    def up(self, number: int, **more: object) -> None:
        config = {
            "aws:region": Value("us-east-1"),
            "track": Value(", ".join(f"word{each}" for each in range(number))),
            "xBearerToken": Value(self.token, secret=True),
            **{key: Value(value) for key, value in more.items()},
        }
        deploy(PROJECT, "dev", config, self.cloud, self.state, self.recorder)

    def destroy(self) -> None:
        destroy(self.cloud, self.state, self.recorder)


@pytest.fixture
def stack(
    running: local_cloud.LocalCloud, cloud: Cloud, tmp_path: Path, recorder: Recorder
) -> Iterator[Stack]:
    made = Stack(cloud, tmp_path, recorder, running.addresses.x_token)
    yield made
    made.destroy()


def rules(x: XRemote) -> list[str]:
    return [rule["value"] for rule in x.state()["rules"]]


def test_a_rule_that_x_refuses_in_the_second_call_takes_the_first_ones_with_it(
    stack: Stack, x: XRemote
) -> None:
    with pytest.raises(DeploymentFailed, match="keyword 'links'") as caught:
        stack.up(120, rules=BAD)
    assert "Traceback" not in str(caught.value)
    assert rules(x) == []


def test_a_destroy_removes_what_an_interrupted_up_left(stack: Stack, x: XRemote) -> None:
    away = {"kind": "unavailable", "where": "rules"}
    x.order_faults({"faults": [{**away, "after_requests": 3}, *[away] * 80]})
    with pytest.raises(DeploymentFailed, match="could not be taken back"):
        stack.up(150)
    assert len(rules(x)) == 100
    x.heal()
    stack.destroy()
    assert rules(x) == []


def test_too_many_keywords_are_told_before_anything_is_made(stack: Stack, x: XRemote) -> None:
    before = x.state()["requests"]
    with pytest.raises(DeploymentFailed) as caught:
        stack.up(13_000)
    words = str(caught.value)
    assert "given:    13000 keywords" in words
    assert "Traceback" not in words
    assert len(words.splitlines()) < 10
    assert stack.state.resources == []
    assert x.state()["requests"] == before
