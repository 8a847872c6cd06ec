"""What recent search refuses, and for how long: docs.x.com, "Search Posts", "Paginate"."""

from __future__ import annotations

import pytest
import tweepy  # type: ignore[import-untyped]

from sandbox.posts.snowflake import first_id_of
from sandbox.x_api import XApi
from tests.contract.x_api.clients import call
from tests.contract.x_api.conftest import SetClock
from tests.contract.x_api.searches import DAY_SECONDS, SEARCH, found


@pytest.mark.parametrize("name", ["since_id", "until_id"])
def test_an_id_older_than_seven_days_is_refused_with_the_floor(
    api: XApi, client: tweepy.Client, now: SetClock, name: str
) -> None:
    floor = first_id_of(int((now.seconds - 7 * DAY_SECONDS) * 1000))
    with pytest.raises(tweepy.BadRequest) as refused:
        found(client, query="turbine", **{name: floor - 1})
    (error,) = refused.value.response.json()["errors"]
    assert error["parameters"] == {name: [str(floor - 1)]}
    assert f"'{name}' must be a tweet id created after 2026-11-16T15:00Z" in error["message"]
    assert str(floor) in error["message"]
    assert found(client, query="turbine", **{name: floor}) == []


@pytest.mark.parametrize(
    "parameters",
    [
        "query=turbine&max_results=9",
        "query=turbine&max_results=101",
        "query=turbine&max_results=many",
        "query=turbine&since_id=first",
        "query=turbine&since_id=2124880276750409793&start_time=2026-11-23T14:00:00Z",
        "query=turbine&until_id=2124880276750409793&end_time=2026-11-23T14:00:00Z",
        "query=turbine&start_time=2026-11-16T14:59:59Z",
        "query=turbine&end_time=2026-11-23T14:59:51Z",
        "query=turbine&start_time=yesterday",
        "query=turbine&next_token=b26v89c19zqg8o3f",
        "query=turbine&sort_order=relevancy",
        "query=turbine&tweet.fields=likes",
        "query=turbine&tweet_fields=lang",
        "query=-turbine",
        "query=lang:en",
        "query=bio:turbine",
        "max_results=10",
    ],
)
def test_what_x_does_not_accept_is_refused(api: XApi, parameters: str) -> None:
    answer = call(api, "GET", f"{SEARCH}?{parameters}")
    assert answer.status_code == 400
    assert answer.json()["title"] == "Invalid Request"
    assert answer.json()["errors"][0]["message"]


def test_a_query_may_have_512_characters(client: tweepy.Client) -> None:
    assert found(client, "x" * 512) == []
    with pytest.raises(tweepy.BadRequest, match="512"):
        found(client, "x" * 513)


def test_a_token_belongs_to_its_query(api: XApi, now: SetClock) -> None:
    api.publish_all({"text": f"turbine ferry {number}"} for number in range(11))
    now.seconds += 31
    token = call(api, "GET", f"{SEARCH}?query=turbine").json()["meta"]["next_token"]
    assert call(api, "GET", f"{SEARCH}?query=ferry&next_token={token}").status_code == 400
    assert call(api, "GET", f"{SEARCH}?query=turbine&next_token={token}").status_code == 200


def test_search_is_rate_limited(api: XApi, client: tweepy.Client, now: SetClock) -> None:
    for _ in range(450):
        assert api.limited("GET search")[0]
    with pytest.raises(tweepy.TooManyRequests) as refused:
        found(client)
    assert refused.value.reset_time == now.seconds + 900
    now.seconds += 900
    assert found(client) == []


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("unavailable", tweepy.TwitterServerError),
        ("credits_depleted", tweepy.HTTPException),
        ("rate_limited", tweepy.TooManyRequests),
    ],
)
def test_search_can_be_refused_too(
    api: XApi, client: tweepy.Client, kind: str, error: type[Exception]
) -> None:
    api.order_faults([{"kind": kind, "where": "search"}])
    with pytest.raises(error):
        found(client)
    assert found(client) == []


def test_a_refusal_can_let_requests_pass_first(api: XApi, client: tweepy.Client) -> None:
    refusal = {"kind": "unavailable", "where": "search", "after_requests": 2}
    api.order_faults([refusal, {**refusal, "after_requests": 0}, {**refusal, "after_requests": 1}])
    passed = []
    for _ in range(7):
        try:
            client.search_recent_tweets("turbine")
        except tweepy.TwitterServerError:
            passed.append(False)
        else:
            passed.append(True)
    assert passed == [True, True, False, False, True, False, True]
