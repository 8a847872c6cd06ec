"""The state file always says what stands in the local cloud."""

import json
import stat
from pathlib import Path

from sandbox.deploy.resource import Resource
from sandbox.deploy.state import State


def resource(name: str) -> Resource:
    return Resource(
        urn=f"urn:{name}", type="a:b/c:C", name=name, parent="", custom=True, id=f"{name}-1"
    )


def test_every_resource_is_on_disk_as_soon_as_it_is_created(tmp_path: Path) -> None:
    state = State(tmp_path / "state.json")
    for name in ("one", "two", "three"):
        state.add(resource(name))
        assert State.read(state.path).resources == state.resources
    state.remove(resource("two"))
    assert [left.name for left in State.read(state.path).resources] == ["one", "three"]


def test_only_the_owner_can_read_the_file(tmp_path: Path) -> None:
    state = State(tmp_path / "state.json")
    state.set_outputs({"password": "hidden"}, ["password"])
    assert stat.S_IMODE(state.path.stat().st_mode) == 0o600


def test_secret_outputs_are_masked_when_shown(tmp_path: Path) -> None:
    state = State(tmp_path / "state.json")
    state.set_outputs({"url": "u", "password": "hidden"}, ["password"])
    assert State.read(state.path).shown_outputs() == {"url": "u", "password": "[secret]"}


def test_nothing_deployed_is_an_empty_state(tmp_path: Path) -> None:
    assert State.read(tmp_path / "none.json").resources == []


def test_the_file_is_plain_json(tmp_path: Path) -> None:
    state = State(tmp_path / "state.json")
    state.add(resource("one"))
    assert json.loads(state.path.read_text())["resources"][0]["id"] == "one-1"
