"""The queries and filters that a person saved with a panel, as Elasticsearch clauses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.page.definitions import NotDrawableError

Json = dict[str, Any]

# The part of KQL that means the same as Elasticsearch's query strings, but for the operators' case.
_KQL_TERM = r'[\w.]+\s*:\s*(?:\*|"[^"]*"|[\w.\-]+)'
_KQL = re.compile(rf"(?:not\s+)?{_KQL_TERM}(?:\s+(?:and|or)\s+(?:not\s+)?{_KQL_TERM})*", re.I)
_OPERATOR = re.compile(r'"[^"]*"|\b(?:and|or|not)\b', re.I)


def saved_conditions(
    query: Mapping[str, Any], filters: Sequence[Mapping[str, Any]]
) -> tuple[list[Json], list[Json]]:
    """Return the clauses that must hold and those that must not.

    `query` is {"query", "language"} and `filters` the list of a saved object's
    searchSourceJSON. Raises NotDrawableError for notation that is not known here.
    """
    wanted: list[Json] = []
    unwanted: list[Json] = []
    if clause := _query_clause(query):
        wanted.append(clause)
    for saved in filters:
        meta = saved.get("meta", {})
        if not meta.get("disabled"):
            (unwanted if meta.get("negate") else wanted).append(_filter_clause(saved))
    return wanted, unwanted


def _query_clause(query: Mapping[str, Any]) -> Json | None:
    text = query.get("query", "")
    if isinstance(text, dict):
        return text
    text = text.strip()
    if text in ("", "*"):
        return None
    if query.get("language") != "lucene":
        text = _from_kql(text)
    return {"query_string": {"query": text}}


def _from_kql(text: str) -> str:
    operators = {word.lower() for word in _OPERATOR.findall(text)}
    if not _KQL.fullmatch(text) or {"and", "or"} <= operators:
        raise NotDrawableError(
            f"The KQL query {text!r}; understood: field : value, all joined by and or all by or."
        )
    return _OPERATOR.sub(_upper_operator, text)


def _upper_operator(match: re.Match[str]) -> str:
    word = match.group()
    return word if word.startswith('"') else word.upper()


def _filter_clause(saved: Mapping[str, Any]) -> Json:
    clauses = {name: body for name, body in saved.items() if name not in ("meta", "$state")}
    if "query" in clauses:
        return dict(clauses["query"])
    if len(clauses) != 1:
        raise NotDrawableError(f"A filter should hold one clause; this one holds {set(clauses)}.")
    return clauses
