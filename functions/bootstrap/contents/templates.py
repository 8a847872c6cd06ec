"""Step: the index templates, and a look at the indices that are there already."""

from __future__ import annotations

import re
from typing import Any

from bootstrap.contents.owned import Owned, install, is_ours
from bootstrap.domain import BootstrapError, Domain
from bootstrap.saved_objects import template_fields

JsonObject = dict[str, Any]

WRITE_NAME = "tweets"
POSTS_TEMPLATE = "tweets"
WRITE_TEMPLATE = "tweets-write"
WEEKLY_INDEX = re.compile(r"tweets-\d{4}-w\d{2}")


def install_templates(
    domain: Domain, posts: JsonObject, write: JsonObject, instance_count: int
) -> str:
    """Put both templates: `tweets-*` carries the mapping, the exact name `tweets` the pipeline.

    Raises:
        BootstrapError: `tweets` is an index or an alias, or a week's index has another mapping.
    """
    _refuse_an_index_of_the_write_name(domain)
    sized = with_replicas(posts, 0 if instance_count == 1 else 1)
    outcomes = [
        f"{name} {install(domain, _template(name, template))}"
        for name, template in ((POSTS_TEMPLATE, sized), (WRITE_TEMPLATE, write))
    ]
    return ", ".join(outcomes + _bring_up_to_date(domain, sized))


def with_replicas(template: JsonObject, replicas: int) -> JsonObject:
    """Return the template with so many copies of each shard; a single node can't hold any."""
    settings = template["template"]["settings"]
    index = {**settings["index"], "number_of_replicas": replicas}
    return {
        **template,
        "template": {**template["template"], "settings": {**settings, "index": index}},
    }


def _template(name: str, template: JsonObject) -> Owned:
    def unwrap(answer: Any) -> Any:
        found = answer.get("index_templates")
        return found[0]["index_template"] if found else None

    return Owned(f"The index template {name!r}", f"/_index_template/{name}", template, unwrap)


def _refuse_an_index_of_the_write_name(domain: Domain) -> None:
    if domain.ask("GET", f"/{WRITE_NAME}", accepted=(200, 404)).status == 200:
        raise BootstrapError(
            f"An index or alias named {WRITE_NAME!r} exists. Delivery writes to that name and the"
            " ingest pipeline sends each post on to the index of its week, so the name must stay"
            " free: posts would land there without an id. Reindex or delete it, then run"
            " `pulumi up` again. Nothing of it was changed."
        )


def _bring_up_to_date(domain: Domain, posts: JsonObject) -> list[str]:
    """Add new fields to our own indices, and tell which others can't serve the dashboards."""
    answer = domain.ask("GET", f"/{WRITE_NAME}-*/_mapping", accepted=(200, 404))
    found = answer.json() if answer.status == 200 else {}
    wanted = template_fields(posts)
    notes = []
    for index, holder in sorted(found.items()):
        mapping = holder.get("mappings", {})
        has = template_fields({"template": {"mappings": {"properties": {}, **mapping}}})
        clashes = [
            f"{name} is {has[name]}, not {wanted[name]}"
            for name in sorted(wanted)
            if name in has and has[name] != wanted[name]
        ]
        if clashes and WEEKLY_INDEX.fullmatch(index):
            raise BootstrapError(
                f"The index {index!r} exists with another mapping ({'; '.join(clashes)}), so posts"
                " of that week would be refused or not be counted. Its documents were left alone:"
                " reindex or delete it, then run `pulumi up` again."
            )
        if clashes:
            notes.append(f"index {index} left alone, its mapping differs ({'; '.join(clashes)})")
        elif is_ours(mapping) and set(wanted) - set(has):
            properties = posts["template"]["mappings"]["properties"]
            put = domain.ask("PUT", f"/{index}/_mapping", body={"properties": properties})
            if put.json().get("acknowledged") is not True:
                raise BootstrapError(f"{put.request}: the new fields were not taken: {put.words}")
            notes.append(f"index {index} updated")
    return notes
