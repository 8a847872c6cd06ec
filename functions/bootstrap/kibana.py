"""Step: import the dashboards into Kibana or OpenSearch Dashboards, as a person there would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bootstrap import saved_objects
from bootstrap.contents.comparison import holds
from bootstrap.contents.owned import UNCHANGED
from bootstrap.domain import LONGEST_WORDS, BootstrapError, Domain, advice
from bootstrap.engine import EngineFamily

JsonObject = dict[str, Any]

# The tenant that everybody shares; without it the objects would be the master user's own.
TENANT = {"securitytenant": "global"}
PATIENCE_SECONDS = 240.0
INDEX_PATTERN = "tweets"


def sign_in(kibana: Domain, user: tuple[str, str]) -> None:
    """Get the cookies that the interface wants: it does not reliably take basic authentication.

    `kibana` is the interface's base URL with its headers and without basic authentication.
    """
    name, password = user
    kibana.hide(password)
    kibana.ask(
        "POST",
        "/auth/login?security_tenant=global",
        body={"username": name, "password": password},
        patience_seconds=PATIENCE_SECONDS,
    )


def import_dashboards(kibana: Domain, folder: Path) -> str:
    """Import every saved object over its predecessor, and read all of them back.

    Raises:
        BootstrapError: the import's own body says that an object failed, or one is not kept.
    """
    wanted = saved_objects.read_folder(folder)
    if not _missing(kibana, wanted):
        return UNCHANGED
    lines = saved_objects.ndjson(folder)
    answer = kibana.ask(
        "POST",
        "/api/saved_objects/_import?overwrite=true",
        files={"file": ("tweet-sentiment.ndjson", lines.encode(), "application/ndjson")},
    )
    result = answer.json()
    if result.get("success") is not True:
        words = (_errors(result) or answer.words)[:LONGEST_WORDS]
        raise BootstrapError(f"The import of the dashboards failed: {words}.{advice(words)}")
    missing = _missing(kibana, wanted)
    if missing:
        raise BootstrapError(
            "The dashboards were imported, but reading them back gives others for: "
            + ", ".join(missing)
        )
    return f"imported {len(wanted)} objects"


def choose_index_pattern(kibana: Domain, engine: EngineFamily) -> str:
    """Make our index pattern the default one where there is none.

    Without a default, newer interfaces send whoever opens a dashboard to a form for making an
    index pattern, and older ones try to save a choice, which a read-only viewer may not. Somebody's
    choice is left as it is. AWS does not promise this API: where it is absent, nothing is lost.
    """
    path = engine.advanced_settings
    answer = kibana.ask("GET", path, accepted=(200, 404))
    if answer.status == 404:
        return "left to the interface, which has no such setting"
    if "defaultIndex" in answer.json().get("settings", {}):
        return UNCHANGED
    pattern = saved_objects.kibana_id("index-pattern", INDEX_PATTERN)
    kept = kibana.ask("POST", path, body={"changes": {"defaultIndex": pattern}}).json()
    if not holds(kept, {"settings": {"defaultIndex": {"userValue": pattern}}}):
        raise BootstrapError(f"The default index pattern was set, but the answer says {kept}")
    return "set"


def _missing(kibana: Domain, wanted: list[JsonObject]) -> list[str]:
    """Return the objects that Kibana does not hold as we want them, as `type id`."""
    names = [(item["type"], item["id"]) for item in wanted]
    answer = kibana.ask(
        "POST",
        "/api/saved_objects/_export",
        body={
            "objects": [
                {"type": kind, "id": saved_objects.kibana_id(kind, identifier)}
                for kind, identifier in names
            ],
            "excludeExportDetails": True,
        },
        # What it answers when one of the objects does not exist (Kibana 7.10 and its fork).
        accepted=(200, 400, 404),
    )
    try:
        exported = saved_objects.parse_ndjson(answer.text) if answer.status == 200 else []
    except ValueError:
        raise answer.unreadable() from None
    readable = [saved_objects.normalise(item) for item in exported]
    found = {(item["type"], item["id"]): item for item in readable}
    return [
        " ".join(name)
        for name, item in zip(names, wanted, strict=True)
        if not holds(found.get(name), item)
    ]


def _errors(result: JsonObject) -> str:
    errors = result.get("errors")
    return "; ".join(
        f"{error.get('type')} {error.get('id')}: {error.get('error')}"
        for error in (errors if isinstance(errors, list) else [])
    )
