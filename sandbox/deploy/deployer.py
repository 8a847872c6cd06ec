"""Deploy a Pulumi program into the local cloud, and tear it down again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import grpc
from pulumi.runtime.proto import engine_pb2_grpc, resource_pb2_grpc

from sandbox.deploy.cloud import Cloud, words_of
from sandbox.deploy.configuration import Configuration, Value, configuration
from sandbox.deploy.handlers import HANDLERS, INVOKES
from sandbox.deploy.progress import Progress
from sandbox.deploy.pulumi_engine import PulumiEngine
from sandbox.deploy.resource import Context
from sandbox.deploy.state import State

# One message may hold a dashboard; Pulumi's own channel allows 400 MiB.
MESSAGE_BYTES = 400 * 1024 * 1024
THREADS = 16
FINISH_SECONDS = 30
ROOT = Path(__file__).resolve().parents[2]


class DeploymentFailed(Exception):
    """The program could not be deployed; the message has one line per reason."""


class TearDownFailed(Exception):
    """Some resources could not be deleted; they stay in the state file."""


def deploy(
    folder: Path,
    stack: str,
    config: Mapping[str, Value],
    cloud: Cloud,
    state: State,
    progress: Progress,
) -> None:
    """Run the program of the folder and create what it registers; `state` is kept up to date.

    Raises ConfigurationError before anything is made, DeploymentFailed with the words of whatever
    refused; `state` holds what was made until then. After Ctrl-C a call that was under way may
    still make something that `state` does not hold.
    """
    folder = folder.resolve()
    settings = configuration(folder, stack, config)
    context = Context(cloud, folder)
    engine = PulumiEngine(stack, settings, HANDLERS, INVOKES, context, state, progress)
    with _served(engine) as address:
        code, output = _run_program(folder, stack, settings, address)
    reasons = engine.failures or engine.errors
    if code != 0 and not reasons:
        reasons = [f"the program ended with exit code {code}: {output.strip()[-2000:]}"]
    if reasons:
        raise DeploymentFailed("\n".join(reasons))


def destroy(cloud: Cloud, state: State, progress: Progress) -> None:
    """Delete what the state holds, the youngest first. Raises TearDownFailed after trying all."""
    context = Context(cloud, ROOT)
    problems = []
    for resource in reversed(list(state.resources)):
        try:
            HANDLERS[resource.type].delete(resource, context)
        except Exception as error:  # the others still have to go
            problems.append(f"{resource.type} {resource.name}: {words_of(error)}")
            progress.failed(resource, words_of(error))
            continue
        state.remove(resource)
        progress.deleted(resource)
    if problems:
        raise TearDownFailed("\n".join(problems))


@contextmanager
def _served(engine: PulumiEngine) -> Iterator[str]:
    options = [
        ("grpc.max_receive_message_length", MESSAGE_BYTES),
        ("grpc.max_send_message_length", MESSAGE_BYTES),
        ("grpc.so_reuseport", 0),
    ]
    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="resource")
    server = grpc.server(threads, options=options)
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(engine, server)
    engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
    # Whoever reaches it can make functions, and so run code: a socket in a folder of the owner's.
    with tempfile.TemporaryDirectory(prefix="engine-") as folder:
        address = f"unix:{folder}/engine"
        server.add_insecure_port(address)
        server.start()
        try:
            yield address
        except BaseException:
            engine.leave()
            server.stop(0)
            threads.shutdown(wait=False, cancel_futures=True)
            raise
        # Resources that are being created are let finish, so that the state knows them.
        server.stop(FINISH_SECONDS).wait()
        threads.shutdown()


def _run_program(
    folder: Path, stack: str, settings: Configuration, address: str
) -> tuple[int, str]:
    request = {
        "folder": str(folder),
        "stack": stack,
        "project": settings.project,
        "values": settings.values,
        "secret_keys": settings.secret_keys,
        "address": address,
    }
    # Its own session: Ctrl-C reaches the deployer alone, which then ends the program.
    child = subprocess.Popen(
        [sys.executable, "-m", "sandbox.deploy.program"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        output, _ = child.communicate(json.dumps(request))
    except BaseException:
        child.kill()
        child.communicate()
        raise
    return child.returncode, output
