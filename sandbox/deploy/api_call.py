"""Turn the provider's spelling of arguments into AWS API calls, by botocore's service models.

The provider writes `roleArn`, the API `RoleARN`: the names differ in case only, so the API's own
service model tells the right spelling, and refuses what the API does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape


class NotInTheApi(Exception):
    """An argument that the API operation does not take, or not in this form."""


def parameters_for(shape: Shape | None, value: Any, path: str = "") -> Any:
    """Spell and type a value as the shape wants it; None values are left out."""
    if shape is None:  # an operation without parameters
        return {}
    if isinstance(shape, StructureShape):
        return _structure(shape, value, path)
    if isinstance(shape, ListShape):
        if not isinstance(value, list):
            raise NotInTheApi(f"{path or shape.name} must be a list")
        return [parameters_for(shape.member, item, f"{path}[{i}]") for i, item in enumerate(value)]
    if isinstance(shape, MapShape):
        if not isinstance(value, Mapping):
            raise NotInTheApi(f"{path or shape.name} must be a map")
        return {k: parameters_for(shape.value, v, f"{path}.{k}") for k, v in value.items()}
    return _scalar(shape, value, path)


def _structure(shape: StructureShape, value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise NotInTheApi(f"{path or shape.name} must be an object")
    spelling = {name.lower(): name for name in shape.members}
    result = {}
    for name, item in value.items():
        if item is None:
            continue
        member = spelling.get(name.lower())
        if member is None:
            raise NotInTheApi(f"{path}{'.' if path else ''}{name} is not known to {shape.name}")
        inner = f"{path}{'.' if path else ''}{member}"
        result[member] = parameters_for(shape.members[member], item, inner)
    return result


def _scalar(shape: Shape, value: Any, path: str) -> Any:
    if shape.type_name in ("integer", "long"):
        return int(value)
    if shape.type_name in ("float", "double"):
        return float(value)
    if shape.type_name == "boolean" and not isinstance(value, bool):
        raise NotInTheApi(f"{path} must be true or false")
    if shape.type_name == "string" and not isinstance(value, str):
        return str(value)
    return value


def tag_list(tags: Mapping[str, str] | None) -> list[dict[str, str]] | None:
    """Spell the provider's map of tags as the list that most APIs take."""
    return [{"Key": key, "Value": value} for key, value in sorted(tags.items())] if tags else None
