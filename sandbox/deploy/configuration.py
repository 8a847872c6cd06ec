"""Configuration values as Pulumi's command line would give them to the program.

The rules and the wording of the errors follow Pulumi's `sdk/go/common/workspace/config.go`:
defaults of Pulumi.yaml are filled in, a key without a default must be set, types are checked, and a
key that is declared secret must be set as a secret.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml


class ConfigurationError(Exception):
    """The stack's configuration does not fit Pulumi.yaml."""


@dataclass(frozen=True)
class Value:
    """One configured value: a string, or JSON-like data as `pulumi config set --path` makes."""

    content: Any
    secret: bool = False


@dataclass(frozen=True)
class Configuration:
    """What the program reads: full keys (`project:key`) and text, JSON for structured values."""

    project: str
    values: Mapping[str, str] = field(repr=False)
    secret_keys: tuple[str, ...]


def with_settings(
    folder: Path,
    config: Mapping[str, Value],
    given: Iterable[tuple[str, str]],
    undeclared: Iterable[str] = (),
) -> dict[str, Value]:
    """Set what was given as text, a secret as a secret. Raises ConfigurationError for no such key.

    The command line of Pulumi would take any key; a misspelt one would then do nothing.
    `undeclared` are those that the program reads and Pulumi.yaml does not name.
    """
    declared = yaml.safe_load((folder / "Pulumi.yaml").read_text()).get("config") or {}
    known = {**declared, **{key: {} for key in undeclared}}
    result = dict(config)
    for key, text in given:
        if key not in known:
            raise ConfigurationError(f"there is no setting {key!r}; there are {', '.join(known)}")
        result[key] = Value(text, secret=bool(known[key].get("secret")))
    return result


def configuration(folder: Path, stack: str, given: Mapping[str, Value]) -> Configuration:
    """Merge the given values with Pulumi.yaml of the folder. Raises ConfigurationError."""
    path = folder / "Pulumi.yaml"
    try:
        project = yaml.safe_load(path.read_text())
    except FileNotFoundError:
        raise ConfigurationError(f"no Pulumi project found in {folder}: no Pulumi.yaml") from None
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{path} is not valid YAML: {error}") from None
    name = project["name"]
    declared: Mapping[str, Any] = project.get("config") or {}
    values = {_full(name, key): value for key, value in given.items()}
    missing = []
    for key, declaration in declared.items():
        full = _full(name, key)
        if not isinstance(declaration, dict):  # `key: value` sets it for every stack
            declaration = {"value": declaration}
        if full in values:
            _check(stack, key, declaration, values[full])
        elif "value" in declaration or "default" in declaration:
            content = declaration.get("value", declaration.get("default"))
            values[full] = Value(content, bool(declaration.get("secret")))
        else:
            missing.append(key)
    if missing:
        raise ConfigurationError(_missing(stack, missing))
    return Configuration(
        project=name,
        values={key: _text(value.content) for key, value in values.items()},
        secret_keys=tuple(key for key, value in values.items() if value.secret),
    )


def _full(project: str, key: str) -> str:
    return key if ":" in key else f"{project}:{key}"


def _check(stack: str, key: str, declaration: Mapping[str, Any], value: Value) -> None:
    if declaration.get("secret") and not value.secret:
        raise ConfigurationError(
            f"Stack '{stack}' with configuration key '{key}' must be encrypted as it's secret"
        )
    kind = declaration.get("type")
    if kind and not _fits(kind, declaration.get("items"), value.content):
        name = f"array<{declaration['items']['type']}>" if kind == "array" else kind
        raise ConfigurationError(
            f"Stack '{stack}' with configuration key '{key}' must be of type '{name}'"
        )


def _fits(kind: str, items: Mapping[str, Any] | None, content: Any) -> bool:
    text = str(content)
    match kind:
        case "string":
            return isinstance(content, str)
        case "integer":
            return text.removeprefix("-").isdecimal() and not isinstance(content, bool)
        case "boolean":
            return text.lower() in ("true", "false")
        case "array":
            inner = items or {"type": "object"}
            return isinstance(content, list) and all(
                _fits(inner["type"], inner.get("items"), item) for item in content
            )
        case "object":
            return isinstance(content, dict)
        case _:
            return False


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return json.dumps(content)


def _missing(stack: str, keys: list[str]) -> str:
    quoted = [f"'{key}'" for key in keys]
    if len(quoted) == 1:
        return f"Stack '{stack}' is missing configuration value {quoted[0]}"
    return (
        f"Stack '{stack}' is missing configuration values "
        f"{', '.join(quoted[:-1])}, and {quoted[-1]}"
    )
