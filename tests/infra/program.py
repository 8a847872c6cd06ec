"""Runs the real program in this process, under Pulumi's mocks, and shows what it asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from google.protobuf import empty_pb2
from pulumi.runtime import mocks, rpc

from tests.infra.answers import Answers
from tests.infra.running import own_event_loop, run_under

TOKEN = "AAAAAAAAAAAAAAAAAAAAAMLheAAAAAAA0%2BuSeid%2BULvsea4JtiGRiSDSJSI%3DEUifiRBkKG5E2XzMDj"
Computed = Mapping[tuple[str, str], Mapping[str, Any]]
REQUIRED = {"track": "#USElection2020, climate change", "xBearerToken": TOKEN}


@dataclass
class Made:
    """One resource that the program asked for."""

    type: str
    name: str
    urn: str
    parent: str
    inputs: dict[str, Any]
    """As the provider would see them, secrets unwrapped."""
    visible: dict[str, Any]
    """As Pulumi's state shows them: secrets left out."""
    dependencies: set[str]
    ignored_changes: tuple[str, ...]
    input_dependencies: dict[str, set[str]]
    """URNs that each input was made of."""
    held: bool
    """Whether Pulumi would refuse to delete it, or leave it behind."""
    is_deleted_first: bool
    """Whether Pulumi deletes it before it makes the one that replaces it."""


@dataclass
class Component:
    """One component of ours."""

    type: str
    name: str
    urn: str
    former_types: tuple[str, ...]
    """Types that it had in earlier versions: what exists under them is taken over."""
    outputs: dict[str, Any] = field(default_factory=dict)


@dataclass
class Program:
    """What a run of the program asked for."""

    made: list[Made] = field(default_factory=list)
    components: list[Component] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    secret_outputs: set[str] = field(default_factory=set)
    looked_up: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What AWS was asked for, by the call's name, with its arguments."""

    def all(self, type_name: str) -> list[Made]:
        """All resources of a type such as `lambda/function:Function`, in any order."""
        return [made for made in self.made if made.type == f"aws:{type_name}"]

    def one(self, type_name: str, name: str) -> Made:
        """The resource of that type and logical name; fails unless there is exactly one."""
        (made,) = [made for made in self.all(type_name) if made.name == name]
        return made

    def waits_for(self, later: Made, earlier: Made) -> bool:
        """Whether `later` is only made after `earlier`, directly or through others."""
        by_urn = {made.urn: made for made in self.made}
        todo, seen = list(later.dependencies), set[str]()
        while todo:
            urn = todo.pop()
            if urn == earlier.urn:
                return True
            if urn not in seen and urn in by_urn:
                seen.add(urn)
                todo += by_urn[urn].dependencies
        return False


class _Monitor(mocks.MockMonitor):
    """Notes every request before the mocks answer it."""

    def __init__(self, program: Program, computed: Computed) -> None:
        answers = Answers(computed)
        super().__init__(answers)
        self.program = program
        program.looked_up = answers.looked_up

    def Invoke(self, request: Any) -> Any:
        with own_event_loop():
            return super().Invoke(request)  # type: ignore[no-untyped-call]

    def RegisterResource(self, request: Any) -> Any:
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.custom:
            self.program.made.append(_made(request, urn))
        else:
            former = tuple(alias.spec.type for alias in request.aliases)
            component = Component(request.type, request.name, urn, former)
            self.program.components.append(component)
        with own_event_loop():
            return super().RegisterResource(request)  # type: ignore[no-untyped-call]

    def RegisterResourceOutputs(self, request: Any) -> Any:
        outputs = rpc.deserialize_properties(request.outputs, keep_unknowns=True)
        for component in self.program.components:
            if component.urn == request.urn:
                component.outputs = _plain(outputs)
        if "pulumi:pulumi:Stack" in request.urn.split("::")[2].split("$")[-1]:
            self.program.outputs = _plain(outputs)
            self.program.secret_outputs = {k for k, v in outputs.items() if rpc.is_rpc_secret(v)}
        return empty_pb2.Empty()


def _made(request: Any, urn: str) -> Made:
    inputs = rpc.deserialize_properties(request.object, keep_unknowns=True)
    return Made(
        type=request.type,
        name=request.name,
        urn=urn,
        parent=request.parent,
        inputs=_plain(inputs),
        visible=_plain(inputs, with_secrets=False),
        dependencies=set(request.dependencies),
        ignored_changes=tuple(request.ignoreChanges),
        input_dependencies={
            name: set(found.urns) for name, found in request.propertyDependencies.items()
        },
        held=request.protect or request.retainOnDelete,
        is_deleted_first=request.deleteBeforeReplace,
    )


def _plain(value: Any, *, with_secrets: bool = True) -> Any:
    if rpc.is_rpc_secret(value):
        return _plain(rpc.unwrap_rpc_secret(value)) if with_secrets else "[secret]"
    if isinstance(value, dict):
        return {key: _plain(inner, with_secrets=with_secrets) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner, with_secrets=with_secrets) for inner in value]
    return value


def run(**values: str) -> Program:
    """Run `__main__.py` as stack dev in us-east-1, once for each configuration."""
    return _run_once(tuple(sorted(values.items())))


@cache
def _run_once(values: tuple[tuple[str, str], ...]) -> Program:
    return run_anew(dict(values))


def run_anew(values: Mapping[str, str], *, computed: Computed | None = None) -> Program:
    """Run it again, whatever ran before; raises what the program raises.

    `computed` stands for what an earlier deployment made, by `(kind, logical name)`.
    """
    return _run(values, computed or {})


def preview(**values: str) -> Program:
    """Run `__main__.py` as the first `pulumi preview` does, when nothing exists yet."""
    return _run(values, {}, is_preview=True)


def run_where_the_profile_is(values: Mapping[str, str]) -> Program:
    """Run it without a region in the configuration: AWS's own settings say us-west-2."""
    return _run(values, {}, is_elsewhere=True)


def _run(
    values: Mapping[str, str],
    computed: Computed,
    *,
    is_preview: bool = False,
    is_elsewhere: bool = False,
) -> Program:
    program = Program()
    monitor = _Monitor(program, computed)
    chosen = {
        f"tweet-sentiment:{key}": value for key, value in values.items() if value != "(unset)"
    }
    region = {} if is_elsewhere else {"aws:region": "us-east-1"}
    run_under(monitor, region | chosen, is_preview=is_preview)
    return program
