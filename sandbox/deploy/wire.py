"""Values as Pulumi's engine protocol carries them, and plain values.

The protocol sends properties as a protobuf Struct. Secrets, assets and archives are objects marked
with a signature key (Pulumi's SDK: `pulumi.runtime.rpc`). Numbers are always floats on the wire.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf import json_format, struct_pb2
from pulumi.runtime import rpc

SIGNATURE = rpc._special_sig_key
SECRET = rpc._special_secret_sig
ASSET = rpc._special_asset_sig
ARCHIVE = rpc._special_archive_sig


def from_struct(struct: struct_pb2.Struct) -> dict[str, Any]:
    """Read properties; secrets, assets and archives keep their marks."""
    return {
        name: _whole_numbers(value) for name, value in json_format.MessageToDict(struct).items()
    }


def to_struct(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    """Write properties; None values are left out, as the engine does."""
    present = {name: value for name, value in properties.items() if value is not None}
    return json_format.ParseDict(present, struct_pb2.Struct())


def is_secret(value: object) -> bool:
    """Tell whether the value carries the mark of a secret."""
    return isinstance(value, dict) and value.get(SIGNATURE) == SECRET


def secret(value: object) -> object:
    """Mark a value as secret; marking twice changes nothing."""
    return value if is_secret(value) else {SIGNATURE: SECRET, "value": value}


def unwrapped(value: Any) -> Any:
    """Take every secret's mark away, however deep: plain data for an API call, never for a log."""
    if is_secret(value):
        return unwrapped(value.get("value"))
    if isinstance(value, dict):
        return {name: unwrapped(item) for name, item in value.items()}
    if isinstance(value, list):
        return [unwrapped(item) for item in value]
    return value


def contains_secret(value: Any) -> bool:
    """Tell whether the value or anything in it is secret."""
    if is_secret(value):
        return True
    items: Iterable[Any] = ()
    if isinstance(value, dict):
        items = value.values()
    elif isinstance(value, list):
        items = value
    return any(contains_secret(item) for item in items)


def secret_texts(value: Any, inside_secret: bool = False) -> set[str]:
    """Collect the secret strings in the value, so that messages can be cleaned of them."""
    if is_secret(value):
        return secret_texts(value.get("value"), inside_secret=True)
    if isinstance(value, dict):
        return set().union(*(secret_texts(item, inside_secret) for item in value.values()))
    if isinstance(value, list):
        return set().union(*(secret_texts(item, inside_secret) for item in value))
    return {value} if inside_secret and isinstance(value, str) and value else set()


def _whole_numbers(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: _whole_numbers(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(item) for item in value]
    return value
