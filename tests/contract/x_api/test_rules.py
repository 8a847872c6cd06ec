"""Rules as docs.x.com shows them in "Filtered stream: quickstart", asked for by tweepy."""

from __future__ import annotations

import pytest
import tweepy  # type: ignore[import-untyped]

from sandbox.x_api import XApi
from tests.contract.x_api.clients import Reader, call

RULES = "/2/tweets/search/stream/rules"


def test_no_rules_are_listed_without_data(api: XApi) -> None:
    answer = call(api, "GET", RULES)
    assert answer.status_code == 200
    assert set(answer.json()) == {"meta"}
    assert answer.json()["meta"]["result_count"] == 0
    assert Reader(api).get_rules().data is None


def test_an_added_rule_is_listed_under_an_opaque_id(api: XApi) -> None:
    body = {"add": [{"value": '(turbine OR "wind farm") lang:en -is:retweet', "tag": "wind-en"}]}
    answer = call(api, "POST", RULES, body)
    assert answer.status_code == 201
    assert answer.json()["meta"]["summary"] == {
        "created": 1,
        "not_created": 0,
        "valid": 1,
        "invalid": 0,
    }
    (added,) = answer.json()["data"]
    assert len(added["id"]) == 19
    assert {**added, "id": ""} == {**body["add"][0], "id": ""}
    assert call(api, "GET", RULES).json()["data"] == [added]


def test_a_rule_without_tag_is_listed_without_one(api: XApi) -> None:
    Reader(api).add_rules(tweepy.StreamRule("turbine"))
    (listed,) = call(api, "GET", RULES).json()["data"]
    assert set(listed) == {"id", "value"}


def test_a_duplicate_is_an_error_in_a_success(api: XApi, rule: str) -> None:
    answer = call(api, "POST", RULES, {"add": [{"value": "turbine", "tag": "another"}]})
    assert answer.status_code == 200
    assert "data" not in answer.json()
    (error,) = answer.json()["errors"]
    assert (error["title"], error["value"], error["id"]) == ("DuplicateRule", "turbine", rule)
    assert error["type"].endswith("/problems/duplicate-rules")
    assert answer.json()["meta"]["summary"]["not_created"] == 1


def test_an_invalid_rule_is_an_error_in_a_success(api: XApi) -> None:
    answer = call(api, "POST", RULES, {"add": [{"value": "-turbine"}]})
    assert answer.status_code == 200
    (error,) = answer.json()["errors"]
    assert error["title"] == "UnprocessableEntity"
    assert error["type"].endswith("/problems/invalid-rules")
    assert error["details"] == ["Rules must contain a non-negation term (at position 1)"]


def test_good_rules_are_added_beside_bad_ones(api: XApi) -> None:
    answer = Reader(api).add_rules([tweepy.StreamRule("turbine"), tweepy.StreamRule("lang:en")])
    assert [added.value for added in answer.data] == ["turbine"]
    assert len(answer.errors) == 1
    assert answer.meta["summary"]["created"] == 1


def test_the_same_rule_twice_in_a_request_is_added_once(api: XApi) -> None:
    answer = Reader(api).add_rules([tweepy.StreamRule("turbine"), tweepy.StreamRule("turbine")])
    assert len(answer.data) == 1
    assert answer.errors[0]["title"] == "DuplicateRule"


def test_a_dry_run_changes_nothing(api: XApi) -> None:
    answer = call(api, "POST", f"{RULES}?dry_run=true", {"add": [{"value": "turbine"}]})
    assert answer.json()["meta"]["summary"]["valid"] == 1
    assert Reader(api).get_rules().data is None


def test_tweepys_spelling_of_true_is_refused(api: XApi) -> None:
    with pytest.raises(tweepy.BadRequest, match="dry_run"):
        Reader(api).add_rules(tweepy.StreamRule("turbine"), dry_run=True)


