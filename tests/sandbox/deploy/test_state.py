"""The state file always says what stands in the local cloud."""

import json
import stat
from dataclasses import replace
from pathlib import Path

from sandbox.deploy.configuration import Value
from sandbox.deploy.resource import Resource
from sandbox.deploy.state import State


def resource(name: str) -> Resource:
    return Resource(
        urn=f"urn:{name}", type="a:b/c:C", name=name, parent="", custom=True, id=f"{name}-1"
    )


def test_every_resource_is_on_disk_as_soon_as_it_is_created(tmp_path: Path) -> None:
    state = State(tmp_path / "state.json")
    for name in ("one", "two", "three"):
        state.put(resource(name))
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


def test_outputs_can_be_read_as_they_were_typed(tmp_path: Path) -> None:
    state = State(tmp_path / "state.json")
    state.set_outputs({"rules": [{"tag": "#कॉफ़ी"}], "url": "u", "password": ["x"]}, ["password"])
    expected = {"rules": '[{"tag": "#कॉफ़ी"}]', "url": "u", "password": "[secret]"}
    assert state.outputs_in_words() == expected


def test_nothing_deployed_is_an_empty_state(tmp_path: Path) -> None:
    assert State.read(tmp_path / "none.json").resources == []


def test_the_file_is_plain_json(tmp_path: Path) -> None:
    state = State(tmp_path / "state.json")
    state.put(resource("one"))
    assert json.loads(state.path.read_text())["resources"][0]["id"] == "one-1"


def test_what_a_deployment_has_not_come_to_is_known_and_stands_behind(tmp_path: Path) -> None:
    state = State(tmp_path / "state.json")
    one, two, three = resource("one"), resource("two"), resource("three")
    for each in (one, two, three):
        state.put(each)
    state.begin({"track": Value("tea")})
    state.put(two, instead_of=two)
    state.put_replacement(replace(one, id="one-2"), one)
    left = [(each.id, each.is_replaced) for each in state.not_wanted()]
    assert left == [("one-1", True), ("three-1", False)]
    again = State.read(state.path)
    assert [each.id for each in again.resources] == ["two-1", "one-2", "one-1", "three-1"]
    assert again.config == {"track": Value("tea")}
    standing = again.standing({"urn:one"})
    assert standing is not None
    assert standing.id == "one-2"


def test_a_creation_that_was_killed_is_known_and_one_that_failed_is_not(tmp_path: Path) -> None:
    state = State(tmp_path / "state.json")
    with state.creating(resource("one")):
        assert State.read(state.path).under_way == {"urn:one": "a:b/c:C one"}
    assert State.read(state.path).under_way == {}
    with state.creating(resource("two")):
        state.put(resource("two"))
        assert State.read(state.path).under_way == {}


def test_a_file_of_an_older_version_can_be_read_to_be_torn_down(tmp_path: Path) -> None:
    entry = {"urn": "u", "type": "t", "name": "n", "parent": "", "custom": True, "id": "i"}
    content = {"resources": [entry], "outputs": {}, "secret_outputs": []}
    (tmp_path / "state.json").write_text(json.dumps(content))
    state = State.read(tmp_path / "state.json")
    assert state.is_of_older_format
    assert [each.id for each in state.resources] == ["i"]
