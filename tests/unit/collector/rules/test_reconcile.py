from __future__ import annotations

from typing import Any

import pytest

from collector.rules.api import XRulesApi
from collector.rules.reconcile import XRule, plan, reconcile, remove_all
from collector.settings import Rule, rules_from_event
from collector.timing import Timing
from collector.x.errors import XRefusedError
from collector.x.transport import Transport
from shared.clock import SystemClock
from tests.unit.collector.x_server import XServer

PREFIX = "tweet-sentiment/dev/"
SUN, MOON = Rule("sun", "sun -is:retweet"), Rule("moon", "moon -is:retweet")


@pytest.fixture
def api(x: XServer) -> XRulesApi:
    return XRulesApi("token", Transport(x.url, SystemClock(), Timing()))


def held(x: XServer) -> list[tuple[str, str]]:
    return sorted((rule.get("tag", ""), rule["value"]) for rule in x.rules)


def test_rules_are_made_under_our_tags_and_a_second_time_nothing_changes(
    x: XServer, api: XRulesApi
) -> None:
    first = reconcile(api, [SUN, MOON], PREFIX)
    calls = len(x.requests)
    second = reconcile(api, [SUN, MOON], PREFIX)

    assert held(x) == [(PREFIX + "moon", MOON.value), (PREFIX + "sun", SUN.value)]
    assert (first.added, first.removed, first.changed) == (2, 0, True)
    assert (second.added, second.removed, second.changed) == (0, 0, False)
    assert [request[0] for request in x.requests[calls:]] == ["GET"]
    assert sorted(second.tags.values()) == ["moon", "sun"]


def test_only_the_difference_is_changed_and_foreign_rules_are_left_and_named(
    x: XServer, api: XRulesApi
) -> None:
    x.rules = [
        {"id": "1", "value": "cats", "tag": "someone's"},
        {"id": "2", "value": "dogs"},
        {"id": "3", "value": SUN.value, "tag": PREFIX + "sun"},
        {"id": "4", "value": "old", "tag": PREFIX + "old"},
        {"id": "5", "value": "prod", "tag": "tweet-sentiment/prod/x"},
    ]
    outcome = reconcile(api, [SUN, MOON], PREFIX)
    assert (outcome.added, outcome.removed) == (1, 1)
    assert {rule["id"] for rule in x.rules} >= {"1", "2", "3", "5"}
    assert outcome.foreign == [
        "cats (tag someone's)",
        "dogs (tag none)",
        "prod (tag tweet-sentiment/prod/x)",
    ]


def test_a_renamed_keyword_is_deleted_before_x_could_call_it_a_duplicate(
    x: XServer, api: XRulesApi
) -> None:
    reconcile(api, [Rule("old name", SUN.value)], PREFIX)
    outcome = reconcile(api, [SUN], PREFIX)
    assert held(x) == [(PREFIX + "sun", SUN.value)]
    assert outcome.refused == []


def test_a_changed_rule_is_added_before_the_old_one_goes() -> None:
    steps = plan([XRule("4", "old", PREFIX + "sun")], [SUN], PREFIX, cap=10)
    assert (steps.delete_first, steps.add, steps.delete_last) == ((), (SUN,), ("4",))


def test_without_room_under_the_cap_deletions_come_first() -> None:
    steps = plan([XRule("4", "old", PREFIX + "sun")], [SUN], PREFIX, cap=1)
    assert (steps.delete_first, steps.delete_last) == (("4",), ())


def test_a_foreign_rule_of_the_same_value_serves_us(x: XServer, api: XRulesApi) -> None:
    x.rules = [{"id": "9", "value": SUN.value, "tag": "someone's"}]
    outcome = reconcile(api, [SUN], PREFIX)
    assert outcome.refused == []
    assert outcome.tags == {"9": "sun"}


def test_a_refused_rule_is_told_with_its_keyword_and_xs_own_words(
    x: XServer, api: XRulesApi
) -> None:
    x.on_add = lambda item: {
        "value": item["value"],
        "title": "UnprocessableEntity",
        "details": ["Rules must contain a non-negation term (at position 1)"],
    }
    outcome = reconcile(api, [SUN], PREFIX)
    assert outcome.refused == [
        "keyword 'sun' (rule 'sun -is:retweet'): X says: UnprocessableEntity: "
        "Rules must contain a non-negation term (at position 1)"
    ]


def test_the_cap_is_read_from_x(x: XServer, api: XRulesApi) -> None:
    x.cap = "1"
    outcome = reconcile(api, [SUN, MOON], PREFIX)
    assert "X allows this app 1 rules" in outcome.refused[0]


def test_removing_takes_ours_only(x: XServer, api: XRulesApi) -> None:
    x.rules = [{"id": "1", "value": "cats"}, {"id": "2", "value": "sun", "tag": PREFIX + "sun"}]
    assert remove_all(api, PREFIX).removed == 1
    assert held(x) == [("", "cats")]


def test_many_rules_are_sent_in_parts(x: XServer, api: XRulesApi) -> None:
    wanted = [Rule(f"t{number}", f"word{number}") for number in range(250)]
    assert reconcile(api, wanted, PREFIX).added == 250
    assert remove_all(api, PREFIX).removed == 250
    assert x.rules == []


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (401, {"title": "Unauthorized"}, "token_refused"),
        (503, {"title": "Service Unavailable"}, "server_error"),
        (200, "text", "network"),
        (200, {"data": 5}, None),
    ],
)
def test_an_answer_without_rules_is_told_by_its_class(
    x: XServer, api: XRulesApi, status: int, body: Any, outcome: str | None
) -> None:
    x.answer = lambda *_: (status, body)  # type: ignore[method-assign]
    if outcome is None:
        assert api.list_rules() == []
        return
    with pytest.raises(XRefusedError) as caught:
        api.list_rules()
    assert caught.value.refusal.outcome == outcome


@pytest.mark.parametrize(
    "event", [{}, {"rules": []}, {"rules": "sun"}, {"rules": [{"tag": "x"}]}, {"rules": [5]}]
)
def test_an_event_without_rules_is_refused_with_the_shape_it_needs(event: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="tag"):
        rules_from_event(event)
