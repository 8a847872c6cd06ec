"""What the deploy tells the collector: environment variables and the schedule's input."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared import environment

X_API_URL = "https://api.x.com"
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of ours: what `matched` says in a document, and the rule in X's language."""

    tag: str
    value: str


@dataclass(frozen=True, slots=True)
class CollectorSettings:
    """The collector's settings; limits are posts read from X."""

    stack: str
    state_table: str
    delivery_stream: str
    window_seconds: float
    max_posts_per_day: int
    max_posts_per_month: int
    expand_authors: bool
    reclaim_connection: bool

    @classmethod
    def from_environment(cls) -> CollectorSettings:
        """Read them all; a missing or odd one is an EnvironmentVariableError that names it."""
        return cls(
            stack=environment.text("STACK"),
            state_table=environment.text("STATE_TABLE"),
            delivery_stream=environment.text("DELIVERY_STREAM"),
            window_seconds=environment.whole_number("WINDOW_MINUTES", minimum=1) * 60.0,
            max_posts_per_day=environment.whole_number("MAX_POSTS_PER_DAY"),
            max_posts_per_month=environment.whole_number("MAX_POSTS_PER_MONTH"),
            expand_authors=environment.flag("EXPAND_AUTHORS"),
            reclaim_connection=environment.flag("RECLAIM_CONNECTION"),
        )


def x_api_url() -> str:
    """Return where X's API is: only the sandbox sets it."""
    return os.environ.get("X_API_URL", X_API_URL).rstrip("/")


def tag_prefix(stack: str) -> str:
    """Return what marks a rule on X as this stack's own."""
    return f"tweet-sentiment/{stack}/"


def named(tags: Sequence[str]) -> str:
    """Return tags for a message: the first ones, and how many more there are."""
    more = len(tags) - MOST_NAMED
    return ", ".join(map(repr, tags[:MOST_NAMED])) + (f" and {more} more" if more > 0 else "")


def rules_from_event(event: Mapping[str, Any]) -> list[Rule]:
    """Read `{"rules": [{"tag", "value"}]}`; anything else is a ValueError."""
    items = event.get("rules")
    if not isinstance(items, list) or not items:
        raise ValueError(
            "The event holds no rules. It must be "
            '{"rules": [{"tag": "keyword", "value": "rule in X\'s language"}]}.'
        )
    rules = []
    for item in items:
        tag = item.get("tag") if isinstance(item, dict) else None
        value = item.get("value") if isinstance(item, dict) else None
        if not (isinstance(tag, str) and isinstance(value, str) and tag and value):
            raise ValueError(
                f'A rule must be {{"tag": text, "value": text}}, neither empty, but is {item!r}.'
            )
        rules.append(Rule(tag, value))
    return rules
