"""Runs the real program in this process, under Pulumi's mocks, and shows what it asked for."""

from __future__ import annotations

import asyncio
import logging
import os
import runpy
import warnings
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi_aws
from google.protobuf import empty_pb2
from pulumi.runtime import config, mocks, rpc, settings, stack

from components.functions.function_archive import PROJECT

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    # Services are loaded at first use; these two warn of deprecated classes of their own.
    _ = (pulumi_aws.lambda_.Function, pulumi_aws.s3.Bucket)

ACCOUNT = "123456789012"
TOKEN = "AAAAAAAAAAAAAAAAAAAAAMLheAAAAAAA0%2BuSeid%2BULvsea4JtiGRiSDSJSI%3DEUifiRBkKG5E2XzMDj"
PASSWORD = "made-up-Passw0rd-of-the-mocks"
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


@dataclass
class Program:
    """What a run of the program asked for."""

    made: list[Made] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    secret_outputs: set[str] = field(default_factory=set)

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


class _Answers(mocks.Mocks):
    """Answers as AWS would: what resources compute, and what can be looked up."""

    def call(self, args: mocks.MockCallArgs) -> Any:
        return {
            "aws:index/getCallerIdentity:getCallerIdentity": {"accountId": ACCOUNT},
            "aws:index/getPartition:getPartition": {"partition": "aws"},
            "aws:index/getRegion:getRegion": {"region": "us-east-1"},
            "aws:secretsmanager/getRandomPassword:getRandomPassword": {"randomPassword": PASSWORD},
        }[args.token]

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        if settings.is_dry_run():
            return "", args.inputs  # what AWS computes is not known yet
        physical = args.inputs.get("name") or f"{args.name}-1a2b3c4"
        kind = args.typ.rsplit(":", 1)[-1]
        computed: dict[str, Any] = {"name": physical}
        if kind in _ARNS:
            computed["arn"] = _ARNS[kind].format(args.inputs.get("domainName", physical))
        if kind == "SecretVersion":
            computed["versionId"] = f"version-of-{args.name}"
        if kind == "Bucket":
            computed["bucket"] = physical
        if kind == "Domain":
            computed["endpoint"] = "search-tweets-abc.us-east-1.es.amazonaws.com"
            computed["engineVersion"] = _Monitor.deployed_engine or args.inputs["engineVersion"]
        return f"{args.name}-id", {**args.inputs, **computed}


_PLACE = f"us-east-1:{ACCOUNT}"
_ARNS = {
    "Bucket": "arn:aws:s3:::{}",
    "Domain": f"arn:aws:es:{_PLACE}:domain/{{}}",
    "FirehoseDeliveryStream": f"arn:aws:firehose:{_PLACE}:deliverystream/{{}}",
    "Function": f"arn:aws:lambda:{_PLACE}:function:{{}}",
    "LogGroup": f"arn:aws:logs:{_PLACE}:log-group:{{}}",
    "Queue": f"arn:aws:sqs:{_PLACE}:{{}}",
    "Role": f"arn:aws:iam::{ACCOUNT}:role/{{}}",
    "Secret": f"arn:aws:secretsmanager:{_PLACE}:secret:{{}}-a1B2c3",
    "Table": f"arn:aws:dynamodb:{_PLACE}:table/{{}}",
    "Topic": f"arn:aws:sns:{_PLACE}:{{}}",
}


class _Monitor(mocks.MockMonitor):
    """Notes every request before the mocks answer it."""

    deployed_engine: str = ""

    def __init__(self, program: Program) -> None:
        super().__init__(_Answers())
        self.program = program

    def Invoke(self, request: Any) -> Any:
        with _own_event_loop():
            return super().Invoke(request)  # type: ignore[no-untyped-call]

    def RegisterResource(self, request: Any) -> Any:
        if request.custom:
            inputs = rpc.deserialize_properties(request.object, keep_unknowns=True)
            made = Made(
                type=request.type,
                name=request.name,
                urn=self.make_urn(request.parent, request.type, request.name),
                parent=request.parent,
                inputs=_plain(inputs),
                visible=_plain(inputs, with_secrets=False),
                dependencies=set(request.dependencies),
                ignored_changes=tuple(request.ignoreChanges),
            )
            self.program.made.append(made)
        with _own_event_loop():
            return super().RegisterResource(request)  # type: ignore[no-untyped-call]

    def RegisterResourceOutputs(self, request: Any) -> Any:
        if "pulumi:pulumi:Stack" in request.urn.split("::")[2]:
            outputs = rpc.deserialize_properties(request.outputs, keep_unknowns=True)
            self.program.outputs = _plain(outputs)
            self.program.secret_outputs = {k for k, v in outputs.items() if rpc.is_rpc_secret(v)}
        return empty_pb2.Empty()


def _plain(value: Any, *, with_secrets: bool = True) -> Any:
    if rpc.is_rpc_secret(value):
        return _plain(rpc.unwrap_rpc_secret(value)) if with_secrets else "[secret]"
    if isinstance(value, dict):
        return {key: _plain(inner, with_secrets=with_secrets) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner, with_secrets=with_secrets) for inner in value]
    return value


def run(*, deployed_engine: str = "", **values: str) -> Program:
    """Run `__main__.py` as stack dev in us-east-1; raises what the program raises.

    `deployed_engine` stands for a domain that an earlier deployment made.
    """
    return _run(values, deployed_engine=deployed_engine)


def preview(**values: str) -> Program:
    """Run `__main__.py` as the first `pulumi preview` does, when nothing exists yet."""
    return _run(values, is_preview=True)


def _run(values: dict[str, str], *, deployed_engine: str = "", is_preview: bool = False) -> Program:
    program = Program()
    monitor = _Monitor(program)
    _Monitor.deployed_engine = deployed_engine
    chosen = {
        f"tweet-sentiment:{key}": value for key, value in values.items() if value != "(unset)"
    }
    config.set_all_config({"aws:region": "us-east-1", **chosen}, ["tweet-sentiment:xBearerToken"])
    features = monitor.GetDeploymentInfo(empty_pb2.Empty())  # type: ignore[no-untyped-call]
    settings.configure(
        mocks.MockSettings(  # type: ignore[no-untyped-call]
            monitor=monitor,
            monitor_features=set(features.supportedFeatures),
            engine=mocks.MockEngine(None),
            project="tweet-sentiment",
            stack="dev",
            dry_run=is_preview,
            organization="organization",
            callbacks=None,
            root_directory=str(PROJECT),
        )
    )

    def main() -> Awaitable[None] | None:
        runpy.run_path(str(PROJECT / "__main__.py"), run_name="__main__")
        return None

    # Pulumi's launcher silences asyncio too: a failed output is told once, by the exception.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    with _in_project():
        asyncio.run(stack.run_in_stack(main))
    return program


@contextmanager
def _own_event_loop() -> Iterator[None]:
    """Give the thread a loop and close it: the mocks would leave theirs open."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        yield
    finally:
        asyncio.set_event_loop(None)
        loop.close()


@contextmanager
def _in_project() -> Iterator[None]:
    before = Path.cwd()
    os.chdir(PROJECT)
    try:
        yield
    finally:
        os.chdir(before)
