"""X takes so many changes of rules in a quarter of an hour; nothing stays half done for that."""

from __future__ import annotations

import pytest

from collector.rules.api import XRulesApi
from collector.rules.reconcile import reconcile
from collector.rules.undo import NOT_UNDONE
from collector.settings import Rule
from collector.x.errors import XRefusedError
from tests.unit.collector.rules.held import (
    BEFORE,
    PREFIX,
    held,
    limit_changes,
    words,
)
from tests.unit.collector.setting import Setting


@pytest.mark.parametrize("taken", [2, 3, 7, 12])
@pytest.mark.parametrize("before", [[], BEFORE])
def test_nothing_stays_half_added_where_x_limits_the_changes(
    setting: Setting, api: XRulesApi, taken: int, before: list[dict[str, str]]
) -> None:
    if before:
        setting.hold_rules(*before)
    there = held(setting)
    limit_changes(setting, taken)
    with pytest.raises(XRefusedError) as caught:
        reconcile(api, words(900), PREFIX)
    assert held(setting) == there
    assert str(caught.value).startswith(f"X takes {taken - 1} more changes of its rules until")
    assert NOT_UNDONE not in str(caught.value)


def test_a_limit_that_is_renewed_in_time_is_waited_for(setting: Setting, api: XRulesApi) -> None:
    limit_changes(setting, 6, seconds=50.0)
    setting.x._windows["POST rules"].take()
    assert reconcile(api, words(250), PREFIX).added == 250
    assert len(held(setting)) == 250
    assert 45 < setting.clock.monotonic() < 60


@pytest.mark.parametrize(("taken", "added"), [(6, 250), (5, None)])
def test_rules_are_added_where_x_takes_them_and_the_way_back(
    setting: Setting, api: XRulesApi, taken: int, added: int | None
) -> None:
    """Three calls, and as many to take all back."""
    limit_changes(setting, taken)
    if added is None:
        with pytest.raises(XRefusedError):
            reconcile(api, words(250), PREFIX)
    else:
        assert reconcile(api, words(250), PREFIX).added == added
    assert len(held(setting)) == (added or 0)


def test_a_window_adds_as_many_rules_as_x_takes(setting: Setting, api: XRulesApi) -> None:
    limit_changes(setting, 2)
    assert reconcile(api, words(250), PREFIX, all_or_nothing=False).added == 200
    assert len(held(setting)) == 200


def test_old_rules_that_could_not_come_back_are_told(setting: Setting, api: XRulesApi) -> None:
    setting.x.settings.rule_cap = 2
    setting.hold_rules(*({"value": f"o{n}", "tag": PREFIX} for n in range(2)))
    limit_changes(setting, 1)
    with pytest.raises(XRefusedError) as caught:
        reconcile(api, words(2), PREFIX)
    left = f"0 new rules are still there, {2 - len(held(setting))} old are not. {NOT_UNDONE}"
    assert str(caught.value).endswith(left)
    assert len(held(setting)) == 1


@pytest.mark.parametrize("old", [0, 3])
def test_what_could_not_be_taken_back_is_told_exactly_and_mended_by_the_next_window(
    setting: Setting, api: XRulesApi, old: int
) -> None:
    """X's limit was as good as used up, and it told so only with the first answer."""
    before = words(old, start=5000)
    if before:
        setting.hold_rules(*({"tag": PREFIX + r.tag, "value": r.value} for r in before))
    limit_changes(setting, 1)
    with pytest.raises(XRefusedError) as caught:
        reconcile(api, words(1000), PREFIX)
    left = f"100 new rules are still there, 0 old are not. {NOT_UNDONE}"
    assert str(caught.value).endswith(left)
    assert len(held(setting)) == 100 + old
    limit_changes(setting, 100)
    wanted = [*before, Rule("sun", "sun")]
    report = setting.run(rules=wanted)
    assert report.outcome == "deadline"
    assert held(setting) == sorted((PREFIX + r.tag, r.value) for r in wanted)
