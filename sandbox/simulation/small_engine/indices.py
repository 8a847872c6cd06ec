"""Indices: their settings, mappings, aliases and documents."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass, field
from typing import Any

from sandbox.simulation.small_engine.index_settings import DEFAULTS, SettingError, index_settings
from sandbox.simulation.small_engine.mappings import (
    as_index,
    check_document,
    check_mapping,
    merged,
)
from sandbox.simulation.small_engine.pipelines import Placed
from sandbox.simulation.small_engine.refusals import RefusedError, no_such_index
from sandbox.simulation.small_engine.templates import Templates

JsonObject = dict[str, Any]

_MEMBERS = {"settings", "mappings", "aliases"}


@dataclass
class Index:
    """`documents` are by id, each with its version."""

    settings: dict[str, str]
    mappings: JsonObject
    aliases: JsonObject
    documents: dict[str, tuple[int, JsonObject]] = field(default_factory=dict)


class Indices:
    """All indices by name."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates
        self._stored: dict[str, Index] = {}

    def create(self, name: str, content: JsonObject) -> None:
        """Make an index, from its template and its own content; raises RefusedError."""
        if name != name.lower():
            words = f"Invalid index name [{name}], must be lowercase"
            raise RefusedError("invalid_index_name_exception", words)
        if name in self._stored:
            words = f"index [{name}] already exists"
            raise RefusedError("resource_already_exists_exception", words)
        unknown = sorted(set(content) - _MEMBERS)
        if unknown:
            raise RefusedError("parse_exception", f"unknown key {unknown} for create index")
        check_mapping(content.get("mappings", {}))
        template = self._templates.of_index(name)
        inherited = template.get("settings", {}).get("index", {})
        try:
            own = index_settings(content.get("settings", {}))
        except SettingError as error:
            raise RefusedError("illegal_argument_exception", str(error)) from None
        mappings = {**template.get("mappings", {}), **content.get("mappings", {})}
        self._stored[name] = Index(
            {**DEFAULTS, **inherited, **own}, as_index(mappings), content.get("aliases", {})
        )

    def find(self, expression: str) -> dict[str, Index]:
        """Return the indices of a name, an alias or patterns; raises RefusedError for a name."""
        found: dict[str, Index] = {}
        for part in expression.split(","):
            named = {
                name: index
                for name, index in self._stored.items()
                if part == "_all" or fnmatch.fnmatchcase(name, part) or part in index.aliases
            }
            if not named and "*" not in part and part != "_all":
                raise no_such_index(part)
            found |= named
        return found

    def add_fields(self, expression: str, content: JsonObject) -> None:
        """Add fields to mappings; raises RefusedError and then changes nothing."""
        check_mapping(content)
        found = self.find(expression)
        after = {
            name: merged(index.mappings.get("properties", {}), content.get("properties", {}))
            for name, index in found.items()
        }
        for name, properties in after.items():
            found[name].mappings["properties"] = properties

    def pipeline_of(self, name: str) -> str | None:
        """Return the pipeline that documents for this name go through."""
        known = self._stored.get(name)
        template = self._templates.of_index(name).get("settings", {}).get("index", {})
        settings = known.settings if known else template
        pipeline: str | None = settings.get("default_pipeline")
        return pipeline

    def write(self, placed: Placed) -> tuple[int, bool]:
        """Keep a document, in a new index if there is none; return its version, and if it is new.

        Raises RefusedError.
        """
        if not placed.document_id:
            words = "if _id is specified it must not be empty"
            raise RefusedError("illegal_argument_exception", words)
        if placed.index not in self._stored:
            self.create(placed.index, {})
        index = self._stored[placed.index]
        check_document(index.mappings.get("properties", {}), placed.source)
        is_new = placed.document_id not in index.documents
        current = 0 if is_new else index.documents[placed.document_id][0]
        version = current + 1 if placed.version is None else placed.version
        if version < current:
            words = f"current version [{current}] is higher than the one provided [{version}]"
            reason = f"[{placed.document_id}]: version conflict, {words}"
            raise RefusedError("version_conflict_engine_exception", reason, 409)
        index.documents[placed.document_id] = (version, placed.source)
        return version, is_new