def test_rules_are_deleted_by_id(api: XApi, rule: str) -> None:
    answer = Reader(api).delete_rules(rule)
    assert answer.meta["summary"] == {"deleted": 1, "not_deleted": 0}
    assert Reader(api).get_rules().data is None


def test_rules_are_deleted_by_value(api: XApi, rule: str) -> None:
    answer = call(api, "POST", RULES, {"delete": {"values": ["turbine"]}})
    assert answer.status_code == 200
    assert set(answer.json()) == {"meta"}
    assert Reader(api).get_rules().data is None


def test_deleting_an_unknown_rule_is_an_error_in_a_success(api: XApi, rule: str) -> None:
    answer = call(api, "POST", RULES, {"delete": {"ids": ["1", rule]}})
    assert answer.status_code == 200
    assert answer.json()["meta"]["summary"] == {"deleted": 1, "not_deleted": 1}
    assert answer.json()["errors"][0]["errors"][0]["parameters"] == {"id": ["1"]}


def test_all_rules_can_be_deleted_at_once(api: XApi, rule: str) -> None:
    call(api, "POST", f"{RULES}?delete_all=true")
    assert Reader(api).get_rules().data is None


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        {"add": []},
        {"add": [{"value": "turbine"}], "delete": {"ids": ["1"]}},
        {"add": [{"tag": "no value"}]},
        {"delete": {}},
        ["turbine"],
    ],
)
def test_a_body_that_asks_for_nothing_or_for_two_things_is_refused(api: XApi, body: object) -> None:
    assert call(api, "POST", RULES, body).status_code == 400


def test_the_cap_of_the_app_holds(api: XApi) -> None:
    api.settings.rule_cap = 2
    words = ["turbine", "harbour", "ferry"]
    answer = Reader(api).add_rules([tweepy.StreamRule(word) for word in words])
    assert len(answer.data) == 2
    assert answer.errors[0]["type"].endswith("/problems/rule-cap")


@pytest.mark.parametrize(("numbers", "kind"), [("text", str), ("integers", int)])
def test_counts_tell_the_cap_in_both_spellings(
    api: XApi, rule: str, numbers: str, kind: type
) -> None:
    api.settings.usage_numbers = numbers
    data = call(api, "GET", f"{RULES}/counts").json()["data"]
    assert data["cap_per_client_app"] == kind(1000)
    assert data["project_rules_count"] == kind(1)
    assert data["client_app_rules_count"] == {"client_app_id": "1", "rule_count": 1}


def test_rules_are_listed_in_pages(api: XApi) -> None:
    Reader(api).add_rules([tweepy.StreamRule(f"turbine{n}") for n in range(5)])
    first = call(api, "GET", f"{RULES}?max_results=3").json()
    token = first["meta"]["next_token"]
    second = call(api, "GET", f"{RULES}?max_results=3&pagination_token={token}").json()
    assert [item["value"] for item in first["data"] + second["data"]] == [
        f"turbine{n}" for n in range(5)
    ]
    assert "next_token" not in second["meta"]


@pytest.mark.parametrize(
    "parameters", ["max_results=0", "max_results=many", "pagination_token=x", "colour=red"]
)
def test_what_the_list_does_not_take_is_refused(api: XApi, parameters: str) -> None:
    assert call(api, "GET", f"{RULES}?{parameters}").status_code == 400


def test_a_wrong_token_is_unauthorized(api: XApi) -> None:
    with pytest.raises(tweepy.Unauthorized) as refused:
        Reader(api, "another-token").get_rules()
    assert refused.value.response.json() == {
        "title": "Unauthorized",
        "type": "about:blank",
        "status": 401,
        "detail": "Unauthorized",
    }


def test_too_many_changes_are_rate_limited(api: XApi) -> None:
    for _ in range(100):
        call(api, "POST", RULES, {"delete": {"ids": ["1"]}})
    with pytest.raises(tweepy.TooManyRequests) as refused:
        Reader(api).add_rules(tweepy.StreamRule("turbine"))
    assert refused.value.response.headers["x-rate-limit-remaining"] == "0"
