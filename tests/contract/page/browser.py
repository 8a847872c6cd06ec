"""Opens a page in headless Chromium and reads what it shows."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

CHROMIUM = shutil.which("chromium")
OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--enable-logging=stderr"),
    *("--virtual-time-budget=6000", "--dump-dom"),
)
Table = list[list[str]]


@dataclass
class Shown:
    """What the browser holds after the page's scripts ran.

    `tables` are by their label; `texts` and the element names `inside` by the id around them;
    `links` are all addresses, `tags` all element names, `hidden` the hidden dashboards' ids;
    `errors` is what the browser wrote to its console.
    """

    tables: dict[str, Table] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    inside: dict[str, list[str]] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    title: str = ""
    errors: list[str] = field(default_factory=list)


def open_page(url: str, folder: Path, width: int = 1440, dark: bool = False) -> Shown:
    """Load `url` with a new, empty profile below `folder` (500 is the narrowest window)."""
    assert CHROMIUM is not None
    scheme = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
    window = [f"--window-size={width},1000", scheme, f"--user-data-dir={folder / 'profile'}"]
    command = [CHROMIUM, *OPTIONS, *window, url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    reader = _Reader()
    reader.feed(done.stdout)
    reader.shown.errors = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return reader.shown


class _Reader(HTMLParser):
    """Collects tables, texts, links and tags of a serialised page."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = Shown()
        self._table: Table = []
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.shown.tags.append(tag)
        for _, name in self._open:
            self.shown.inside.setdefault(name, []).append(tag)
        if named.get("class") == "dashboard" and "hidden" in named:
            self.shown.hidden.append(named["id"])
        if tag not in ("meta", "link", "br", "img", "input", "hr"):
            self._open.append((tag, named.get("id", "")))
        if tag == "table":
            self._table = self.shown.tables.setdefault(named.get("aria-label", ""), [])
        elif tag == "tr":
            self._table.append([])
        elif tag in ("td", "th"):
            self._table[-1].append("")
        elif tag == "a":
            self.shown.links.append(named.get("href", ""))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self._open]
        if "script" in tags or "style" in tags:
            return
        if {"td", "th"} & set(tags):
            self._table[-1][-1] += data
        if tags and tags[-1] == "title":
            self.shown.title += data
        for _, name in self._open:
            if name:
                self.shown.texts[name] = self.shown.texts.get(name, "") + data
