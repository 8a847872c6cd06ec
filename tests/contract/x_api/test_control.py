"""How other processes of the sandbox publish posts, order faults and count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from sandbox.guard import TOKEN_HEADER
from sandbox.x_api import XApi
from tests.contract.x_api.clients import Reader, call


def ask(api: XApi, what: str, body: object) -> requests.Response:
    headers = {TOKEN_HEADER: api.control_token}
    return requests.post(f"{api.url}/_sandbox/{what}", json=body, headers=headers, timeout=10)


def told(api: XApi, what: str) -> dict[str, Any]:
    headers = {TOKEN_HEADER: api.control_token}
    answer = requests.get(f"{api.url}/_sandbox/{what}", headers=headers, timeout=10)
    content: dict[str, Any] = answer.json()
    return content


def test_posts_are_published_over_http(api: XApi, connect: Callable[..., Reader]) -> None:
    reader = connect()
    (post_id,) = ask(api, "publish", {"posts": [{"text": "turbine"}]}).json()["ids"]
    assert reader.next()["data"]["id"] == post_id
    (account,) = told(api, "published")["posts"]
    assert (account["id"], account["tags"], account["kind"]) == (post_id, ["wind"], "original")
    assert account["while_connected"] is True
    assert "text" not in account


def test_the_state_counts_from_outside(api: XApi, connect: Callable[..., Reader]) -> None:
    connect()
    call(api, "GET", "/2/tweets/search/recent?query=turbine")
    state = told(api, "state")
    assert (state["open"], state["max_concurrent"], state["connects_accepted"]) == (True, 1, 1)
    assert state["requests"] == {"POST rules": 1, "connect": 1, "GET search": 1}
    assert state["rules"][0]["tag"] == "wind"


def test_faults_are_ordered_and_healed_over_http(api: XApi, connect: Callable[..., Reader]) -> None:
    reader = connect()
    assert ask(api, "faults", {"faults": [{"kind": "unknown_message"}]}).status_code == 200
    assert "notice" in reader.next()
    ask(api, "faults", {"random": {"seed": 3, "in_stream": 1.0, "kinds": ["clean_end"]}})
    ask(api, "heal", {})
    (post_id,) = ask(api, "publish", {"posts": [{"text": "turbine"}]}).json()["ids"]
    assert reader.next()["data"]["id"] == post_id


def test_settings_change_over_http(api: XApi) -> None:
    assert ask(api, "settings", {"gzip": True, "rule_cap": 5}).status_code == 200
    assert (api.settings.gzip, api.settings.rule_cap) == (True, 5)


def test_posts_are_deleted_over_http(api: XApi, now: Callable[[], float]) -> None:
    api.settings.search_lag_seconds = 0
    (post_id,) = ask(api, "publish", {"posts": [{"text": "turbine"}]}).json()["ids"]
    ask(api, "delete", {"ids": [post_id]})
    found = call(api, "GET", "/2/tweets/search/recent?query=turbine").json()
    assert found["meta"]["result_count"] == 0


@pytest.mark.parametrize(
    ("what", "body", "said"),
    [
        ("publish", {"posts": [{"text": ""}]}, "needs a text"),
        ("publish", {"posts": [{"text": "x", "colour": "red"}]}, "colour"),
        ("publish", {"posts": [{"text": "x", "quote_of": "nowhere"}]}, "nowhere"),
        ("publish", {"posts": [{"text": "x", "id": "first"}]}, "1 to 19 digits"),
        ("publish", {}, "posts"),
        ("faults", {"faults": [{"kind": "rain"}]}, "rain"),
        ("faults", {"random": {"often": 1.0}}, "often"),
        ("faults", {"random": {"connect": 2.0}}, "between 0 and 1"),
        ("settings", {"speed": 3}, "speed"),
        ("settings", {"rule_cap": "many"}, "many"),
        ("settings", {"html_escaped": 1}, "true or false"),
        ("settings", {"second_connection": "queue"}, "refuse or evict"),
    ],
)
def test_what_cannot_be_done_is_told(api: XApi, what: str, body: object, said: str) -> None:
    answer = ask(api, what, body)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_an_unknown_path_is_told(api: XApi) -> None:
    assert ask(api, "dance", {}).status_code == 404
    assert call(api, "GET", "/2/tweets/1").status_code == 404
