"""Deploys the project itself into a local cloud, and tears it down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from sandbox.command_line import Options
from sandbox.deploy.cloud import Cloud
from sandbox.deploy.configuration import ConfigurationError, Value
from sandbox.deploy.deployer import DeploymentFailed, TearDownFailed, deploy, destroy
from sandbox.deploy.progress import Progress
from sandbox.deploy.state import State
from sandbox.failure import Failure
from sandbox.stack.resource_tree import PlainProgress, TreeProgress

PROJECT = Path(__file__).resolve().parents[2]
STACK = "sandbox"
# No post of a replay costs money, so the budget is X's own cap for pay-per-use apps.
MOST_POSTS = 3_000_000


def configured(
    options: Options, token: str, track: str, rules: Sequence[Mapping[str, str]], region: str
) -> dict[str, Value]:
    """Return the stack's configuration, as `pulumi config set` would hold it."""
    values = {
        "aws:region": Value(region),
        "track": Value(track),
        "xBearerToken": Value(token, secret=True),
        "windowMinutes": Value(1),
        "maxPostsPerDay": Value(MOST_POSTS),
        "maxPostsPerMonth": Value(MOST_POSTS),
        "engineVersion": Value(options.engine_version),
    }
    if rules:
        values["rules"] = Value([dict(rule) for rule in rules])
    return values


def deploy_stack(config: Mapping[str, Value], cloud: Cloud, state: State, console: Console) -> None:
    """Run the project's program, showing the resources as they come. Raises Failure."""
    try:
        if console.is_terminal:
            with TreeProgress(console, "tweet-sentiment") as progress:
                deploy(PROJECT, STACK, config, cloud, state, progress)
        else:
            deploy(PROJECT, STACK, config, cloud, state, PlainProgress(console))
    except (DeploymentFailed, ConfigurationError) as problem:
        raise Failure(f"The deployment failed.\n{problem}") from None


def destroy_stack(cloud: Cloud, state: State, progress: Progress) -> None:
    """Delete every resource, the youngest first. Raises Failure."""
    try:
        destroy(cloud, state, progress)
    except TearDownFailed as problem:
        raise Failure(f"Not everything could be torn down.\n{problem}") from None
