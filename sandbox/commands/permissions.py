"""`make permissions`: after storms, which permission of each role a request needed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sandbox.deploy.cloud import Cloud
from sandbox.deploy.state import State
from sandbox.permissions.errands import run_errands
from sandbox.permissions.grants import Grant, Request, grants, needed
from sandbox.permissions.page import needless, page
from sandbox.watch.cloud_remote import CloudRemote

ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
REDRIVE = ("aws:lambda/function:Function", "tweets-redrive")


def write_permissions(
    cloud: Cloud, state: State, control: CloudRemote, storms: int, path: Path
) -> list[Grant]:
    """Write the page, and return the grants that nothing needs. Raises Failure."""
    (redrive,) = (each.id for each in state.resources if (each.type, each.name) == REDRIVE)
    run_errands(cloud, control, str(state.outputs["failures_bucket"]), redrive)
    requests = [Request(*each) for each in control.allowed()]
    counts = needed(_granted(cloud.client("iam"), state), requests)
    path.write_text(page(counts, storms, datetime.now(UTC).date()), "utf-8")
    return needless(counts)


def _granted(iam: Any, state: State) -> Iterator[Grant]:
    for resource in state.resources:
        if resource.type == ROLE_POLICY:
            role, policy = resource.id.split(":")
            found = iam.get_role_policy(RoleName=role, PolicyName=policy)
            yield from grants(role, found["PolicyDocument"])
