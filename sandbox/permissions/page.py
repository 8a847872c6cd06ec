"""The page of permissions: what each role may do, and whether it was needed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sandbox.permissions.grants import Grant

# What Pulumi, and for secrets AWS, adds to a name.
_ADDED = re.compile(r"-[0-9a-f]{7}(-[A-Za-z0-9]{6})?(?![A-Za-z0-9-])")
_DOMAIN = re.compile(r"domain/tweets-[a-z0-9-]+")
# What asks for a right of a role that the local cloud never asks for, by the role's name.
_FIREHOSE = "Grant Firehose access to a public OpenSearch Service destination"
_QUEUE = "Configuring a dead-letter queue for EventBridge Scheduler"
ASKED_FOR_BY = {
    "tweets-delivery": _FIREHOSE,
    "tweets-collector-schedule": _QUEUE,
    "tweets-redrive-schedule": _QUEUE,
}
_HEAD = """# Permissions

What each role may do, action by action and resource by resource, and how many different requests of
{storms} storms in the local cloud on {day} would have been refused had it been taken away. For what
the local cloud never asks for it names AWS's page that does. `make permissions` counts anew and
writes this page; a test holds it to the program. Names are those of the program.

| role | action | resource | requests that need it |
|---|---|---|---|
"""


def page(counts: Mapping[Grant, int], storms: int, day: date) -> str:
    """Return the page as Markdown."""
    named = sorted((in_words(grant), number) for grant, number in counts.items())
    rows = (
        f"| `{grant.role}` | `{grant.action}` | `{grant.resource}` | {_needed_by(grant, number)} |"
        for grant, number in named
    )
    return _HEAD.format(storms=storms, day=day.isoformat()) + "\n".join(rows) + "\n"


def needless(counts: Mapping[Grant, int]) -> list[Grant]:
    """Return what nothing needs: no request here, and no page of AWS's."""
    named = ((in_words(grant), number) for grant, number in counts.items())
    return sorted(grant for grant, number in named if not _needed_by(grant, number))


def _needed_by(grant: Grant, number: int) -> str:
    if number:
        return f"{number:,}"
    asked = ASKED_FOR_BY.get(grant.role, "")
    return f'"{asked}"' if asked else ""


def in_words(grant: Grant) -> Grant:
    """Name role and resource as the program does: `dynamodb:table/tweets-collector`."""
    parts = grant.resource.split(":", 5)
    resource = f"{parts[2]}:{parts[5]}" if len(parts) == 6 else grant.resource
    resource = _DOMAIN.sub("domain/tweets", _ADDED.sub("", resource))
    return replace(grant, role=_ADDED.sub("", grant.role), resource=resource)
