"""What `pulumi up` is told of the rules on X."""

from __future__ import annotations

from typing import Any

from collector.rules.reconcile import RulesOnX
from collector.x.errors import XRefusedError

LONGEST_LIST = 20


def answer_of(outcome: RulesOnX) -> dict[str, Any]:
    """Return what the rules function answers: counts, and what a person should know."""
    warnings = [f"Left alone, not ours: {rule}" for rule in outcome.foreign]
    return {
        "added": outcome.added,
        "removed": outcome.removed,
        "foreign": outcome.foreign,
        "warnings": warnings,
    }


def what_was_refused(lines: list[str]) -> str:
    """Return X's words about at most LONGEST_LIST rules, and how many there are beside them."""
    more = len(lines) - LONGEST_LIST
    told = [*lines[:LONGEST_LIST], f"And {more} more."] if more > 0 else lines
    return "\n".join(["X refused what to track.", *told])


def what_was_left(why: str, prefix: str) -> str:
    """Return what a person has to do whose rules could not be removed."""
    return f"Rules were left on X: {why.removesuffix('.')}. Remove those tagged {prefix}* by hand."


def what_to_try_again(why: str, prefix: str) -> str:
    """Return what a person has to do when X's trouble kept rules from being removed."""
    return (
        f"Rules were left on X: {why.removesuffix('.')}. Run `pulumi destroy` again when X answers "
        f"(they are those tagged {prefix}*); with `--continue-on-error` all else goes meanwhile."
    )


def advice(error: XRefusedError) -> str:
    """Return what X said, and what to do about it where that is known."""
    refused = error.refusal
    if refused.outcome == "token_refused":
        return (
            f"X refused the bearer token ({refused.words}). Copy the app-only Bearer Token of your "
            "app from X's developer console, unchanged, and run "
            "`pulumi config set --secret xBearerToken`."
        )
    return f"X did not take the rules: {refused.words}"
