"""`up`, `status` and `down`: a local cloud that stays until it is told to go."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from sandbox.command_line import Options
from sandbox.commands.again import deploy_again
from sandbox.deploy.cloud import Cloud
from sandbox.deploy.configuration import Value
from sandbox.deploy.state import State
from sandbox.failure import Failure, Interrupted
from sandbox.folders import make, worked_on_alone
from sandbox.interruption import stay_uninterrupted, torn_down_when_interrupted, uninterrupted
from sandbox.posts.reader import SAMPLE, read_posts
from sandbox.replay.plan import derived_track
from sandbox.stack import local_cloud
from sandbox.stack.deployment import (
    changes_in_words,
    configured,
    deploy_stack,
    destroy_stack,
    with_given,
)
from sandbox.stack.local_cloud import Addresses
from sandbox.stack.resource_tree import PlainProgress

# What a local cloud makes in its folder. Only this is removed: a person may have named any folder.
OWN_FILES = (
    "cloud.json",
    "state.json",
    "cloud.log",
    "index.log",
    "certificate_authority.pem",
)
OWN_FOLDERS = ("tmp", "index")


def run_up(options: Options, console: Console) -> int:
    """Start a local cloud, deploy, and leave it running; deploy again into one that runs.

    Raises Failure.
    """
    with worked_on_alone(options.folder):
        return _up(options, console)


def _up(options: Options, console: Console) -> int:
    folder = options.folder.resolve()
    known = local_cloud.running(folder)
    if known:
        state, counts = deploy_again(known, options, console)
        _tell(known, state, options, console, counts)
        return 0
    config = with_given({}, options.config)
    local_cloud.end_running(folder)  # one that lives but answers no more
    _clean(folder)
    make(folder)
    console.print("Starting the local cloud ...")
    with torn_down_when_interrupted():
        addresses, state, counts = _deploy_anew(config, options, console)
    _tell(addresses, state, options, console, counts)
    return 0


def _deploy_anew(
    config: dict[str, Value], options: Options, console: Console
) -> tuple[Addresses, State, Counter[str]]:
    folder = options.folder.resolve()
    started = None
    try:
        started = local_cloud.start(folder, options, with_parent=False)
        cloud = Cloud(started.addresses.aws_url, *started.addresses.root_keys)
        state = State(folder / local_cloud.STATE_FILE)
        track = options.track or derived_track(read_posts(SAMPLE))
        token = started.addresses.x_token
        config = {**configured(options, token, track, [], cloud.region), **config}
        console.print("Deploying the Pulumi program into it ...")
        counts = deploy_stack(config, cloud, state, console)
        stay_uninterrupted()
    except BaseException:
        with uninterrupted():
            if started:
                started.stop()
            _clean(folder)
        raise
    return started.addresses, state, counts


def run_status(options: Options, console: Console) -> int:
    """Say what runs, and where; 0 when it runs, 1 when nothing does."""
    folder = options.folder.resolve()
    addresses = local_cloud.running(folder)
    if addresses is None:
        if options.json:
            print(json.dumps({"running": False}))
        else:
            console.print(f"No local cloud is running in {folder}.", soft_wrap=True)
        return 1
    _tell(addresses, _state(folder), options, console)
    return 0


def run_down(options: Options, console: Console) -> int:
    """Tear down what is deployed, end the local cloud, and remove what it left. Raises Failure."""
    with worked_on_alone(options.folder):
        try:
            return _down(options, console)
        except KeyboardInterrupt:
            raise Interrupted(
                "Interrupted; `.venv/bin/python -m sandbox down` goes on where this ended."
            ) from None


def _down(options: Options, console: Console) -> int:
    folder = options.folder.resolve()
    addresses = local_cloud.running(folder)
    left = None
    if addresses is not None:
        state = _state(folder)
        try:
            known = Cloud(addresses.aws_url, *addresses.root_keys)
            destroy_stack(known, state, PlainProgress(console))
        except (Failure, ClientError, BotoCoreError) as problem:
            left = problem  # the cloud is ended with all that is in it
    ended = local_cloud.end_running(folder)
    found = addresses is not None or ended or (folder / local_cloud.ADDRESSES_FILE).exists()
    _clean(folder)
    if left:
        console.print(f"{left}\nIt went away with the local cloud.", markup=False)
    if found:
        console.print("The local cloud is gone.")
    else:
        console.print(f"No local cloud was running in {folder}.", soft_wrap=True)
    if options.json:
        print(json.dumps({"running": False}))
    return 0


def _state(folder: Path) -> State:
    """Read what is deployed; a damaged file counts as nothing, for the cloud goes away whole."""
    path = folder / local_cloud.STATE_FILE
    try:
        return State.read(path)
    except (OSError, ValueError, KeyError, TypeError):
        return State(path)


def _tell(
    addresses: Addresses,
    state: State,
    options: Options,
    console: Console,
    counts: Mapping[str, int] | None = None,
) -> None:
    if counts is not None:
        console.print(f"{changes_in_words(counts)}.")
    if options.json:
        content = {"running": True, **addresses.shown(), "outputs": state.shown_outputs()}
        print(json.dumps(content if counts is None else {**content, "changes": dict(counts)}))
        return
    console.print(f"{len(state.resources)} resources in the local cloud (process {addresses.pid}).")
    for words, value in (
        ("AWS", addresses.aws_url),
        ("X API", addresses.x_api_url),
        ("search domain", f"https://{addresses.domain_endpoint}"),
        ("its certificate authority", addresses.certificate_authority),
        ("index", addresses.index_url),
        ("dashboard page", addresses.page_url),
        ("keys and tokens", str(options.folder.resolve() / local_cloud.ADDRESSES_FILE)),
    ):
        console.print(f"  {words:26} {value}", markup=False, highlight=False, soft_wrap=True)
    console.print("Outputs of the stack:")
    for name, text in state.outputs_in_words().items():
        console.print(f"  {name:26} {text}", markup=False, highlight=False, soft_wrap=True)


def _clean(folder: Path) -> None:
    for name in OWN_FOLDERS:
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in OWN_FILES:
        (folder / name).unlink(missing_ok=True)
    if folder.exists() and not any(folder.iterdir()):
        folder.rmdir()
