"""A secret of an earlier deployment is in no message of a later one."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import pytest
from pulumi.runtime.proto import resource_pb2

from sandbox.deploy import wire
from sandbox.deploy.cloud import Cloud
from sandbox.deploy.configuration import Configuration
from sandbox.deploy.pulumi_engine import PulumiEngine
from sandbox.deploy.resource import Context, Handler, Resource
from sandbox.deploy.state import State
from tests.sandbox.deploy.heard import Aborted, Call, Heard

TYPE = "aws:secretsmanager/secretVersion:SecretVersion"
URN = f"urn:pulumi:dev::tweets::{TYPE}::password"
OLD = "the-password-of-the-first-deployment"


def test_a_password_whose_change_is_ignored_is_not_told(tmp_path: Path) -> None:
    state = State(tmp_path / "state.json")
    inputs = {"secretId": "a", "secretString": wire.secret(OLD)}
    state.put(Resource(URN, TYPE, "password", "", True, id="p-1", inputs=inputs))
    state.begin({})

    def update(*_: Any) -> NoReturn:
        raise ValueError(f"{OLD} can't be changed")

    heard = Heard()
    engine = PulumiEngine(
        "dev",
        Configuration("tweets", {}, ()),
        {TYPE: Handler(update, update, update)},
        {},
        Context(Cloud("http://127.0.0.1:1", "key", "secret"), tmp_path),
        state,
        heard,
    )
    request = resource_pb2.RegisterResourceRequest(
        type=TYPE,
        name="password",
        custom=True,
        ignoreChanges=["secretString"],
        object=wire.to_struct({"secretId": "a", "secretString": "new", "versionStages": ["x"]}),
    )
    with pytest.raises(Aborted):
        engine.RegisterResource(request, Call())  # type: ignore[arg-type]
    assert heard.failures == ["[secret] can't be changed"]
