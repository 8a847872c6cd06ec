"""After a refusal or an interruption no half of the rules stays on X."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from collector.rules.api import XRulesApi
from collector.rules.reconcile import reconcile, remove_all
from collector.rules.undo import NOT_UNDONE
from collector.settings import Rule
from collector.x.errors import XRefusedError
from tests.unit.collector.rules.held import (
    BAD,
    BEFORE,
    NO_RULES,
    PREFIX,
    at_the_nth_change,
    held,
    words,
)
from tests.unit.collector.setting import TOKEN, Setting, hexed

Refuses = Callable[[dict[str, Any]], bool]


class Killed(BaseException):
    """Lambda ended the function."""


@pytest.mark.parametrize("good", [0, 2, 99, 100, 250])
@pytest.mark.parametrize("before", [[], BEFORE])
def test_a_refused_rule_leaves_x_as_it_was(
    setting: Setting, api: XRulesApi, good: int, before: list[dict[str, str]]
) -> None:
    if before:
        setting.hold_rules(*before)
    there = held(setting)
    outcome = reconcile(api, [*words(good), BAD], PREFIX)
    assert held(setting) == there
    (refused,) = outcome.refused
    assert refused.startswith("keyword 'links' (rule 'has:links'): X says: UnprocessableEntity")
    assert (outcome.added, outcome.removed) == (0, 0)
    assert list(outcome.tags.values()) == (["t3"] if before and good > 3 else [])


def test_old_rules_that_had_to_make_room_come_back_after_a_refusal(
    setting: Setting, api: XRulesApi
) -> None:
    setting.x.settings.rule_cap = 4
    setting.hold_rules({"value": "cats"}, *({"value": f"o{n}", "tag": PREFIX} for n in range(3)))
    there = held(setting)
    assert reconcile(api, [*words(2), BAD], PREFIX).refused != []
    assert held(setting) == there


@pytest.mark.parametrize("kind", ["unavailable", "no_answer", "rate_limited", "client_forbidden"])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_an_interruption_by_x_leaves_x_as_it_was(
    setting: Setting, api: XRulesApi, kind: str, at: int
) -> None:
    setting.hold_rules(*BEFORE)
    there = held(setting)

    def interrupt() -> None:
        setting.order({"kind": kind, "where": "rules"})

    if at == 1:
        setting.order(*[{"kind": kind, "where": "rules", "after_requests": 2}])
    else:
        at_the_nth_change(setting, at - 1, interrupt)
    with pytest.raises(XRefusedError) as caught:
        reconcile(api, words(250), PREFIX)
    assert held(setting) == there
    assert NOT_UNDONE not in str(caught.value)


@pytest.mark.parametrize("after", [0, 100])
def test_what_x_added_without_an_answer_is_taken_back_too(
    setting: Setting, api: XRulesApi, after: int
) -> None:
    answer = setting.x._rules.change
    lost: list[object] = []

    def without_answer(query: dict[str, str], body: dict[str, object]) -> object:
        made = answer(query, body)
        if "add" in body and len(held(setting)) > after and not lost:
            lost.append(made)
            raise ConnectionError
        return made

    setting.x._rules.change = without_answer  # type: ignore[method-assign, assignment]
    with pytest.raises(XRefusedError):
        reconcile(api, words(150), PREFIX)
    assert lost
    assert held(setting) == []


def test_what_x_added_and_does_not_list_yet_is_taken_back_too(
    setting: Setting, api: XRulesApi
) -> None:
    nothing = {"kind": "answer", "where": "rules", "line": hexed(NO_RULES)}
    at_the_nth_change(setting, 2, lambda: setting.order(nothing))
    assert reconcile(api, [*words(100), BAD], PREFIX).refused != []
    assert held(setting) == []


def test_an_x_that_stays_away_is_told_with_what_is_left(setting: Setting, api: XRulesApi) -> None:
    """Within the 120 s that the function has."""

    def interrupt() -> None:
        setting.order(*[{"kind": "unavailable", "where": "rules"}] * 200)

    at_the_nth_change(setting, 1, interrupt)
    with pytest.raises(XRefusedError) as caught:
        reconcile(api, words(150), PREFIX)
    assert str(caught.value) == (
        f"HTTP 503: Service Unavailable 100 new rules or more are still there. {NOT_UNDONE}"
    )
    assert len(held(setting)) == 100
    assert 80 < setting.clock.monotonic() < 100


def test_rules_that_could_not_be_taken_back_after_a_refusal_are_told(
    setting: Setting, api: XRulesApi
) -> None:
    away = [{"kind": "unavailable", "where": "rules"}] * 200
    at_the_nth_change(setting, 2, lambda: setting.order(*away))
    refused, left = reconcile(api, [*words(150), BAD], PREFIX).refused
    assert refused.startswith("keyword 'links' (rule 'has:links'): X says: ")
    assert left == f"150 new rules or more are still there. {NOT_UNDONE}"


def test_an_old_rule_that_x_does_not_take_back_is_told(setting: Setting, api: XRulesApi) -> None:
    """X answers 2xx to rules that it does not take."""
    setting.x.settings.rule_cap = 2
    setting.hold_rules(*({"value": f"o{n}", "tag": PREFIX} for n in range(2)))
    refusal = {"errors": [{"value": "o0", "title": "UnprocessableEntity"}]}
    answer = {"kind": "answer", "where": "rules", "status": 200, "line": hexed(refusal)}
    at_the_nth_change(setting, 5, lambda: setting.order(answer))  # the way back: new ones go
    refused, left = reconcile(api, [*words(1), BAD], PREFIX).refused
    assert refused.startswith("keyword 'links'")
    assert held(setting) == []
    assert left == f"0 new rules are still there, 2 old are not. {NOT_UNDONE}"


def test_what_x_refused_before_anything_was_changed_is_told_alone(
    setting: Setting, api: XRulesApi
) -> None:
    forbidden = {"kind": "client_forbidden", "where": "rules"}
    setting.order({**forbidden, "after_requests": 2}, *[forbidden] * 3)
    with pytest.raises(XRefusedError) as caught:
        reconcile(api, words(2), PREFIX)
    assert NOT_UNDONE not in str(caught.value)
    assert setting.requests("GET rules") == 1


@pytest.mark.parametrize("kind", ["unavailable", "internal_error", "no_answer", "hang"])
def test_trouble_that_passes_while_rules_are_taken_back_is_waited_for(
    setting: Setting, api: XRulesApi, kind: str
) -> None:
    at_the_nth_change(setting, 2, lambda: setting.order(*[{"kind": kind, "where": "rules"}] * 4))
    with pytest.raises(XRefusedError) as caught:
        reconcile(api, words(350), PREFIX)
    assert held(setting) == []
    assert NOT_UNDONE not in str(caught.value)


def test_a_window_does_not_wait_for_x(setting: Setting, api: XRulesApi) -> None:
    setting.order({"kind": "unavailable", "where": "rules"})
    with pytest.raises(XRefusedError):
        reconcile(api, words(2), PREFIX, all_or_nothing=False)
    assert setting.clock.monotonic() == 0


@pytest.mark.parametrize("at", [2, 3])
@pytest.mark.parametrize("number", [150, 40])
def test_a_killed_function_is_mended_by_the_next_whatever_it_wants(
    setting: Setting, api: XRulesApi, at: int, number: int
) -> None:
    setting.hold_rules(*BEFORE)

    class KilledApi(XRulesApi):
        calls = 0

        def add(self, rules: Any) -> Any:
            self.calls += 1
            if self.calls == at:
                raise Killed
            return super().add(rules)

    with pytest.raises(Killed):
        reconcile(KilledApi(TOKEN, setting.transport()), words(250), PREFIX)
    assert len(held(setting)) > 100
    wanted = words(number)
    assert reconcile(api, wanted, PREFIX).refused == []
    assert held(setting) == sorted([("", "cats"), *((PREFIX + r.tag, r.value) for r in wanted)])
    remove_all(api, PREFIX)
    assert held(setting) == [("", "cats")]


def test_a_window_goes_on_with_the_rules_that_x_takes_and_keeps_the_old_ones(
    setting: Setting, api: XRulesApi
) -> None:
    setting.hold_rules(*BEFORE)
    outcome = reconcile(api, [*words(2), BAD], PREFIX, all_or_nothing=False)
    assert held(setting) == sorted(
        [
            ("", "cats"),
            *[(PREFIX + tag, value) for tag, value in (("old", "old"), ("t3", "word3"))],
            *[(PREFIX + tag, value) for tag, value in (("t0", "word0"), ("t1", "word1"))],
        ]
    )
    assert (outcome.added, outcome.removed, len(outcome.refused)) == (2, 0, 1)
    assert sorted(outcome.tags.values()) == ["t0", "t1"]


def test_a_window_that_x_interrupts_tells_that_rules_are_missing(
    setting: Setting, api: XRulesApi
) -> None:
    at_the_nth_change(setting, 1, lambda: setting.order({"kind": "unavailable", "where": "rules"}))
    outcome = reconcile(api, words(150), PREFIX, all_or_nothing=False)
    assert outcome.refused == ["The rest of the rules waits for X: HTTP 503: Service Unavailable"]
    assert (outcome.added, len(outcome.tags), len(held(setting))) == (100, 100, 100)
    assert reconcile(api, words(150), PREFIX, all_or_nothing=False).added == 50


def test_a_window_keeps_what_x_took_before_a_refusal_that_only_a_person_cures(
    setting: Setting, api: XRulesApi
) -> None:
    forbidden = {"kind": "client_forbidden", "where": "rules"}
    at_the_nth_change(setting, 1, lambda: setting.order(forbidden))
    with pytest.raises(XRefusedError):
        reconcile(api, words(150), PREFIX, all_or_nothing=False)
    assert len(held(setting)) == 100


def test_rules_of_which_x_says_nothing_are_refused_rules(setting: Setting, api: XRulesApi) -> None:
    empty, cap = hexed(NO_RULES), hexed({"data": {}})
    some = hexed({"data": [{"id": "1", "value": "word0", "tag": PREFIX + "t0"}]})
    for line in (empty, cap, some):
        setting.order({"kind": "answer", "where": "rules", "line": line})
    outcome = reconcile(api, words(3), PREFIX)
    assert outcome.refused == ["X did not make 2 of 3 rules, nor say why."]


def test_a_rule_that_x_takes_for_the_same_as_an_old_one_keeps_the_old_one(
    setting: Setting, api: XRulesApi
) -> None:
    """X may take `Sun` and `sun` for one: our own rule is then the one that serves."""
    (old,) = setting.hold_rules({"value": "Sun", "tag": PREFIX + "Sun"})
    problem = {"value": "sun", "id": old, "title": "DuplicateRule"}
    kept = hexed({"data": [{"id": old, "value": "Sun", "tag": PREFIX + "Sun"}]})
    for line in (kept, hexed({"data": {}}), hexed({"errors": [problem]})):
        setting.order({"kind": "answer", "where": "rules", "line": line})
    outcome = reconcile(api, [Rule("sun", "sun")], PREFIX)
    assert (outcome.tags, outcome.removed, outcome.refused) == ({old: "sun"}, 0, [])
    assert held(setting) == [(PREFIX + "Sun", "Sun")]
