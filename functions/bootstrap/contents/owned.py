"""Things in the domain that are ours by a mark: created, renewed, and never put over another's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bootstrap.contents.comparison import holds
from bootstrap.domain import BootstrapError, Domain

JsonObject = dict[str, Any]

MARK = "tweet-sentiment"
CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"


@dataclass(frozen=True)
class Owned:
    """What shall be found under a path.

    `unwrap` takes the thing itself out of the answer to a GET; `update_query` makes, of that same
    answer, what a PUT over an existing one must carry (`?if_seq_no=...`), or nothing.
    """

    what: str
    path: str
    wanted: JsonObject
    unwrap: Callable[[Any], Any]
    update_query: Callable[[Any], str] = lambda _answer: ""


def is_ours(found: JsonObject) -> bool:
    """Return whether a thing carries our mark, in its description or its metadata."""
    described = str(found.get("description")).startswith(MARK)
    return described or (found.get("_meta") or {}).get("managed_by") == MARK


def find(domain: Domain, thing: Owned) -> tuple[JsonObject | None, str]:
    """Return what is there, or nothing, and the query that a PUT over it must carry.

    Raises:
        BootstrapError: another's thing has the name.
    """
    answer = domain.ask("GET", thing.path, accepted=(200, 404))
    found = thing.unwrap(answer.json()) if answer.status == 200 else None
    if found and not is_ours(found):
        raise BootstrapError(
            f"{thing.what} exists already and is not marked {MARK!r}, so it is somebody else's and"
            f" was left as it is. Rename or delete it (DELETE {thing.path}) and run `pulumi up`"
            " again."
        )
    return (found, thing.update_query(answer.json())) if found else (None, "")


def install(domain: Domain, thing: Owned, sent: JsonObject | None = None) -> str:
    """Make the domain hold the thing, read it back, and return created, updated or unchanged.

    `sent` is the body to put where it differs from the thing itself.

    Raises:
        BootstrapError: another's thing has the name, or the domain does not keep what was put.
    """
    found, query = find(domain, thing)
    if holds(found, thing.wanted):
        return UNCHANGED
    # A PUT whose answer got lost is repeated, and then conflicts with itself where things have
    # versions: what is there afterwards tells whether it was that or somebody else's change.
    body = thing.wanted if sent is None else sent
    put = domain.ask("PUT", thing.path + query, body=body, accepted=(200, 201, 409))
    kept = thing.unwrap(domain.ask("GET", thing.path).json())
    if not holds(kept, thing.wanted):
        raise BootstrapError(
            f"{thing.what} was put (HTTP {put.status}), but reading it back gives something else:"
            f" {kept}"
        )
    return UPDATED if found else CREATED
