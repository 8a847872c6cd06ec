"""How many rules fit: told while the stack is deployed, before X or AWS would refuse them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from components.settings.characters import case_key
from components.settings.terms import read_terms
from components.settings.track import MAX_RULE_LENGTH, Rule

MAX_RULES = 1_000
"""Of an app on the pay-per-use plan (X's "Filtered stream: introduction")."""
MAX_BYTES = 256 * 1024 - 1_024
"""Of all rules as JSON: EventBridge Scheduler hands 256 KiB to a function, a little beside them."""
ADVICE = (
    "follow fewer, or join several in one rule with OR under the key rules, in up to "
    f"{MAX_RULE_LENGTH} characters"
)


def number_of_keywords(track: str) -> int:
    """Count the keywords that are not there twice, whether they can be followed or not."""
    return len({case_key(" ".join(map(str, term))) for term in read_terms(track)})


def how_to_join(expert_rules: int) -> str:
    """Return commands that add a rule of several keywords to those under the key rules."""
    place = f"rules[{expert_rules}]"
    return (
        f"pulumi config set --path '{place}.tag' sources && "
        f"pulumi config set --path '{place}.value' '(wind OR sun OR rain) -is:retweet'"
    )


def complaint_about_number(keywords: int, expert_rules: int) -> tuple[str, str] | None:
    """Return what was given and what is accepted, or None when so many rules fit."""
    if keywords + expert_rules <= MAX_RULES:
        return None
    besides = f" and {expert_rules} entries under the key rules" if expert_rules else ""
    return (
        f"{keywords} keywords{besides}, each of which is a rule",
        f"at most {MAX_RULES}, for X allows this app {MAX_RULES} rules on the pay-per-use plan; "
        f"{ADVICE}",
    )


def complaint_about_size(rules: Sequence[Rule]) -> tuple[str, str] | None:
    """Return what was given and what is accepted, or None when rules of this length fit."""
    size = len(rules_as_json(rules).encode())
    if size <= MAX_BYTES:
        return None
    return (
        f"{len(rules)} rules of {size} bytes in all",
        f"at most {MAX_BYTES} bytes, which is what AWS hands to a function; follow fewer keywords, "
        "or shorter ones",
    )


def rules_as_json(rules: Sequence[Rule]) -> str:
    """Write the rules as the schedule hands them to the collector."""
    return json.dumps([asdict(rule) for rule in rules], ensure_ascii=False)
