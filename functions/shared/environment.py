"""Reads the variables that the deploy gives each function."""

from __future__ import annotations

import os

REDEPLOY = "The deploy sets it: run `pulumi up` again."


class EnvironmentVariableError(RuntimeError):
    """A variable that the deploy should have set is missing or can't be read."""


def text(name: str) -> str:
    """Return a variable that must be there and not be empty."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise EnvironmentVariableError(
            f"The environment variable {name} is missing or empty. {REDEPLOY}"
        )
    return value


def whole_number(name: str, minimum: int = 0) -> int:
    """Return a variable that must hold a whole number of at least `minimum`."""
    value = text(name)
    if not value.isascii() or not value.isdigit() or int(value) < minimum:
        raise EnvironmentVariableError(
            f"The environment variable {name} must be a whole number from {minimum} up, "
            f"but is {value!r}. {REDEPLOY}"
        )
    return int(value)


def flag(name: str) -> bool:
    """Return a variable that must be `true` or `false`, in any case."""
    value = text(name).lower()
    if value not in {"true", "false"}:
        raise EnvironmentVariableError(
            f"The environment variable {name} must be true or false, but is {value!r}. {REDEPLOY}"
        )
    return value == "true"
