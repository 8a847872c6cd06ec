"""Runs the real program in this process, whoever answers what it asks for."""

from __future__ import annotations

import asyncio
import logging
import os
import runpy
import warnings
from collections.abc import Awaitable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pulumi_aws
from google.protobuf import empty_pb2
from pulumi.runtime import config, mocks, settings, stack

from components.functions.function_archive import PROJECT

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    # Services are loaded at first use; these two warn of deprecated classes of their own.
    _ = (pulumi_aws.lambda_.Function, pulumi_aws.s3.Bucket)

SECRET_KEYS = ["tweet-sentiment:xBearerToken"]


def run_under(monitor: Any, values: Mapping[str, str], *, is_preview: bool = False) -> None:
    """Run `__main__.py` as stack dev; `monitor` is asked for whatever it wants.

    `values` is the configuration by full keys. Raises what the program raises.
    """
    config.set_all_config(dict(values), SECRET_KEYS)
    features = monitor.GetDeploymentInfo(empty_pb2.Empty())
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


@contextmanager
def own_event_loop() -> Iterator[None]:
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
