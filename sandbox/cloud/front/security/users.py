"""The internal user database: people, each with a password and backend roles.

"API: internal users" of the OpenSearch security documentation.
"""

from __future__ import annotations

import hmac
from typing import Any

from sandbox.cloud.front.domain import Domain
from sandbox.cloud.front.security.callers import Caller


class Users:
    """Users by name, the master among them; `password` included, which the API never tells."""

    def __init__(self, domain: Domain) -> None:
        self.stored: dict[str, dict[str, Any]] = {}
        if domain.master_user:
            self.stored[domain.master_user] = user({"password": domain.master_password}, None)

    def sign_in(self, name: str, password: str) -> Caller | None:
        """Return whose name and password these are, None for nobody's."""
        user = self.stored.get(name)
        if user is None or not hmac.compare_digest(password.encode(), user["password"].encode()):
            return None
        return Caller(name, tuple(user["backend_roles"]))


def user(content: dict[str, Any], known: dict[str, Any] | None) -> dict[str, Any]:
    """Return what is kept of a user; one who is changed keeps the password unless it is given."""
    return {
        "hash": "",
        "reserved": False,
        "hidden": False,
        "backend_roles": content.get("backend_roles", []),
        "attributes": content.get("attributes", {}),
        "opendistro_security_roles": [],
        "static": False,
        "password": content.get("password") or (known or {}).get("password", ""),
    }


def told(stored: dict[str, Any]) -> dict[str, Any]:
    """Return a user as the API tells it."""
    return {name: value for name, value in stored.items() if name != "password"}
