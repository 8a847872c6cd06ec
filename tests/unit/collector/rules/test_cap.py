"""Rules that do not fit on X are told with the numbers, before anything is changed."""

from __future__ import annotations

import pytest

from collector.rules.api import XRulesApi
from collector.rules.reconcile import reconcile
from tests.unit.collector.rules.held import (
    BEFORE,
    NO_RULES,
    PREFIX,
    held,
    words,
)
from tests.unit.collector.setting import Setting, hexed


@pytest.mark.parametrize(
    ("cap", "wanted", "beside", "fits"),
    [(1000, 13_000, 0, False), (25, 26, 0, False), (5, 4, 2, False), (5, 3, 2, True)],
)
def test_more_rules_than_x_takes_are_told_with_the_numbers_before_any_is_added(
    setting: Setting, api: XRulesApi, cap: int, wanted: int, beside: int, fits: bool
) -> None:
    if beside:
        setting.hold_rules(*({"value": f"cats{number}"} for number in range(beside)))
    setting.x.settings.rule_cap = cap
    before, asked = held(setting), setting.requests("POST rules")
    outcome = reconcile(api, words(wanted), PREFIX)
    if fits:
        assert (outcome.added, outcome.refused) == (wanted, [])
        return
    assert outcome.refused == [
        f"X allows this app {cap} rules, but {wanted} are wanted beside {beside} of other programs:"
        f" follow at most {cap - beside} keywords, join some in one rule with OR (the key rules), "
        "or remove other rules at X. Nothing was changed."
    ]
    assert (held(setting), outcome.tags, outcome.changed) == (before, {}, False)
    assert setting.requests("POST rules") == asked


@pytest.mark.parametrize("all_or_nothing", [True, False])
def test_where_the_new_ones_do_not_fit_the_old_ones_stay(
    setting: Setting, api: XRulesApi, all_or_nothing: bool
) -> None:
    setting.hold_rules(*BEFORE)
    setting.x.settings.rule_cap = 4
    before = held(setting)
    outcome = reconcile(api, words(5), PREFIX, all_or_nothing=all_or_nothing)
    assert "allows this app 4 rules, but 5 are wanted beside 1 of other" in outcome.refused[0]
    assert held(setting) == before
    assert list(outcome.tags.values()) == ["t3"]
    assert reconcile(api, words(3, start=1), PREFIX).refused == []


def test_rules_of_another_app_of_the_project_take_room_too(
    setting: Setting, api: XRulesApi
) -> None:
    counts = {
        "cap_per_client_app": "1000",
        "cap_per_project": "10",
        "client_app_rules_count": {"client_app_id": "1", "rule_count": 0},
        "project_rules_count": "7",
    }
    for _ in range(2):
        setting.order({"kind": "answer", "where": "rules", "line": hexed(NO_RULES)})
        setting.order({"kind": "answer", "where": "rules", "line": hexed({"data": counts})})
        outcome = reconcile(api, words(4), PREFIX)
        assert "allows this app 3 rules, but 4 are wanted" in outcome.refused[0]
    assert held(setting) == []


def test_rules_are_added_where_the_cap_stays_unknown(setting: Setting, api: XRulesApi) -> None:
    away = {"kind": "unavailable", "where": "rules"}
    setting.order({**away, "after_requests": 1}, *[away] * 5)
    assert reconcile(api, words(2), PREFIX).added == 2
    assert 20 < setting.clock.monotonic() < 30


@pytest.mark.parametrize("kind", ["unavailable", "no_answer", "internal_error", "hang"])
@pytest.mark.parametrize("times", [1, 3])
def test_the_cap_is_asked_for_again_before_anything_is_added(
    setting: Setting, api: XRulesApi, kind: str, times: int
) -> None:
    setting.x.settings.rule_cap = 700
    setting.order({"kind": kind, "where": "rules", "after_requests": 1, "seconds": 4})
    setting.order(*[{"kind": kind, "where": "rules", "seconds": 4}] * (times - 1))
    (told,) = reconcile(api, words(1000), PREFIX).refused
    assert told.startswith("X allows this app 700 rules, but 1000 are wanted")
    assert setting.requests("POST rules") == 0


@pytest.mark.parametrize(
    "problem",
    [{"title": "RulesCapExceeded"}, {"title": "?", "type": "https://x.com/problems/rule-cap"}],
)
def test_a_full_list_is_known_by_its_title_or_by_its_type(
    setting: Setting, api: XRulesApi, problem: dict[str, str]
) -> None:
    bodies: list[object] = [NO_RULES, {"data": {}}, {"errors": [problem]}]
    for body in bodies:
        setting.order({"kind": "answer", "where": "rules", "line": hexed(body)})
    (refused,) = reconcile(api, words(1), PREFIX).refused
    assert refused.startswith("X has no room for the 1 rules that are wanted: ")


def test_a_full_list_is_told_once_where_x_does_not_tell_its_cap(
    setting: Setting, api: XRulesApi
) -> None:
    setting.x.settings.rule_cap = 30
    setting.order({"kind": "client_forbidden", "where": "rules", "after_requests": 1})
    outcome = reconcile(api, words(250), PREFIX)
    assert outcome.refused == [
        "X has no room for the 250 rules that are wanted: RulesCapExceeded: Rule cap of 30 "
        "reached. Follow fewer keywords, join some in one rule with OR (the key rules), or remove "
        "other rules at X."
    ]
    assert held(setting) == []
