"""What roles may do, one action on one resource at a time, and which of it a request needed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """One action on one resource (an ARN, or a pattern with `*`) that a role's policy allows."""

    role: str
    action: str
    resource: str

    def allows(self, request: Request) -> bool:
        """Say whether it allows a request."""
        return (self.role, self.action) == (request.role, request.action) and bool(
            re.fullmatch(re.escape(self.resource).replace(r"\*", ".*"), request.resource)
        )


@dataclass(frozen=True, slots=True, order=True)
class Request:
    """What a role asked for and was allowed: an action on one resource."""

    role: str
    action: str
    resource: str


def grants(role: str, document: Mapping[str, Any]) -> Iterator[Grant]:
    """Yield what a policy allows. Raises ValueError for what can't be taken apart like this."""
    for statement in document["Statement"]:
        names = {"Effect", "Action", "Resource"}
        if statement.keys() != names or statement["Effect"] != "Allow":
            raise ValueError(f"{role} has a statement that is no plain list of rights: {statement}")
        for action in statement["Action"]:
            if "*" in action:
                raise ValueError(f"{role} may do more than one thing by {action}")
            for resource in statement["Resource"]:
                yield Grant(role, action, resource)


def needed(given: Iterable[Grant], requests: Iterable[Request]) -> Counter[Grant]:
    """Count for each grant the requests that would have been refused without it.

    Where two grants allow the same request neither of them is needed.
    """
    by_action: dict[tuple[str, str], list[Grant]] = {}
    for grant in given:
        by_action.setdefault((grant.role, grant.action), []).append(grant)
    counts: Counter[Grant] = Counter({each: 0 for found in by_action.values() for each in found})
    for request in requests:
        allowing = [
            grant
            for grant in by_action.get((request.role, request.action), [])
            if grant.allows(request)
        ]
        if len(allowing) == 1:
            counts[allowing[0]] += 1
    return counts
