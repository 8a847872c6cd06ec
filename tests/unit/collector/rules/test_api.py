"""X's rule endpoints, as X answers them and as it might."""

from __future__ import annotations

from typing import Any

import pytest

from collector.rules.api import XRulesApi
from collector.rules.change import XRule
from collector.rules.limit import Limit, limit_in
from collector.settings import Rule
from collector.x.errors import XRefusedError
from collector.x.refusals import Cure
from tests.unit.collector.setting import Setting, hexed


def counts(app_cap: Any, project_cap: Any, of_app: Any, of_project: Any) -> dict[str, Any]:
    return {
        "cap_per_client_app": app_cap,
        "cap_per_project": project_cap,
        "client_app_rules_count": {"client_app_id": "1", "rule_count": of_app},
        "project_rules_count": of_project,
    }


def answer(setting: Setting, body: object, where: str = "rules") -> None:
    setting.order({"kind": "answer", "where": where, "line": hexed(body)})


def test_every_page_of_rules_is_read(setting: Setting, api: XRulesApi) -> None:
    setting.x.settings.rule_cap = 2_000
    setting.hold_rules(*({"value": f"w{number}", "tag": str(number)} for number in range(1_001)))
    rules = api.list_rules()
    assert [(rule.value, rule.tag) for rule in rules] == [
        (f"w{number}", str(number)) for number in range(1_001)
    ]
    assert setting.requests("GET rules") == 2


def test_pages_that_go_round_for_ever_are_left_after_a_hundred(
    setting: Setting, api: XRulesApi
) -> None:
    for _ in range(200):
        answer(setting, {"data": [{"id": "1", "value": "sun"}], "meta": {"next_token": "0" * 16}})
    assert len(api.list_rules()) == 100
    assert setting.requests("GET rules") == 100


@pytest.mark.parametrize(
    ("body", "rules"),
    [
        ({"meta": {"sent": "2026-11-25T00:00:00Z", "result_count": 0}}, []),
        ({"meta": {"sent": "2026-11-25T00:00:00Z"}}, []),
        ({"data": [], "meta": {"result_count": "0", "next_token": 5}}, []),
        ({"data": None, "errors": [], "meta": {"result_count": 0}}, []),
        ({"data": [{"id": 7, "value": "sun"}]}, [XRule("7", "sun", "")]),
        ({"data": [{"id": "7", "value": "sun", "tag": None}]}, [XRule("7", "sun", "")]),
        ({"data": [{"id": "7", "value": 5, "tag": 6}], "meta": 5}, [XRule("7", "5", "6")]),
    ],
)
def test_a_list_of_another_form_is_read(
    setting: Setting, api: XRulesApi, body: Any, rules: list[XRule]
) -> None:
    answer(setting, body)
    assert api.list_rules() == rules


SUN = {"id": "7", "value": "sun"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "nothing more."),
        ({"meta": {}}, "nothing more."),
        ({"data": 5, "meta": {"result_count": 0}}, "nothing more."),
        ({"data": [], "meta": {"result_count": 2}}, "nothing more."),
        ({"data": [SUN], "meta": {"result_count": 2}}, "1 of 2 rules."),
        ({"data": [SUN, {"id": "1"}]}, "nothing more."),
        ({"data": [SUN, 5], "meta": {"result_count": 1}}, "nothing more."),
        ({"data": [SUN], "errors": [{"title": "Timed out"}]}, "Timed out"),
        ({"errors": [{"title": "Internal Error"}], "meta": {"result_count": 0}}, "Internal Error"),
        ({"title": "Service Unavailable", "status": 503}, "Service Unavailable"),
    ],
)
def test_an_answer_that_may_lack_rules_is_refused(
    setting: Setting, api: XRulesApi, body: Any, said: str
) -> None:
    answer(setting, body)
    with pytest.raises(XRefusedError) as caught:
        api.list_rules()
    assert str(caught.value) == f"X answered without its list of rules: {said}"
    assert caught.value.refusal.cure is Cure.RETRY


@pytest.mark.parametrize("told_last", [{"result_count": 3}, {"result_count": 2}, {}])
def test_rules_that_no_page_brought_are_missed(
    setting: Setting, api: XRulesApi, told_last: dict[str, int]
) -> None:
    answer(setting, {"data": [SUN], "meta": {"result_count": 3, "next_token": "0" * 16}})
    answer(setting, {"data": [SUN], "meta": told_last})
    with pytest.raises(XRefusedError, match="2 of 3 rules"):
        api.list_rules()


def test_adding_tells_what_was_made_and_what_was_not(setting: Setting, api: XRulesApi) -> None:
    (held,) = setting.hold_rules({"value": "sun"})
    made, problems = api.add([Rule("a", "moon"), Rule("b", "sun"), Rule("c", "-bad")])
    assert [(rule.value, rule.tag) for rule in made] == [("moon", "a")]
    assert [problem["value"] for problem in problems] == ["sun", "-bad"]
    assert problems[0]["id"] == held
    assert setting.x.state()["rules"][1] == {"id": made[0].rule_id, "value": "moon", "tag": "a"}


