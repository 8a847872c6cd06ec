"""Deploy a Pulumi program into the local cloud, again after a change, and tear it down."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import grpc
from pulumi.runtime.proto import engine_pb2_grpc, resource_pb2_grpc

from sandbox.deploy.cloud import Cloud
from sandbox.deploy.configuration import Configuration, Value, configuration
from sandbox.deploy.handlers import HANDLERS, INVOKES
from sandbox.deploy.progress import Progress
from sandbox.deploy.pulumi_engine import PulumiEngine
from sandbox.deploy.resource import Context, Resource
from sandbox.deploy.state import State
from sandbox.deploy.steps.presence import stands
from sandbox.deploy.steps.removal import remove

# One message may hold a dashboard; Pulumi's own channel allows 400 MiB.
MESSAGE_BYTES = 400 * 1024 * 1024
THREADS = 16
FINISH_SECONDS = 30
ROOT = Path(__file__).resolve().parents[2]
IS_GONE = "is gone from the cloud, and is created again if it is wanted"
MAY_STAND = (
    "was being created when a deployment was ended; it may stand in the cloud, unknown to the state"
)


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
) -> Counter[str]:
    """Run the program of the folder and bring the cloud to what it registers.

    What stands already is left, changed or replaced; what the program no longer registers, and what
    was replaced, is deleted in the end. `state` is kept up to date. Returns how many resources were
    created, updated, replaced, unchanged and deleted.

    Raises ConfigurationError before anything is made, DeploymentFailed with the words of whatever
    refused; `state` holds what was made until then, and the next deployment goes on from there.
    After Ctrl-C a call that was under way may still make something that `state` does not hold.
    """
    folder = folder.resolve()
    settings = configuration(folder, stack, config)
    if state.is_of_older_format:
        raise DeploymentFailed(f"{state.path} was written by an older version: tear it down first")
    for words in state.under_way.values():
        progress.said("warning", f"{words} {MAY_STAND}")
    state.begin(config)
    for resource in refresh(cloud, state):
        progress.said("warning", f"{resource.type} {resource.name} {IS_GONE}")
        state.remove(resource)
    context = Context(cloud, folder)
    engine = PulumiEngine(stack, settings, HANDLERS, INVOKES, context, state, progress)
    with _served(engine) as address:
        code, output = _run_program(folder, stack, settings, address)
    reasons = engine.failures or engine.errors
    if code != 0 and not reasons:
        reasons = [f"the program ended with exit code {code}: {output.strip()[-2000:]}"]
    if reasons:
        raise DeploymentFailed("\n".join(reasons))
    gone = state.not_wanted()
    problems = remove(gone, HANDLERS, context, state, progress)
    if problems:
        raise DeploymentFailed("\n".join(problems))
    engine.counts["deleted"] = sum(not each.is_replaced for each in gone)
    return +engine.counts


def refresh(cloud: Cloud, state: State) -> list[Resource]:
    """Return what the state holds and the cloud does not, as somebody deleted it by hand."""
    context = Context(cloud, ROOT)
    return [resource for resource in state.resources if not stands(resource, context)]


def destroy(cloud: Cloud, state: State, progress: Progress) -> None:
    """Delete what the state holds, the youngest first. Raises TearDownFailed after trying all."""
    problems = remove(list(state.resources), HANDLERS, Context(cloud, ROOT), state, progress)
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
