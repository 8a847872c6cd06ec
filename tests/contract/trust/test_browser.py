"""A website in a real browser reads nothing and does nothing, even when it knows the secrets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contract.page.browser import CHROMIUM
from tests.contract.trust.strangers import NAMES
from tests.contract.trust.targets import Prepared, Target
from tests.contract.trust.website import Unguarded, Website, shown_at, visit

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="not run: needs Chromium")
# Another port of the same address, another name of the same machine, and a name of its own.
SITES = ("127.0.0.1", "localhost", "evil.example")
WAYS = ("asked", "plain", "got", "blind", "form", "script")


@pytest.fixture
def unguarded() -> Iterator[Unguarded]:
    server = Unguarded()
    yield server
    server.stop()


def as_a_page_asks(target: Target, prepared: Prepared, host: str, name: str) -> dict[str, Any]:
    """Put the request in a page's terms; what a browser sets by itself is left out."""
    scheme = target.url.partition(":")[0]
    base = f"{scheme}://{host}"
    headers = {key: value for key, value in prepared.headers.items() if key.lower() != "host"}
    script = base + prepared.path.replace("/data", "/page.js") if target.own_page else ""
    return {
        "name": name,
        "url": base + prepared.path,
        "method": target.method,
        "headers": headers,
        "body": target.body().decode(),
        "script": script,
    }


def all_attacks(targets: dict[str, Target], unguarded: Unguarded) -> list[dict[str, Any]]:
    """Attack each door with its secret, and without, under its own name and a foreign one."""
    attacks = []
    for target in targets.values():
        for host in (target.host, f"localhost:{target.port}", f"evil.example:{target.port}"):
            for word, prepared in (
                ("with", target.asked.right(host)),
                ("without", target.asked.without),
            ):
                name = f"{target.name} {word} the secret at {host}"
                attacks.append(as_a_page_asks(target, prepared, host, name))
    careless = {"url": unguarded.url, "method": "POST", "headers": {"X-A": "b"}, "body": "{}"}
    return [*attacks, {"name": "unguarded", **careless, "script": unguarded.url}]


@pytest.mark.parametrize("site", SITES)
def test_a_website_reads_nothing_and_does_nothing(
    targets: dict[str, Target], unguarded: Unguarded, site: str, tmp_path: Path
) -> None:
    before = {name: target.trace() for name, target in targets.items()}
    website = Website(all_attacks(targets, unguarded))
    try:
        found = visit(website, site, tmp_path)
    finally:
        website.stop()
    # The attack works where nobody is on guard ...
    careless = found.pop("unguarded")
    assert [careless[way][-6:] for way in ("asked", "plain", "got")] == ['"open"'] * 3
    assert (careless["form"], careless["script"]) == ("loaded", "loaded")
    assert unguarded.writes == 4
    # ... and nowhere else: an answer to "blind" is opaque, which is no answer.
    assert len(found) == len(NAMES) * 3 * 2
    for name, results in found.items():
        for way in ("asked", "plain", "got", "script"):
            assert results[way] in ("nothing", "none"), f"{name}: {way} read {results[way]}"
        assert results["blind"].strip() in ("nothing", "opaque 0"), name
    assert {name: target.trace() for name, target in targets.items()} == before


@pytest.mark.parametrize("name", NAMES)
def test_a_site_whose_name_turns_to_this_machine_is_shown_nothing(
    targets: dict[str, Target], name: str, tmp_path: Path
) -> None:
    """DNS rebinding: for the browser the door is then the site itself, so only the Host tells."""
    target = targets[name]
    scheme, path = target.url.partition(":")[0], target.asked.right(target.host).path
    rebound = shown_at(f"{scheme}://evil.example:{target.port}{path}", tmp_path)
    assert "is not this server" in rebound
    assert target.reads not in rebound


def test_a_person_who_has_the_address_is_shown_the_page(
    targets: dict[str, Target], tmp_path: Path
) -> None:
    target = targets["page"]
    path = target.asked.right(target.host).path
    assert target.reads in shown_at(f"http://{target.host}{path}", tmp_path)