@pytest.mark.parametrize("errors", [None, [], ["x", 5]])
def test_odd_problems_are_left_out(setting: Setting, api: XRulesApi, errors: Any) -> None:
    answer(setting, {"data": [], "errors": errors})
    assert api.add([Rule("a", "moon")]) == ([], [])


def test_deleting_takes_the_named_ones_and_does_not_mind_those_that_are_gone(
    setting: Setting, api: XRulesApi
) -> None:
    first, second = setting.hold_rules({"value": "sun"}, {"value": "moon"})
    api.delete([first, "77"])
    assert [rule["id"] for rule in setting.x.state()["rules"]] == [second]


@pytest.mark.parametrize(
    ("data", "cap"),
    [
        ({"cap_per_client_app": "25", "cap_per_project": "1000"}, 25),
        ({"cap_per_client_app": "1000", "cap_per_project": 5}, 5),
        ({"cap_per_client_app": "7"}, 7),
        ({"cap_per_project": "8", "cap_per_client_app": "many"}, 8),
        ({"cap_per_client_app": "-1"}, None),
        ({"cap_per_client_app": "\u0661"}, None),
        (counts(1000, 1000, 3, 3), 1000),
        (counts(1000, 1000, 3, 903), 100),
        (counts("50", "1000", "3", "903"), 50),
        (counts(1000, 10, 0, 12), -2),
        (counts(1000, 10, 9, 3), 10),
        (counts(1000, 10, "many", 3), 10),
        ({"cap_per_project": 9, "project_rules_count": 4, "client_app_rules_count": 5}, 9),
        ({"cap_per_project": 0}, 0),
        ({}, None),
        ([], None),
        (None, None),
    ],
)
def test_the_smaller_of_xs_caps_counts_less_what_other_apps_have_of_it(
    setting: Setting, api: XRulesApi, data: Any, cap: int | None
) -> None:
    answer(setting, {"data": data})
    assert api.cap() == cap


def test_the_cap_is_asked_for_where_x_tells_it(setting: Setting, api: XRulesApi) -> None:
    setting.x.settings.rule_cap = 12
    assert api.cap() == 12
    assert setting.requests("GET rules/counts") == 1


def test_an_x_that_does_not_answer_about_its_cap_is_told(setting: Setting, api: XRulesApi) -> None:
    setting.order({"kind": "unavailable", "where": "rules"})
    with pytest.raises(XRefusedError):
        api.cap()


@pytest.mark.parametrize(
    ("headers", "limit"),
    [
        ({"x-rate-limit-remaining": "7", "x-rate-limit-reset": "1795000900"}, Limit(7, 1795000900)),
        ({"x-rate-limit-remaining": "0", "x-rate-limit-reset": "1"}, Limit(0, 1)),
        ({"x-rate-limit-remaining": "7"}, None),
        ({"x-rate-limit-reset": "1795000900"}, None),
        ({"x-rate-limit-remaining": "-1", "x-rate-limit-reset": "1795000900"}, None),
        ({"x-rate-limit-remaining": "7", "x-rate-limit-reset": "soon"}, None),
    ],
)
def test_xs_limit_is_read_where_it_tells_it(headers: dict[str, str], limit: Limit | None) -> None:
    assert limit_in(headers) == limit


def test_how_many_more_changes_x_takes_is_known_after_each(
    setting: Setting, api: XRulesApi
) -> None:
    assert api.limit is None
    api.add([Rule("a", "moon")])
    assert api.limit is not None
    assert api.limit.remaining == 99
    api.delete(["7"])
    assert api.limit.remaining == 98


@pytest.mark.parametrize(
    ("body", "closed"),
    [
        ({"data": {"successful_kills": 2, "failed_kills": 1}}, 2),
        ({"data": {"successful_kills": "2"}}, 0),
        ({"data": []}, 0),
        ({}, 0),
    ],
)
def test_freeing_connections_tells_how_many(
    setting: Setting, api: XRulesApi, body: Any, closed: int
) -> None:
    answer(setting, body, "connections")
    assert api.close_connections() == closed
    assert setting.requests("DELETE connections") == 1


@pytest.mark.parametrize("call", ["list_rules", "add", "delete", "close_connections"])
def test_what_x_refuses_is_raised(setting: Setting, api: XRulesApi, call: str) -> None:
    where = "connections" if call == "close_connections" else "rules"
    setting.order({"kind": "unauthorized", "where": where})
    given: dict[str, list[Any]] = {"add": [[Rule("a", "b")]], "delete": [["1"]]}
    with pytest.raises(XRefusedError) as caught:
        getattr(api, call)(*given.get(call, []))
    assert caught.value.refusal.outcome == "token_refused"
