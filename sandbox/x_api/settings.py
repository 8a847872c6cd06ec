"""What can be set on the stand-in; durations are nominal seconds (X's own)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(slots=True)
class XSettings:
    """Defaults are X's pay-per-use numbers (docs.x.com: "Filtered stream", "Rate limits").

    second_connection: "refuse" (429, what users report) or "evict" (closes the first, what the
    quickstart implies).
    search_vocabulary, stream_vocabulary: "as_asked" (tweet.fields gives old names, post.fields new
    ones), "old" or "new".
    html_escaped: whether texts come with &amp; &lt; &gt;.
    buffer_posts: how far a reader may fall behind before it is disconnected as a slow reader.
    usage_numbers: "text" or "integers"; X's description has had both.
    """

    keep_alive_seconds: float = 20
    search_lag_seconds: float = 30
    rate_window_seconds: float = 900
    connects_per_window: int = 50
    rule_cap: int = 1000
    second_connection: str = "refuse"
    search_vocabulary: str = "as_asked"
    stream_vocabulary: str = "as_asked"
    gzip: bool = False
    html_escaped: bool = True
    buffer_posts: int = 20_000
    usage_numbers: str = "text"

    def change(self, changes: Mapping[str, Any]) -> None:
        """Set some of them; raise ValueError naming what is not a setting or not of its type."""
        choices = {
            "second_connection": ("refuse", "evict"),
            "search_vocabulary": ("as_asked", "old", "new"),
            "stream_vocabulary": ("as_asked", "old", "new"),
            "usage_numbers": ("text", "integers"),
        }
        known = [field.name for field in fields(self)]
        for name, value in changes.items():
            if name not in known:
                raise ValueError(f"{name!r} is not a setting; there are {', '.join(known)}")
            if name in choices:
                if value not in choices[name]:
                    accepted = " or ".join(choices[name])
                    raise ValueError(f"{name} is {value!r}; it can be {accepted}")
            elif name in ("gzip", "html_escaped"):
                if not isinstance(value, bool):
                    raise ValueError(f"{name} is {value!r}; it can be true or false")
            elif not isinstance(value, int | float) or value < 0:
                raise ValueError(f"{name} is {value!r}; it must be a number from 0")
        for name, value in changes.items():
            setattr(self, name, value)
