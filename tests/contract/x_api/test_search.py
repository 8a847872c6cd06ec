"""Recent search: docs.x.com, "Search Posts", "Paginate", changelog of 4 May 2026."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import tweepy  # type: ignore[import-untyped]

from sandbox.clock import RealClock
from sandbox.x_api import XApi
from tests.contract.x_api.clients import TOKEN, call, client_of
from tests.contract.x_api.conftest import SetClock
from tests.contract.x_api.searches import DAY_SECONDS, SEARCH, found


def moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_newest_post_comes_first(api: XApi, client: tweepy.Client, now: SetClock) -> None:
    ids = [api.publish({"text": f"turbine {number}"}) for number in range(3)]
    api.publish({"text": "soup"})
    now.seconds += 31
    answer = call(api, "GET", f"{SEARCH}?query=turbine").json()
    assert [post["id"] for post in answer["data"]] == ids[::-1]
    assert answer["meta"] == {"newest_id": ids[2], "oldest_id": ids[0], "result_count": 3}
    assert set(answer["data"][0]) == {"id", "text", "edit_history_tweet_ids"}


def test_no_hit_is_an_answer_without_data(api: XApi, client: tweepy.Client) -> None:
    assert call(api, "GET", f"{SEARCH}?query=turbine").json() == {"meta": {"result_count": 0}}
    assert client.search_recent_tweets("turbine").data is None


def test_search_lies_thirty_seconds_behind(api: XApi, client: tweepy.Client, now: SetClock) -> None:
    post_id = api.publish({"text": "turbine"})
    now.seconds += 29.9
    assert found(client) == []
    now.seconds += 0.2
    assert found(client) == [post_id]


def test_the_lag_is_scaled_as_all_times_are(now: SetClock) -> None:
    with XApi(TOKEN, clock=RealClock(now), time_scale=0.1) as scaled:
        post_id = scaled.publish({"text": "turbine"})
        now.seconds += 3.1
        assert found(client_of(scaled)) == [post_id]


def test_since_and_until_exclude_the_ids_they_name(
    api: XApi, client: tweepy.Client, now: SetClock
) -> None:
    ids = [api.publish({"text": f"turbine {number}"}) for number in range(5)]
    now.seconds += 31
    assert found(client, since_id=ids[0], until_id=ids[4]) == [ids[3], ids[2], ids[1]]


def test_times_bound_the_results(api: XApi, client: tweepy.Client, now: SetClock) -> None:
    ids = []
    for _ in range(3):
        ids.append(api.publish({"text": "turbine"}))
        now.seconds += 60
    start = now.seconds - 120
    assert found(client, start_time=moment(start), end_time=moment(start + 60)) == [ids[1]]


def test_posts_older_than_seven_days_are_not_found(
    api: XApi, client: tweepy.Client, now: SetClock
) -> None:
    api.publish({"text": "turbine", "created_at": moment(now.seconds - 8 * DAY_SECONDS)})
    recent = api.publish({"text": "turbine", "created_at": moment(now.seconds - 6 * DAY_SECONDS)})
    assert found(client) == [recent]


def test_pages_hold_every_post_once_while_new_ones_come(
    api: XApi, client: tweepy.Client, now: SetClock
) -> None:
    ids = [api.publish({"text": f"turbine {number}"}) for number in range(25)]
    now.seconds += 31
    seen: list[str] = []
    for page in tweepy.Paginator(client.search_recent_tweets, "turbine", max_results=10):
        seen += [str(post.id) for post in page.data]
        api.publish({"text": "turbine, new"})
        now.seconds += 31
    assert seen == ids[::-1]


def test_a_query_for_words_finds_no_reposts(
    api: XApi, client: tweepy.Client, now: SetClock
) -> None:
    original = api.publish({"text": "turbine", "username": "mara"})
    repost = api.publish({"repost_of": original, "username": "joe"})
    now.seconds += 31
    assert found(client) == [original]
    assert found(client, "from:joe") == [repost]


def test_of_an_edited_post_the_newest_version_is_found(
    api: XApi, client: tweepy.Client, now: SetClock
) -> None:
    api.publish({"text": "turbine", "key": "first"})
    newest = api.publish({"text": "turbine!", "edit_of": "first"})
    now.seconds += 31
    assert found(client) == [newest]


def test_a_deleted_post_is_not_found(api: XApi, client: tweepy.Client, now: SetClock) -> None:
    api.delete(api.publish({"text": "turbine"}))
    now.seconds += 31
    assert found(client) == []


def test_search_folds_accents_and_ignores_quoted_text_where_the_stream_does_not(
    api: XApi, client: tweepy.Client, rule: str, now: SetClock
) -> None:
    accented = api.publish({"text": "Türbine"})
    quoted = api.publish({"text": "turbine"})
    quote = api.publish({"text": "hear, hear", "quote_of": quoted})
    now.seconds += 31
    assert found(client) == [quoted, accented]
    accounts = {account["id"]: account for account in api.published()}
    assert accounts[accented]["tags"] == []
    assert (accounts[quote]["tags"], accounts[quote]["search_tags"]) == (["wind"], [])
    assert accounts[quoted]["search_tags"] == ["wind"]


@pytest.mark.parametrize(
    ("setting", "parameter", "new"),
    [
        ("as_asked", "tweet.fields=note_tweet,public_metrics", False),
        ("as_asked", "post.fields=note_post,public_metrics", True),
        ("new", "tweet.fields=note_tweet,public_metrics", True),
        ("old", "post.fields=note_post,public_metrics", False),
    ],
)
def test_search_answers_in_the_vocabulary_asked_for_or_set(
    api: XApi, now: SetClock, setting: str, parameter: str, new: bool
) -> None:
    api.settings.search_vocabulary = setting
    original = api.publish({"text": "turbine " * 50})
    api.publish({"text": "turbine", "quote_of": original})
    now.seconds += 31
    parameters = f"query=turbine&{parameter}&expansions=referenced_tweets.id"
    answer = call(api, "GET", f"{SEARCH}?{parameters}").json()
    assert ("posts" in answer["includes"]) == new
    assert ("edit_history_post_ids" in answer["data"][0]) == new
    assert ("note_post" in answer["data"][1]) == new
    assert ("repost_count" in answer["data"][0]["public_metrics"]) == new


def test_what_search_returned_is_billed_once_a_day(
    api: XApi, client: tweepy.Client, now: SetClock
) -> None:
    api.publish({"text": "turbine"})
    now.seconds += 31
    found(client)
    found(client)
    assert (api.state()["reads"], api.state()["billed"]) == (2, 1)
    now.seconds += DAY_SECONDS
    found(client)
    assert (api.state()["reads"], api.state()["billed"]) == (3, 2)
