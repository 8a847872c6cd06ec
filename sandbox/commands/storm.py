"""`python -m sandbox storm`: one deployment, then one storm for each seed in the same cloud."""

from __future__ import annotations

import json
import time

from rich.console import Console

from sandbox.command_line import Options
from sandbox.commands.permissions import write_permissions
from sandbox.deploy.cloud import Cloud
from sandbox.deploy.state import State
from sandbox.failure import Failure
from sandbox.folders import demo_folder
from sandbox.interruption import uninterrupted
from sandbox.permissions.grants import Grant
from sandbox.stack import local_cloud
from sandbox.stack.deployment import MOST_POSTS, configured, deploy_stack, destroy_stack
from sandbox.stack.pipeline import told_when_unreachable
from sandbox.stack.resource_tree import QuietProgress
from sandbox.storm.laws import broken_laws
from sandbox.storm.posts import TRACK
from sandbox.storm.result import Result
from sandbox.storm.schedule import draw
from sandbox.storm.settling import Limits
from sandbox.storm.stack import StormyStack
from sandbox.storm.storm import Storm

# X sends at most 250 posts a second to pay-per-use apps.
POSTS_PER_SECOND = 200.0
SHORTEST_STORM_SECONDS = 6.0
SETTLE_WINDOWS = 20
SETTLE_SECONDS = 60.0
SETTLE_LONGEST_SECONDS = 600.0
CONNECT_SECONDS = 60.0


def run_storm(options: Options, console: Console) -> int:
    """Run the storms; 0 when every law held in each, 1 when one was broken. Raises Failure."""
    with demo_folder(options.folder) as folder:
        console.print("Starting the local cloud ...")
        running = local_cloud.start(folder, options, with_parent=True)
        try:
            with told_when_unreachable(folder):
                results = _storms(running, options, State(folder / "state.json"), console)
        finally:
            with uninterrupted():
                running.stop()
    broken = sum(bool(result.broken) for result in results)
    _line(console, summary(len(results), broken))
    if options.json:
        print(json.dumps({"storms": [result.as_json() for result in results], "broken": broken}))
    return 1 if broken else 0


def summary(storms: int, broken: int) -> str:
    """Say how many storms there were, and how many of them broke a law."""
    return f"{storms} {'storm' if storms == 1 else 'storms'}, {broken} broke a law."


def _storms(
    running: local_cloud.LocalCloud, options: Options, state: State, console: Console
) -> list[Result]:
    cloud = Cloud(running.addresses.aws_url, *running.addresses.root_keys)
    console.print("Deploying the Pulumi program into it ...")
    config = configured(options, running.addresses.x_token, TRACK, [], cloud.region)
    deploy_stack(config, cloud, state, console)
    stack = StormyStack(running, cloud, state)
    _wait_for_a_window(stack)
    results: list[Result] = []
    needless: list[Grant] = []
    for seed in range(options.seed, options.seed + options.seeds):
        result = _storm(stack, seed, options.number_of_posts, console)
        for line in result.lines():
            _line(console, line)
        results.append(result)
    if options.permissions:
        control, path = stack.pipeline().control, options.permissions
        needless = write_permissions(cloud, state, control, len(results), path)
    destroy_stack(cloud, state, QuietProgress(console))
    if needless:
        told = "\n".join(f"  {each.role} {each.action} {each.resource}" for each in needless)
        raise Failure(f"No request and no page of AWS's needs these permissions:\n{told}")
    return results


def _storm(stack: StormyStack, seed: int, posts: int, console: Console) -> Result:
    begun = time.monotonic()
    schedule = draw(seed, posts, max(SHORTEST_STORM_SECONDS, posts / POSTS_PER_SECOND))
    _line(
        console,
        f"seed {seed}: {posts:,} posts in {schedule.seconds:.0f} s, "
        f"{len(schedule.strikes)} strikes ...",
    )
    limits = Limits(posts, MOST_POSTS, SETTLE_WINDOWS, SETTLE_SECONDS, SETTLE_LONGEST_SECONDS)
    storm = Storm(stack, schedule, limits, lambda words: _line(console, f"seed {seed}: {words}"))
    evidence = storm.run()
    return Result(evidence, broken_laws(evidence), time.monotonic() - begun)


def _wait_for_a_window(stack: StormyStack) -> None:
    pipeline = stack.pipeline()
    end = time.monotonic() + CONNECT_SECONDS
    while not pipeline.x.stream_is_open():
        pipeline.check_for_problems()
        if time.monotonic() > end:
            told = "\n".join(pipeline.problems[-3:]) or "Nothing in the logs of the functions."
            raise Failure(f"No window of the collector connected to the stream.\n{told}")
        time.sleep(0.2)


def _line(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
