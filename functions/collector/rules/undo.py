"""The way back after a change of X's rules that could not be finished."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from collector.rules.api import XRulesApi
from collector.rules.change import XRule, in_calls
from collector.rules.patience import Patience
from collector.settings import Rule
from collector.x.errors import XRefusedError

NOT_UNDONE = (
    "What was changed on X before could not be taken back; the next window or the next `pulumi up` "
    "mends it, and `pulumi destroy` removes it."
)


def take_back(
    api: XRulesApi,
    patience: Patience,
    prefix: str,
    before: Sequence[XRule],
    made: Collection[str],
) -> str:
    """Make our rules those of before, also where X did something and its answer was lost.

    `made` are ids that X told of. Returns what could not be done, in words.
    """
    ours = {rule.rule_id: rule for rule in before if rule.tag.startswith(prefix)}
    try:
        now = {rule.rule_id: rule for rule in patience.call(api.list_rules)}
    except XRefusedError:
        return f"{len(made)} new rules or more are still there. {NOT_UNDONE}"
    there = {rule_id for rule_id, rule in now.items() if rule.tag.startswith(prefix)}
    new = sorted((there | set(made)) - ours.keys())
    gone = [Rule(rule.tag, rule.value) for rule_id, rule in ours.items() if rule_id not in now]
    new_left, gone_left = len(new), len(gone)
    try:
        for rule_ids in in_calls(new):
            patience.call(partial(api.delete, rule_ids))
            new_left -= len(rule_ids)
        for rules in in_calls(gone):
            added, _ = patience.call(partial(api.add, rules))
            gone_left -= len(added)
    except XRefusedError:
        pass
    if new_left or gone_left:
        return f"{new_left} new rules are still there, {gone_left} old are not. {NOT_UNDONE}"
    return ""
