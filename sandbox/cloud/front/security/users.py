"""The internal user database: people besides the master, each with a password and backend roles.

"API: internal users" of the OpenSearch security documentation.
"""

from __future__ import annotations

import hmac
from typing import Any

from sandbox.cloud.front.domain import Domain
from sandbox.cloud.front.security.callers import Caller


class Users:
    """Users by name, `password` included, which the API never tells."""

    def __init__(self, domain: Domain) -> None:
        self._master = (domain.master_user, domain.master_password)
        self.stored: dict[str, dict[str, Any]] = {}

    def sign_in(self, name: str, password: str) -> Caller | None:
        """Return whose name and password these are, None for nobody's."""
        master, masters_password = self._master
        if master and name == master:
            return Caller(name) if _same(password, masters_password) else None
        user = self.stored.get(name)
        if user is None or not _same(password, user["password"]):
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
        "static": False,
        "password": content.get("password") or (known or {}).get("password", ""),
    }


def told(stored: dict[str, Any]) -> dict[str, Any]:
    """Return a user as the API tells it."""
    return {name: value for name, value in stored.items() if name != "password"}


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())
