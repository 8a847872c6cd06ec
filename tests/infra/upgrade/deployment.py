"""Deploys today's program over what stands, by the local cloud's own steps, without the cloud.

The engine, its steps, its comparison and its state are the sandbox's. Only what AWS would do and
answer is made up (`tests/infra/answers.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs

from components.functions.function_archive import PROJECT
from sandbox.deploy.arguments import Arguments
from sandbox.deploy.cloud import Cloud
from sandbox.deploy.configuration import configuration
from sandbox.deploy.handlers import HANDLERS, INVOKES
from sandbox.deploy.pulumi_engine import PulumiEngine
from sandbox.deploy.resource import Context, Created, Handler, Resource, Step, belongs_to_parent
from sandbox.deploy.state import State
from sandbox.deploy.steps.removal import remove
from tests.infra.answers import Answers
from tests.infra.running import run_under

ANSWERS = Answers({})


class Told:
    """What was done with which resources, by the last word of the type, and the name."""

    def __init__(self) -> None:
        self.done: dict[str, set[tuple[str, str]]] = defaultdict(set)

    def started(self, resource: Resource) -> None:
        """What is under way is of no interest."""

    def finished(self, resource: Resource, step: Step, seconds: float) -> None:
        if resource.custom:
            self._did(step, resource)

    def failed(self, resource: Resource, words: str) -> None:
        raise AssertionError(f"{resource.type} {resource.name}: {words}")

    def deleted(self, resource: Resource) -> None:
        self._did("deleted", resource)

    def said(self, severity: str, words: str) -> None:
        raise AssertionError(f"{severity}: {words}")

    def _did(self, step: str, resource: Resource) -> None:
        self.done[step].add((resource.type.rpartition(":")[2], resource.name))


class Caller:
    """Calls the engine as the protocol would."""

    def __init__(self, engine: PulumiEngine) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> Callable[[Any], Any]:
        method = getattr(self._engine, name)
        return lambda request: method(request, None)


def upgrade(state: State) -> dict[str, set[tuple[str, str]]]:
    """Deploy the program over the state, with its settings; returns what was done with what."""
    told, handlers = Told(), {type_: _handler(type_) for type_ in HANDLERS}
    given = configuration(PROJECT, "dev", state.config)
    context = Context(Cloud("http://nowhere.invalid", "", ""), PROJECT)
    invokes = {token: _invoke(token) for token in INVOKES}
    state.begin(state.config)
    engine = PulumiEngine("dev", given, handlers, invokes, context, state, told)
    run_under(Caller(engine), given.values)
    remove(state.not_wanted(), handlers, context, state, told)
    return dict(told.done)


def _handler(type_: str) -> Handler:
    def create(name: str, arguments: Arguments, _context: Context) -> Created:
        asked = MockResourceArgs(type_, name, arguments.rest(), "", "")
        id_, properties = ANSWERS.new_resource(asked)
        return Created(id_, properties)

    def update(resource: Resource, arguments: Arguments, _context: Context) -> Created:
        arguments.accept(*arguments.changed, because="AWS takes any change that replaces nothing")
        return Created(resource.id)

    return Handler(create, belongs_to_parent, update)


def _invoke(token: str) -> Callable[[Arguments, Context], Mapping[str, Any]]:
    def answer(arguments: Arguments, _context: Context) -> Mapping[str, Any]:
        answered: Mapping[str, Any] = ANSWERS.call(MockCallArgs(token, arguments.rest(), ""))
        return answered

    return answer
