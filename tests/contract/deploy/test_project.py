"""The project's own program, with every option; what it cannot use it refuses before it begins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sandbox.deploy.cloud import Cloud
from sandbox.deploy.configuration import ConfigurationError, Value
from sandbox.deploy.deployer import DeploymentFailed, deploy, destroy
from sandbox.deploy.state import State
from sandbox.stack import local_cloud
from sandbox.stack.deployment import PROJECT
from tests.contract.deploy.conftest import Recorder
from tests.contract.deploy.options import EVERY_OPTION

GOOD = {
    "aws:region": Value("us-east-1"),
    "track": Value("tea"),
    "xBearerToken": Value("A" * 80, secret=True),
}


def test_every_option_can_be_deployed_at_once_and_torn_down(
    running: local_cloud.LocalCloud,
    cloud: Cloud,
    tmp_path: Path,
    recorder: Recorder,
) -> None:
    config = {key: Value(content) for key, content in EVERY_OPTION.items()}
    config["engineVersion"] = Value("OpenSearch_2.19")
    config["xBearerToken"] = Value(running.addresses.x_token, secret=True)
    state = State(tmp_path / "state.json")
    deploy(PROJECT, "dev", config, cloud, state, recorder)
    assert {rule["tag"] for rule in state.outputs["rules"]} == {
        "tea",
        '"hot coffee"',
        "@someone",
        "probes",
    }
    assert state.secret_outputs == ["kibana_password"]
    types = {resource.type.rpartition(":")[2] for resource in state.resources}
    assert {"TopicSubscription", "Domain", "FirehoseDeliveryStream", "Schedule"} <= types
    told = "\n".join(recorder.lines)
    assert running.addresses.x_token not in told
    assert state.outputs["kibana_password"] not in told
    destroy(cloud, state, recorder)
    assert state.resources == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"track": ""}, ["track"]),
        ({"windowMinutes": 0}, ["windowMinutes", "0", "14"]),
        ({"windowMinutes": 20}, ["windowMinutes", "20", "14"]),
        ({"aws:region": "eu-north-1"}, ["comprehendRegion", "eu-north-1"]),
        ({"track": "", "windowMinutes": 20, "retentionDays": 0}, ["track", "windowMinutes"]),
    ],
)
def test_a_setting_that_cannot_be_used_is_explained(
    changes: dict[str, Any], words: list[str], cloud: Cloud, tmp_path: Path, recorder: Recorder
) -> None:
    config = {**GOOD, **{key: Value(content) for key, content in changes.items()}}
    state = State(tmp_path / "state.json")
    with pytest.raises(DeploymentFailed) as refusal:
        deploy(PROJECT, "dev", config, cloud, state, recorder)
    assert [word for word in words if word not in str(refusal.value)] == []
    assert "Traceback" not in str(refusal.value)
    assert state.resources == []


def test_a_token_that_is_none_is_refused_without_being_shown(
    cloud: Cloud, tmp_path: Path, recorder: Recorder
) -> None:
    config = {**GOOD, "xBearerToken": Value("Bearer my-own-token", secret=True)}
    state = State(tmp_path / "state.json")
    with pytest.raises(DeploymentFailed, match="xBearerToken") as refusal:
        deploy(PROJECT, "dev", config, cloud, state, recorder)
    assert "my-own-token" not in str(refusal.value)


def test_a_missing_setting_is_told_in_the_words_of_the_command_line(
    cloud: Cloud, tmp_path: Path, recorder: Recorder
) -> None:
    config = {key: value for key, value in GOOD.items() if key != "track"}
    with pytest.raises(ConfigurationError, match="is missing configuration value 'track'"):
        deploy(PROJECT, "dev", config, cloud, State(tmp_path / "state.json"), recorder)
