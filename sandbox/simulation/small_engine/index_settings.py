"""Settings of an index, which an engine keeps as strings ("Index modules", Elasticsearch 7.10)."""

from __future__ import annotations

from typing import Any

_LEAST = {"number_of_shards": 1, "number_of_replicas": 0}
_TEXTS = ("default_pipeline",)
DEFAULTS = {"number_of_shards": "1", "number_of_replicas": "1"}


class SettingError(Exception):
    """A setting is refused; the message has the engine's words."""


def index_settings(given: dict[str, Any]) -> dict[str, str]:
    """Return settings by their names below `index`; raises SettingError."""
    flat = {**given, **given.get("index", {})}
    flat.pop("index", None)
    return {name: _setting(name, value) for name, value in flat.items()}


def _setting(name: str, value: Any) -> str:
    if name in _TEXTS:
        return str(value)
    if name not in _LEAST:
        raise SettingError(
            f"unknown setting [index.{name}] please check that any required plugins are installed,"
            " or check the breaking changes documentation for removed settings"
        )
    failed = f"Failed to parse value [{value}] for setting [index.{name}]"
    try:
        number = int(value)
    except ValueError:
        raise SettingError(failed) from None
    if number < _LEAST[name]:
        raise SettingError(f"{failed} must be >= {_LEAST[name]}")
    return str(number)
