"""The rules alone that `track` comes to."""

from __future__ import annotations

from collections.abc import Iterable

from components.settings.track import Rule, compile_track


def compile_rules(
    track: str,
    *,
    expert_rules: Iterable[Rule] = (),
    languages: Iterable[str] = (),
    include_reposts: bool = False,
) -> tuple[Rule, ...]:
    """Return the rules of `compile_track`."""
    return compile_track(
        track, expert_rules=expert_rules, languages=languages, include_reposts=include_reposts
    ).rules
