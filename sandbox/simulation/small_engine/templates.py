"""Index templates, of which a new index takes the one of the highest priority.

"Index templates" of Elasticsearch 7.10 (the composable ones).
"""

from __future__ import annotations

import fnmatch
from typing import Any

from sandbox.simulation.small_engine.index_settings import SettingError, index_settings
from sandbox.simulation.small_engine.mappings import check_mapping
from sandbox.simulation.small_engine.refusals import RefusedError

JsonObject = dict[str, Any]

_MEMBERS = {"index_patterns", "priority", "version", "_meta", "template"}
_PARTS = {"settings", "mappings"}


class Templates:
    """They are kept as the engine tells them: with settings as strings below `index`."""

    def __init__(self) -> None:
        self._stored: dict[str, JsonObject] = {}

    def put(self, name: str, content: JsonObject) -> None:
        """Keep a template; raises RefusedError."""
        template = content.get("template", {})
        unknown = sorted(set(content) - _MEMBERS) + sorted(set(template) - _PARTS)
        if unknown:
            raise RefusedError("x_content_parse_exception", f"unknown field [{unknown[0]}]")
        if "index_patterns" not in content:
            raise RefusedError("illegal_argument_exception", "Required [index_patterns]")
        self._refuse_a_second_one(name, content)
        kept = dict(content)
        if "template" in content:
            kept.update(template=_checked(name, template), composed_of=[])
        self._stored[name] = kept

    def get(self, name: str) -> JsonObject | None:
        """Return a template, None when there is none."""
        return self._stored.get(name)

    def of_index(self, index: str) -> JsonObject:
        """Return what a new index of this name takes: settings below `index`, and mappings."""
        matching = [one for one in self._stored.values() if _matches(one["index_patterns"], index)]
        chosen = max(matching, key=lambda one: int(one.get("priority", 0)), default={})
        template: JsonObject = chosen.get("template", {})
        return template

    def _refuse_a_second_one(self, name: str, content: JsonObject) -> None:
        for other, kept in self._stored.items():
            same = kept.get("priority", 0) == content.get("priority", 0)
            if other != name and same and _overlap(kept, content):
                words = (
                    f"index template [{name}] has index patterns {content['index_patterns']}"
                    f" matching patterns from existing templates [{other}] that have the same"
                    " priority, multiple index templates may not match during index creation,"
                    " please use a different priority"
                )
                raise RefusedError("illegal_argument_exception", words)


def _checked(name: str, template: JsonObject) -> JsonObject:
    kept = dict(template)
    try:
        if "settings" in template:
            kept["settings"] = {"index": index_settings(template["settings"])}
        check_mapping(template.get("mappings", {}))
    except SettingError as error:
        words = f"index_template [{name}] invalid, cause [Validation Failed: 1: {error};]"
        raise RefusedError("invalid_index_template_exception", words) from None
    except RefusedError as error:
        words = f"composable template [{name}] template after composition is invalid: {error}"
        raise RefusedError("illegal_argument_exception", words) from None
    return kept


def _overlap(one: JsonObject, other: JsonObject) -> bool:
    """Tell whether an index may match both: as good as the patterns that end in a star."""
    return any(
        _matches([pattern], example.replace("*", "")) or _matches([example], pattern.strip("*"))
        for pattern in one["index_patterns"]
        for example in other["index_patterns"]
    )


def _matches(patterns: list[str], name: str) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)
