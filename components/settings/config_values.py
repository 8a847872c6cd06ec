"""Reads configuration values and gathers every mistake, so that one run tells them all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LONGEST_SHOWN = 200


def shortened(given: str) -> str:
    """Keep what is shown of a value readable, however much was given."""
    return given if len(given) <= LONGEST_SHOWN else f"{given[:LONGEST_SHOWN]}…"


def listed(lines: Sequence[str], most: int, rest: str) -> list[str]:
    """Keep a list readable: after `most` lines, say how many more there are."""
    more = len(lines) - most
    return [*lines[:most], f"and {more} more {rest}"] if more > 0 else list(lines)


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One configuration value that can't be used."""

    key: str
    given: str
    """What was given; never a secret."""
    accepted: str
    example: str
    """A command that can be pasted."""

    def __str__(self) -> str:
        return (
            f"{self.key}\n  given:    {self.given}\n  accepted: {self.accepted}\n"
            f"  example:  {self.example}"
        )


class ConfigValues:
    """Values by key, as Pulumi hands them on: text, or None where a key is not set.

    Every method returns a usable value; where the given one is not, it notes a mistake and
    returns the default. `remarks` say what was understood otherwise than it may have been meant.
    """

    def __init__(self, values: Mapping[str, str | None]) -> None:
        self._values = values
        self.mistakes: list[Mistake] = []
        self.remarks: list[str] = []

    def refuse(self, key: str, *, given: str, accepted: str, example: str) -> None:
        """Note a mistake; `example` is a value, or a whole command if it begins with "pulumi"."""
        command = example if example.startswith("pulumi") else f"pulumi config set {key} {example}"
        self.mistakes.append(Mistake(key=key, given=given, accepted=accepted, example=command))

    def text(self, key: str) -> str:
        """Return the text without the white space around it; empty when the key is not set."""
        return (self._values.get(key) or "").strip()

    def untouched(self, key: str) -> str:
        """Return the text exactly as it was given; empty when the key is not set."""
        return self._values.get(key) or ""

    def whole_number(self, key: str, *, default: int, least: int, most: int, meaning: str) -> int:
        """Return a whole number within the bounds (both included)."""
        given = self.text(key)
        if not given:
            return default
        if re.fullmatch(r"-?[0-9]{1,18}", given) and least <= int(given) <= most:
            return int(given)
        accepted = f"a whole number from {least} to {most}: {meaning}"
        self.refuse(key, given=given, accepted=accepted, example=str(default))
        return default

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        given = self.text(key)
        if given.lower() in ("true", "false", ""):
            return given.lower() == "true" if given else default
        self.refuse(key, given=given, accepted="true or false", example=str(default).lower())
        return default

    def pattern(self, key: str, *, default: str, pattern: str, accepted: str) -> str:
        """Return a text that matches the whole pattern."""
        given = self.text(key) or default
        if given and not re.fullmatch(pattern, given):
            self.refuse(key, given=given, accepted=accepted, example=default or "...")
            return default
        return given
