"""`up` where a local cloud runs: deploys into it again, with other settings or other code."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rich.console import Console

from sandbox.command_line import Options
from sandbox.deploy.cloud import Cloud
from sandbox.deploy.configuration import Value
from sandbox.deploy.state import State
from sandbox.failure import Failure, Interrupted, WrongInput
from sandbox.interruption import stay_uninterrupted
from sandbox.stack import local_cloud
from sandbox.stack.deployment import deploy_stack, with_given
from sandbox.stack.local_cloud import Addresses

DEFAULTS = Options(command="up", folder=Path())
GOES_ON = (
    "The stack stands as far as it came; `.venv/bin/python -m sandbox up` goes on from there, with "
    "the settings that were given last: give one again to change it."
)


def deploy_again(
    addresses: Addresses, options: Options, console: Console
) -> tuple[State, Counter[str]]:
    """Deploy into the cloud that runs; returns the state and what was done. Raises Failure.

    Settings are those of the time before, but for the ones that were given.
    """
    _refuse_options_of_the_cloud(options, addresses)
    state = _state(options)
    given = list(options.config)
    if options.track:
        given.append(("track", options.track))
    if options.engine_version != DEFAULTS.engine_version:
        given.append(("engineVersion", options.engine_version))
    config: dict[str, Value] = with_given(state.config, given)
    cloud = Cloud(addresses.aws_url, *addresses.root_keys)
    console.print("Deploying the Pulumi program into the local cloud that runs ...")
    try:
        counts = deploy_stack(config, cloud, state, console)
        stay_uninterrupted()
    except KeyboardInterrupt:
        raise Interrupted(f"Interrupted. {GOES_ON}") from None
    except Failure as failure:
        raise Failure(f"{failure}\n{GOES_ON}") from None
    return state, counts


def _refuse_options_of_the_cloud(options: Options, addresses: Addresses) -> None:
    is_given = options.window_seconds != DEFAULTS.window_seconds
    refused = {
        "--window-seconds": is_given and options.time_scale != addresses.time_scale,
        "--port": options.port and not addresses.page_url.endswith(f":{options.port}"),
        "--elasticsearch": options.elasticsearch,
    }
    named = [name for name, is_refused in refused.items() if is_refused]
    if named:
        raise WrongInput(
            f"{', '.join(named)}: the local cloud (process {addresses.pid}) runs, and is not "
            "changed. End it first with `.venv/bin/python -m sandbox down`."
        )


def _state(options: Options) -> State:
    path = options.folder.resolve() / local_cloud.STATE_FILE
    try:
        return State.read(path)
    except (OSError, ValueError, KeyError, TypeError):
        raise Failure(
            f"{path} can't be read, so that nobody knows what stands. Start anew with "
            "`.venv/bin/python -m sandbox down` and `up`."
        ) from None
