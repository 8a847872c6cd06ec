"""The engine's side of Pulumi's protocol: registering a resource creates it in the local cloud.

The program talks to it over gRPC exactly as it talks to the engine of the command line. What it
does with a resource that stands already is said in `steps.py`.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import (
    engine_pb2,
    engine_pb2_grpc,
    resource_pb2,
    resource_pb2_grpc,
)

from sandbox.deploy import wire
from sandbox.deploy.arguments import Arguments
from sandbox.deploy.cloud import words_of
from sandbox.deploy.configuration import Configuration
from sandbox.deploy.names import Names
from sandbox.deploy.options import refuse_unknown_options
from sandbox.deploy.progress import Progress
from sandbox.deploy.resource import Context, Handler, Resource
from sandbox.deploy.state import State
from sandbox.deploy.steps.steps import Done, Steps, Wanted

STACK_TYPE = "pulumi:pulumi:Stack"

Invoke = Callable[[Arguments, Context], Mapping[str, Any]]


class PulumiEngine(resource_pb2_grpc.ResourceMonitorServicer, engine_pb2_grpc.EngineServicer):
    """One deployment. Its methods are called from several threads at once."""

    def __init__(
        self,
        stack: str,
        settings: Configuration,
        handlers: Mapping[str, Handler],
        invokes: Mapping[str, Invoke],
        context: Context,
        state: State,
        progress: Progress,
    ) -> None:
        self.failures: list[str] = []
        self.errors: list[str] = []
        self.counts: Counter[str] = Counter()
        self._names = Names(stack, settings.project)
        self._steps = Steps(handlers, context, state)
        self._invokes = invokes
        self._context, self._state, self._progress = context, state, progress
        self._stack_urn = ""
        self._urns: set[str] = set()
        self._secrets = {settings.values[key] for key in settings.secret_keys} - {""}
        for standing in state.resources:
            self._secrets |= wire.secret_texts(standing.inputs)
        self._root = ""
        self._is_left = False
        self._lock = threading.Lock()

    def leave(self) -> None:
        """Tell no failure any more: what ends a deployment lets what is under way fail."""
        self._is_left = True

    def GetDeploymentInfo(self, request: Any, context: Any) -> Any:  # noqa: ARG002
        """Announce what this engine understands: secrets, and options sent in today's form."""
        return resource_pb2.DeploymentInfo(
            supportedFeatures=[
                resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
                resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
                resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
            ]
        )

    def RegisterResource(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Create, change, replace or leave the resource, or refuse with words that name it."""
        resource = Resource(
            urn=self._names.urn(request.parent, request.type, request.name),
            type=request.type,
            name=request.name,
            parent=request.parent,
            custom=request.custom,
        )
        if request.type == STACK_TYPE:
            self._stack_urn = self._names.root = resource.urn
            return resource_pb2.RegisterResourceResponse(urn=resource.urn)
        inputs = wire.from_struct(request.object)
        with self._lock:
            known = resource.urn in self._urns
            self._urns.add(resource.urn)
            self._secrets |= wire.secret_texts(inputs)
        self._progress.started(resource)
        begun = time.monotonic()
        try:
            done = self._take(request, resource, inputs, known)
        except Exception as error:  # told to the person, whatever it is
            words = self._without_secrets(words_of(error))
            self.failures.append(f"{resource.type} {resource.name}: {words}")
            if not self._is_left:
                self._progress.failed(resource, words)
            _refuse(context, words)
        self._progress.finished(resource, done.step, time.monotonic() - begun)
        properties = dict(done.properties)
        for name in request.additionalSecretOutputs:
            properties[name] = wire.secret(properties.get(name))
        return resource_pb2.RegisterResourceResponse(
            urn=resource.urn, id=done.id, object=wire.to_struct(properties)
        )

    def _take(
        self, request: Any, resource: Resource, inputs: Mapping[str, Any], known: bool
    ) -> Done:
        if known:
            raise ValueError(f"Duplicate resource URN '{resource.urn}'; try a unique name")
        refuse_unknown_options(request)
        urns = self._names.all_urns(request)
        if not resource.custom:
            return Done("unchanged", "", inputs)
        wanted = Wanted(
            resource, inputs, urns, tuple(request.ignoreChanges), request.deleteBeforeReplace
        )
        done = self._steps.take(wanted)
        with self._lock:
            self.counts[done.step] += 1
        return done

    def RegisterResourceOutputs(self, request: Any, context: Any) -> Any:  # noqa: ARG002
        """Record the stack's outputs; those of components are of no interest."""
        if request.urn == self._stack_urn:
            outputs = wire.from_struct(request.outputs)
            secret = [name for name, value in outputs.items() if wire.contains_secret(value)]
            self._state.set_outputs(wire.unwrapped(outputs), secret)
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Answer a provider's function, or refuse one that is not known."""
        arguments = Arguments(wire.unwrapped(wire.from_struct(request.args)))
        try:
            answer = self._answer(request.tok, arguments)
        except Exception as error:  # told to the person, whatever it is
            words = self._without_secrets(words_of(error))
            self.failures.append(f"{request.tok}: {words}")
            _refuse(context, words)
        response = resource_pb2.ResourceInvokeResponse()
        getattr(response, "return").CopyFrom(
            wire.to_struct(answer)
        )  # the field's name is a keyword
        return response

    def _answer(self, token: str, arguments: Arguments) -> Mapping[str, Any]:
        if token not in self._invokes:
            raise NotImplementedError(f"the local cloud has no answer for {token}")
        answer = self._invokes[token](arguments, self._context)
        arguments.check_all_read()
        return answer

    def ReadResource(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Refuse: nothing stands in a new local cloud that could be read."""
        _refuse(context, f"the local cloud cannot read an existing {request.type} {request.name}")

    def SignalAndWaitForShutdown(self, request: Any, context: Any) -> Any:  # noqa: ARG002
        """Let the program end: no hooks wait for it."""
        return empty_pb2.Empty()

    def Log(self, request: Any, context: Any) -> Any:  # noqa: ARG002
        """Pass on what the program says."""
        severity = engine_pb2.LogSeverity.Name(request.severity).lower()
        words = self._without_secrets(request.message)
        if severity == "error":
            self.errors.append(words)
        elif severity != "debug":
            self._progress.said(severity, words)
        return empty_pb2.Empty()

    def GetRootResource(self, request: Any, context: Any) -> Any:  # noqa: ARG002
        """Give the stack's own name."""
        return engine_pb2.GetRootResourceResponse(urn=self._root)

    def SetRootResource(self, request: Any, context: Any) -> Any:  # noqa: ARG002
        """Remember the stack's own name."""
        self._root = request.urn
        return engine_pb2.SetRootResourceResponse()

    def _without_secrets(self, words: str) -> str:
        with self._lock:
            for text in sorted(self._secrets, key=len, reverse=True):
                words = words.replace(text, "[secret]")
        return words


def _refuse(context: grpc.ServicerContext, words: str) -> NoReturn:
    context.abort(grpc.StatusCode.UNKNOWN, words)
    raise AssertionError("abort always raises")
