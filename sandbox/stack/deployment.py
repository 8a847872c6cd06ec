"""Deploys the project itself into a local cloud, and tears it down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rich.console import Console

from sandbox.command_line import Options
from sandbox.deploy.cloud import Cloud
from sandbox.deploy.configuration import ConfigurationError, Value, with_settings
from sandbox.deploy.deployer import DeploymentFailed, TearDownFailed, deploy, destroy
from sandbox.deploy.progress import Progress
from sandbox.deploy.state import State
from sandbox.failure import Failure, WrongInput
from sandbox.stack.resource_tree import PlainProgress, TreeProgress

PROJECT = Path(__file__).resolve().parents[2]
STACK = "sandbox"
UNDECLARED = ("rules",)  # a list of objects, which Pulumi.yaml tells of in words
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


def with_given(config: Mapping[str, Value], given: Iterable[tuple[str, str]]) -> dict[str, Value]:
    """Return the configuration with settings that a person gave. Raises WrongInput."""
    try:
        return with_settings(PROJECT, config, given, UNDECLARED)
    except ConfigurationError as problem:
        raise WrongInput(f"--config: {problem}") from None


def deploy_stack(
    config: Mapping[str, Value], cloud: Cloud, state: State, console: Console
) -> Counter[str]:
    """Run the project's program, showing the resources as they come. Raises Failure.

    Returns how many were created, updated, replaced, unchanged and deleted.
    """
    try:
        if console.is_terminal and not state.resources:
            with TreeProgress(console, "tweet-sentiment") as progress:
                return deploy(PROJECT, STACK, config, cloud, state, progress)
        return deploy(PROJECT, STACK, config, cloud, state, PlainProgress(console))
    except (DeploymentFailed, ConfigurationError) as problem:
        raise Failure(f"The deployment failed.\n{problem}") from None


def changes_in_words(counts: Mapping[str, int]) -> str:
    """Say what a deployment did: "3 updated, 78 unchanged"."""
    steps = ("created", "updated", "replaced", "deleted", "unchanged")
    return ", ".join(f"{counts[step]} {step}" for step in steps if counts.get(step))


def destroy_stack(cloud: Cloud, state: State, progress: Progress) -> None:
    """Delete every resource, the youngest first. Raises Failure."""
    try:
        destroy(cloud, state, progress)
    except TearDownFailed as problem:
        raise Failure(f"Not everything could be torn down.\n{problem}") from None
