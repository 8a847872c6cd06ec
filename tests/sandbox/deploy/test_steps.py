"""A resource is created, changed, replaced or left, and whenever it ends nothing is forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from botocore.exceptions import ClientError

from sandbox.deploy.arguments import Arguments, ArgumentsNotHandedOn
from sandbox.deploy.cloud import Cloud
from sandbox.deploy.resource import Context, Created, Handler, Resource
from sandbox.deploy.state import State
from sandbox.deploy.steps.removal import remove
from sandbox.deploy.steps.steps import Done, Steps, Wanted
from tests.sandbox.deploy.heard import Heard

TABLE = "aws:dynamodb/table:Table"


class Killed(BaseException):
    pass


class Shelf:
    """Stands for the cloud: holds things by their id, and ends the deployment when told to."""

    def __init__(self) -> None:
        self.things: dict[str, Mapping[str, Any]] = {}
        self.made = 0
        self.calls: list[str] = []
        self.dies_after = -1

    def create(self, name: str, arguments: Arguments, _context: Context) -> Created:
        self.made += 1
        id_ = f"{arguments.take('name') or name}-{self.made}"
        known = {} if name == "unknown" else arguments.rest()
        self._do(f"create {id_}", id_, known)
        return Created(id_, {"arn": f"arn:{id_}"}, {"made": self.made})

    def update(self, resource: Resource, arguments: Arguments, _context: Context) -> Created:
        self._do(f"update {resource.id}", resource.id, {"ttl": arguments.take("ttl")})
        return Created(resource.id)

    def delete(self, resource: Resource, _context: Context) -> None:
        self._do(f"delete {resource.id}", resource.id, None)

    def _do(self, call: str, id_: str, thing: Mapping[str, Any] | None) -> None:
        if len(self.calls) == self.dies_after:
            raise Killed
        self.calls.append(call)
        if thing is None:
            del self.things[id_]
        else:
            self.things[id_] = thing


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


class Deployment:
    """Deployments of tables, one after the other, into one shelf."""

    def __init__(self, shelf: Shelf, path: Path) -> None:
        self.handlers = {TABLE: Handler(shelf.create, shelf.delete, shelf.update)}
        self.context = Context(Cloud("http://127.0.0.1:1", "key", "secret"), path.parent)
        self.path = path

    def up(self, *tables: Mapping[str, Any]) -> list[Done]:
        state = State.read(self.path)
        state.begin({})
        steps = Steps(self.handlers, self.context, state)
        done = [steps.take(wanted(**table)) for table in tables]
        problems = remove(state.not_wanted(), self.handlers, self.context, state, Heard())
        assert problems == []
        return done


@pytest.fixture
def deployment(shelf: Shelf, tmp_path: Path) -> Deployment:
    return Deployment(shelf, tmp_path / "state.json")


def wanted(logical_name: str, *, first: bool = False, **inputs: Any) -> Wanted:
    urn = f"urn:{logical_name}"
    resource = Resource(urn=urn, type=TABLE, name=logical_name, parent="", custom=True)
    return Wanted(resource, inputs, (urn,), is_deleted_first=first)


def test_the_same_program_changes_nothing_and_shows_the_same_outputs(
    shelf: Shelf, deployment: Deployment
) -> None:
    (created,) = deployment.up({"logical_name": "one", "hashKey": "a"})
    (again,) = deployment.up({"logical_name": "one", "hashKey": "a"})
    assert (again.step, again.id, again.properties) == ("unchanged", created.id, created.properties)
    assert shelf.calls == ["create one-1"]


def test_a_change_is_made_in_place(shelf: Shelf, deployment: Deployment) -> None:
    deployment.up({"logical_name": "one", "ttl": 1})
    (changed,) = deployment.up({"logical_name": "one", "ttl": 2})
    assert (changed.step, changed.id) == ("updated", "one-1")
    assert changed.properties == {"ttl": 2, "arn": "arn:one-1"}
    assert shelf.calls == ["create one-1", "update one-1"]
    (standing,) = State.read(deployment.path).resources
    assert standing.for_delete == {"made": 1}


def test_a_replacement_is_there_before_the_one_that_it_replaces_goes(
    shelf: Shelf, deployment: Deployment
) -> None:
    deployment.up({"logical_name": "one", "hashKey": "a"})
    (replaced,) = deployment.up({"logical_name": "one", "hashKey": "b"})
    assert (replaced.step, replaced.properties["arn"]) == ("replaced", "arn:one-2")
    assert shelf.calls == ["create one-1", "create one-2", "delete one-1"]


@pytest.mark.parametrize("more", [{"first": True}, {"name": "given"}])
def test_what_needs_the_name_or_says_so_is_deleted_first(
    more: dict[str, Any], shelf: Shelf, deployment: Deployment
) -> None:
    deployment.up({"logical_name": "one", "hashKey": "a", **more})
    deployment.up({"logical_name": "one", "hashKey": "b", **more})
    assert [call.split()[0] for call in shelf.calls] == ["create", "delete", "create"]


def test_what_the_program_no_longer_registers_goes_youngest_first(
    shelf: Shelf, deployment: Deployment
) -> None:
    deployment.up(*[{"logical_name": name} for name in ("one", "two", "three")])
    deployment.up({"logical_name": "two"})
    assert shelf.calls[3:] == ["delete three-3", "delete one-1"]


def test_what_came_later_goes_before_what_it_came_to_depend_on(
    shelf: Shelf, deployment: Deployment
) -> None:
    """A resource that stood before may be changed to use one that was made after it."""
    deployment.up({"logical_name": "user", "ttl": 1})
    deployment.up({"logical_name": "used"}, {"logical_name": "user", "ttl": 2})
    deployment.up()
    assert shelf.calls[-2:] == ["delete user-1", "delete used-2"]


def test_an_argument_that_nobody_hands_on_is_told_again_at_the_next_deployment(
    shelf: Shelf, deployment: Deployment
) -> None:
    deployment.up({"logical_name": "one", "ttl": 1})
    for _ in range(2):
        with pytest.raises(ArgumentsNotHandedOn, match="billingMode"):
            deployment.up({"logical_name": "one", "ttl": 1, "billingMode": "x"})


def test_what_was_made_without_an_argument_is_made_anew_once_it_is_handed_on(
    shelf: Shelf, deployment: Deployment
) -> None:
    with pytest.raises(ArgumentsNotHandedOn, match="hashKey"):
        deployment.up({"logical_name": "unknown", "hashKey": "a"})
    with pytest.raises(ArgumentsNotHandedOn, match="hashKey"):
        deployment.up({"logical_name": "unknown", "hashKey": "a"})
    deployment.up({"logical_name": "unknown"})
    assert [*shelf.things] == ["unknown-3"]


def test_an_input_that_was_taken_away_must_be_handled_too(deployment: Deployment) -> None:
    deployment.up({"logical_name": "one", "billingMode": "x"})
    with pytest.raises(ArgumentsNotHandedOn, match="billingMode"):
        deployment.up({"logical_name": "one"})


def test_a_former_urn_finds_the_resource_and_gives_it_the_new_one(
    shelf: Shelf, deployment: Deployment
) -> None:
    deployment.up({"logical_name": "old"})
    state = State.read(deployment.path)
    state.begin({})
    steps = Steps(deployment.handlers, deployment.context, state)
    renamed = wanted("new")
    done = steps.take(replace(renamed, urns=("urn:new", "urn:old")))
    assert (done.step, done.id) == ("unchanged", "old-1")
    assert [each.urn for each in State.read(deployment.path).resources] == ["urn:new"]
    assert shelf.calls == ["create old-1"]


@pytest.mark.parametrize(
    ("code", "left"), [("ResourceNotFoundException", []), ("ThrottlingException", ["one"])]
)
def test_what_is_gone_already_is_forgotten_and_what_was_refused_is_not(
    code: str, left: list[str], deployment: Deployment
) -> None:
    deployment.up({"logical_name": "one"})
    state = State.read(deployment.path)

    def delete(*_: Any) -> NoReturn:
        raise ClientError({"Error": {"Code": code}}, "DeleteTable")

    handlers = {TABLE: Handler(deployment.handlers[TABLE].create, delete)}
    problems = remove(state.resources, handlers, deployment.context, state, Heard())
    assert [each.name for each in State.read(deployment.path).resources] == left
    assert [code in problem for problem in problems] == [True for _ in left]


@pytest.mark.parametrize("call", range(6))
def test_a_deployment_that_is_killed_anywhere_loses_nothing_that_it_did_not_tell_of(
    call: int, shelf: Shelf, deployment: Deployment
) -> None:
    deployment.up(*[{"logical_name": name, "hashKey": "a"} for name in ("one", "two", "gone")])
    after: list[dict[str, Any]] = [
        {"logical_name": "one", "hashKey": "b"},
        {"logical_name": "two", "hashKey": "b", "first": True},
        {"logical_name": "new"},
    ]
    shelf.dies_after = len(shelf.calls) + call
    with pytest.raises(Killed):
        deployment.up(*after)
    known = {each.id for each in State.read(deployment.path).resources}
    assert set(shelf.things) <= known
    shelf.dies_after = -1
    deployment.up(*after)
    assert sorted(id_.split("-")[0] for id_ in shelf.things) == ["new", "one", "two"]
    assert {each.id for each in State.read(deployment.path).resources} == set(shelf.things)
