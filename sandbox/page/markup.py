"""Puts the page together: with addresses for the live one, with everything inside for a file."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

Json = dict[str, Any]

STYLES = "page.css"
SCRIPTS = ("elements.js", "charts.js", "page.js")
LIBRARY = "plotly.min.js"

# The chart library sets style attributes and makes its pictures from blobs; nothing is fetched
# but from the page's own server, and the file fetches nothing at all.
_LIVE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'none'"
)
_FILE_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'"
)


def asset(name: str) -> str:
    """Return the text of one of the page's own files, or of the chart library."""
    if name == LIBRARY:
        return (files("plotly") / "package_data" / LIBRARY).read_text("utf-8")
    return (files("sandbox.page") / "browser" / name).read_text("utf-8")


def live_page() -> str:
    """Return the page that asks its server for the numbers again and again."""
    scripts = "\n".join(f'<script src="{name}" defer></script>' for name in (LIBRARY, *SCRIPTS))
    styles = f'<link rel="stylesheet" href="{STYLES}">'
    return _filled({"policy": _LIVE_POLICY, "styles": styles, "data": "", "scripts": scripts})


def file_page(snapshots: Json) -> str:
    """Return a page that needs nothing but itself; `snapshots` are by choice of the controls."""
    styles = f"<style>\n{asset(STYLES)}</style>"
    data = f'<script id="snapshots" type="application/json">{json_in_html(snapshots)}</script>'
    scripts = "\n".join(
        f"<script>\n{script_in_html(asset(name))}</script>" for name in (LIBRARY, *SCRIPTS)
    )
    return _filled({"policy": _FILE_POLICY, "styles": styles, "data": data, "scripts": scripts})


def json_in_html(value: Any) -> str:
    """Return JSON that can't end or open an element: tweets are written by strangers."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")


def script_in_html(text: str) -> str:
    """Return a script whose strings can't end the element around it."""
    return text.replace("</script", r"<\/script").replace("<!--", r"<\!--")


def _filled(parts: dict[str, str]) -> str:
    pieces = asset("page.html").split("{{")
    page = [pieces[0]]
    for piece in pieces[1:]:
        name, _, rest = piece.partition("}}")
        page += [parts[name], rest]
    return "".join(page)
