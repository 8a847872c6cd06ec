"""What nobody knows but those who run this cloud: made up anew for each run."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from sandbox.guard import new_secret


def _bearer_token() -> str:
    """Make up a bearer token in the form of X's own."""
    return "A" * 22 + secrets.token_urlsafe(64)


@dataclass(frozen=True)
class Secrets:
    """The keys of the account's root user, the token of X's app, and that of control requests."""

    root_access_key: str = field(default_factory=lambda: "AKIA" + secrets.token_hex(8).upper())
    root_secret_key: str = field(default_factory=new_secret)
    x_token: str = field(default_factory=_bearer_token)
    control_token: str = field(default_factory=new_secret)
