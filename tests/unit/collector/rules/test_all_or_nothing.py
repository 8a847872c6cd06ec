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
from sandbox.x_api.rate_limits import RateWindow
from tests.unit.collector.setting import TOKEN, Setting, hexed

PREFIX = "tweet-sentiment/dev/"
BAD = Rule("links", "has:links")
Refuses = Callable[[dict[str, Any]], bool]
BEFORE = [
    {"value": "cats"},
    {"value": "old", "tag": PREFIX + "old"},
    {"value": "word3", "tag": PREFIX + "t3"},
]


class Killed(BaseException):
    """Lambda ended the function."""


@pytest.fixture
def api(setting: Setting) -> XRulesApi:
    return XRulesApi(TOKEN, setting.transport())


def words(number: int, start: int = 0) -> list[Rule]:
    return [Rule(f"t{each}", f"word{each}") for each in range(start, start + number)]


def held(setting: Setting) -> list[tuple[str, str]]:
    return sorted((rule.get("tag", ""), rule["value"]) for rule in setting.x.state()["rules"])


def at_the_nth_change(setting: Setting, number: int, happens: Callable[[], None]) -> None:
    """Let something happen before X does the nth change of its rules."""
    change = setting.x._rules.change
    seen: list[object] = []

    def counted(query: dict[str, str], body: dict[str, object]) -> object:
        seen.append(body)
        if len(seen) == number:
            happens()
        return change(query, body)

    setting.x._rules.change = counted  # type: ignore[method-assign, assignment]


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
        setting.order({"kind": "answer", "where": "rules", "line": hexed({})})
        setting.order({"kind": "answer", "where": "rules", "line": hexed({"data": counts})})
        outcome = reconcile(api, words(4), PREFIX)
        assert "allows this app 3 rules, but 4 are wanted" in outcome.refused[0]
    assert held(setting) == []


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


@pytest.mark.parametrize("kind", ["unavailable", "internal_error", "no_answer", "hang"])
def test_trouble_that_passes_while_rules_are_taken_back_is_waited_for(
    setting: Setting, api: XRulesApi, kind: str
) -> None:
    at_the_nth_change(setting, 2, lambda: setting.order(*[{"kind": kind, "where": "rules"}] * 4))
    with pytest.raises(XRefusedError) as caught:
        reconcile(api, words(350), PREFIX)
    assert held(setting) == []
    assert NOT_UNDONE not in str(caught.value)


def limit_changes(setting: Setting, number: int, seconds: float = 900.0) -> None:
    """Let X take so many changes of rules, and then none until its limit is renewed."""
    setting.x._windows["POST rules"] = RateWindow(number, seconds, setting.clock.now)


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


def test_old_rules_that_could_not_come_back_are_told(setting: Setting, api: XRulesApi) -> None:
    setting.x.settings.rule_cap = 2
    setting.hold_rules(*({"value": f"o{n}", "tag": PREFIX} for n in range(2)))
    limit_changes(setting, 1)
    with pytest.raises(XRefusedError) as caught:
        reconcile(api, words(2), PREFIX)
    left = f"0 new rules are still there, {2 - len(held(setting))} old are not. {NOT_UNDONE}"
    assert str(caught.value).endswith(left)
    assert len(held(setting)) == 1


def test_a_window_does_not_wait_for_x(setting: Setting, api: XRulesApi) -> None:
    setting.order({"kind": "unavailable", "where": "rules"})
    with pytest.raises(XRefusedError):
        reconcile(api, words(2), PREFIX, all_or_nothing=False)
    assert setting.clock.monotonic() == 0


def test_rules_are_added_where_the_cap_stays_unknown(setting: Setting, api: XRulesApi) -> None:
    away = {"kind": "unavailable", "where": "rules"}
    setting.order({**away, "after_requests": 1}, *[away] * 5)
    assert reconcile(api, words(2), PREFIX).added == 2
    assert 20 < setting.clock.monotonic() < 30


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


def test_rules_of_which_x_says_nothing_are_refused_rules(setting: Setting, api: XRulesApi) -> None:
    empty, cap = hexed({}), hexed({"data": {}})
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
