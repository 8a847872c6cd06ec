"""What fails because a person ended the deployment is not told as a failure."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import pytest
from pulumi.runtime.proto import resource_pb2

from sandbox.deploy.cloud import Cloud
from sandbox.deploy.configuration import Configuration, Value
from sandbox.deploy.deployer import deploy
from sandbox.deploy.pulumi_engine import PulumiEngine
from sandbox.deploy.resource import Context, Handler, Resource
from sandbox.deploy.state import State
from tests.sandbox.deploy.heard import Aborted, Call, Heard

BUCKET = resource_pb2.RegisterResourceRequest(type="aws:s3/bucket:Bucket", name="b", custom=True)


@pytest.mark.parametrize(("is_ended", "told"), [(False, ["nobody answers"]), (True, [])])
def test_what_fails_after_the_end_is_not_told(
    tmp_path: Path, is_ended: bool, told: list[str]
) -> None:
    heard = Heard()
    engines: list[PulumiEngine] = []

    def create(*_: Any) -> NoReturn:
        if is_ended:
            engines[0].leave()
        raise ConnectionError("nobody answers")

    engine = PulumiEngine(
        "dev",
        Configuration("tweets", {}, ()),
        {BUCKET.type: Handler(create, lambda *_: None)},
        {},
        Context(Cloud("http://127.0.0.1:1", "key", "secret"), tmp_path),
        State(tmp_path / "state.json"),
        heard,
    )
    engines.append(engine)
    with pytest.raises(Aborted, match="nobody answers"):
        engine.RegisterResource(BUCKET, Call())  # type: ignore[arg-type]
    assert heard.failures == told


def test_settings_hold_for_the_next_deployment_when_the_look_at_what_stands_is_ended(
    tmp_path: Path,
) -> None:
    def end(**_: Any) -> NoReturn:
        raise KeyboardInterrupt

    (tmp_path / "Pulumi.yaml").write_text("name: small\nruntime: python\n")
    cloud = Cloud("http://127.0.0.1:1", "key", "secret")
    cloud.client("sqs").meta.events.register("before-send", end)
    state = State(tmp_path / "state.json")
    state.put(Resource("urn:queue", "aws:sqs/queue:Queue", "queue", "", custom=True, id="queue"))
    with pytest.raises(KeyboardInterrupt):
        deploy(tmp_path, "dev", {"track": Value("tea")}, cloud, state, Heard())
    assert State.read(state.path).config == {"track": Value("tea")}
