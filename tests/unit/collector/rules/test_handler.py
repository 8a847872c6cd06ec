"""The rules' function, as `pulumi up` and `pulumi destroy` call it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from collector.rules.words import what_to_try_again, what_was_left
from tests.unit.collector.lambda_setting import Lambda
from tests.unit.collector.setting import Setting

OURS = "tweet-sentiment/a-stack/"
SUN = {"tag": "sun", "value": "sun -is:retweet"}
MOON = {"tag": "moon", "value": "moon"}


def call(function: Lambda, action: str | None, *rules: dict[str, str]) -> dict[str, Any]:
    event: dict[str, Any] = {"window_minutes": 1, "expand_authors": False}
    if rules:
        event["rules"] = list(rules)
    if action:
        event["tf"] = {"action": action}
    answer: dict[str, Any] = function.load("collector.rules.handler").handler(event, None)
    return answer


def test_the_deploys_call_puts_the_rules_on_x_and_the_destroys_takes_them_off(
    function: Lambda, setting: Setting
) -> None:
    (theirs,) = setting.hold_rules({"value": "cats"})
    foreign = {
        "foreign": ["cats (tag none)"],
        "warnings": ["Left alone, not ours: cats (tag none)"],
    }

    assert call(function, "create", SUN) == {"added": 1, "removed": 0, **foreign}
    rules = setting.x.state()["rules"]
    assert [rule.get("tag") for rule in rules] == [None, OURS + "sun"]
    assert call(function, "update", SUN, MOON) == {"added": 1, "removed": 0, **foreign}
    assert call(function, None, MOON) == {"added": 0, "removed": 1, **foreign}
    assert [rule.get("tag") for rule in setting.x.state()["rules"]] == [None, OURS + "moon"]
    assert call(function, "delete", MOON) == {"added": 0, "removed": 1, **foreign}
    assert [rule["id"] for rule in setting.x.state()["rules"]] == [theirs]


def test_what_removes_the_rules_at_a_destroy_leaves_them_alone_until_then(
    function: Lambda, setting: Setting
) -> None:
    call(function, "create", SUN)
    handler = function.load("collector.rules.handler").handler
    nothing = {"added": 0, "removed": 0, "foreign": [], "warnings": []}
    event = {"at_destroy": "remove"}
    for action in ("create", "update"):
        assert handler({**event, "tf": {"action": action}}, None) == nothing
    assert len(setting.x.state()["rules"]) == 1
    assert handler({**event, "tf": {"action": "delete"}}, None) == {**nothing, "removed": 1}
    assert setting.x.state()["rules"] == []


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_destroy_waits_for_an_x_that_comes_back(
    function: Lambda, setting: Setting, after: int
) -> None:
    call(function, "create", *({"tag": f"t{n}", "value": f"word{n}"} for n in range(150)))
    away = {"kind": "unavailable", "where": "rules"}
    setting.order({**away, "after_requests": after}, away, away)
    answer = call(function, "delete")
    assert (answer["removed"], answer["warnings"]) == (150, [])


def test_a_destroy_fails_on_an_x_that_stays_away_and_says_what_to_do(
    function: Lambda, setting: Setting
) -> None:
    """Only so a person is told: nobody sees the answer of a call that a destroy makes."""
    call(function, "create", *({"tag": f"t{n}", "value": f"word{n}"} for n in range(150)))
    away = {"kind": "unavailable", "where": "rules"}
    setting.order({**away, "after_requests": 2}, *[away] * 300)
    with pytest.raises(RuntimeError) as caught:
        call(function, "delete")
    assert str(caught.value) == (
        "Rules were left on X: 50 of 150 are still there: HTTP 503: Service Unavailable. Run "
        f"`pulumi destroy` again when X answers (they are those tagged {OURS}*); with "
        "`--continue-on-error` all else goes meanwhile."
    )
    assert caught.value.__suppress_context__
    setting.x.heal()
    assert call(function, "delete")["removed"] == 50


def test_a_destroy_fails_on_a_limit_of_x_that_outlasts_it(
    function: Lambda, setting: Setting
) -> None:
    call(function, "create", SUN)
    setting.order({"kind": "rate_limited", "where": "rules", "seconds": 900})
    with pytest.raises(RuntimeError, match="Run `pulumi destroy` again when X answers"):
        call(function, "delete")


def test_more_searches_than_x_takes_are_told_and_do_not_keep_the_rules_from_x(
    function: Lambda, setting: Setting
) -> None:
    users = [{"tag": f"t{n}", "value": f"from:user{n}"} for n in range(31)]
    assert call(function, "create", *users[:30])["warnings"] == []
    answer = call(function, "update", *users)
    assert answer["added"] == 1
    (warning,) = answer["warnings"]
    assert "465 searches in 15 minutes or more; X takes 450" in warning


@pytest.mark.parametrize("number", [1_001, 8_000])
def test_more_keywords_than_x_takes_fail_the_deploy_in_one_sentence(
    function: Lambda, setting: Setting, number: int
) -> None:
    with pytest.raises(RuntimeError) as caught:
        call(function, "create", *({"tag": f"t{n}", "value": f"word{n}"} for n in range(number)))
    assert str(caught.value).splitlines() == [
        "X refused what to track.",
        f"X allows this app 1000 rules, but {number} are wanted beside 0 of other programs: follow "
        "at most 1000 keywords, join some in one rule with OR (the key rules), or remove other "
        "rules at X. Nothing was changed.",
    ]
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert setting.x.state()["rules"] == []


def test_a_long_list_of_refused_keywords_is_shortened(function: Lambda, setting: Setting) -> None:
    with pytest.raises(RuntimeError) as caught:
        call(function, "create", *({"tag": f"t{n}", "value": f"-word{n}"} for n in range(60)))
    assert len(str(caught.value).splitlines()) == 1 + 20 + 1
    assert str(caught.value).endswith("\nAnd 40 more.")


def test_an_update_without_rules_is_refused_and_leaves_them(
    function: Lambda, setting: Setting
) -> None:
    call(function, "create", SUN)
    with pytest.raises(ValueError, match="holds no rules"):
        call(function, "update")
    assert len(setting.x.state()["rules"]) == 1


def test_a_refused_keyword_fails_the_deploy_in_xs_own_words(
    function: Lambda, setting: Setting
) -> None:
    bad = [{"tag": "bad", "value": "-bad"}, {"tag": "worse", "value": "lang:en"}]
    with pytest.raises(RuntimeError) as caught:
        call(function, "update", *bad)
    first, *rest = str(caught.value).splitlines()
    assert first == "X refused what to track."
    assert rest == [
        "keyword 'bad' (rule '-bad'): X says: UnprocessableEntity: "
        "Rules must contain a non-negation term (at position 1)",
        "keyword 'worse' (rule 'lang:en'): X says: UnprocessableEntity: "
        "Rules must contain at least one standalone operator, in each part of an OR",
    ]


@pytest.mark.parametrize("action", ["create", "update", None])
def test_a_refused_token_fails_the_deploy_with_what_to_do(
    function: Lambda, setting: Setting, action: str | None
) -> None:
    setting.x.token = "another"
    with pytest.raises(RuntimeError) as caught:
        call(function, action, SUN)
    assert str(caught.value) == (
        "X refused the bearer token (HTTP 401: Unauthorized). Copy the app-only Bearer Token of "
        "your app from X's developer console, unchanged, and run "
        "`pulumi config set --secret xBearerToken`."
    )
    assert caught.value.__suppress_context__


def test_any_other_refusal_fails_the_deploy_in_xs_words(function: Lambda, setting: Setting) -> None:
    setting.order({"kind": "client_forbidden", "where": "rules"})
    with pytest.raises(
        RuntimeError, match=r"^X did not take the rules: HTTP 403: Client Forbidden"
    ):
        call(function, "create", SUN)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"kind": "unauthorized"}, "HTTP 401: Unauthorized"),
        (
            {"kind": "client_forbidden"},
            "HTTP 403: Client Forbidden: The app must be attached to a project with the "
            "appropriate access level",
        ),
    ],
)
def test_a_destroy_does_not_stick_on_what_another_try_does_not_cure(
    function: Lambda,
    setting: Setting,
    caplog: pytest.LogCaptureFixture,
    fault: dict[str, Any],
    words: str,
) -> None:
    setting.order({**fault, "where": "rules"})
    warning = f"Rules were left on X: {words}. Remove those tagged {OURS}* by hand."
    assert call(function, "delete") == {
        "added": 0,
        "removed": 0,
        "foreign": [],
        "warnings": [warning],
    }
    assert warning in caplog.messages


def test_a_destroy_does_not_fail_on_a_secret_that_is_gone(
    function: Lambda, setting: Setting
) -> None:
    secrets = setting.aws.client("secretsmanager")
    secrets.delete_secret(SecretId=f"token-{setting.table}", ForceDeleteWithoutRecovery=True)
    (warning,) = call(function, "delete")["warnings"]
    assert "ResourceNotFoundException" in warning


@pytest.mark.parametrize("told", [what_was_left, what_to_try_again])
def test_a_sentence_of_xs_is_ended_once(told: Callable[[str, str], str]) -> None:
    assert told("X is away.", OURS) == told("X is away", OURS)
    assert told("X is away", OURS).startswith("Rules were left on X: X is away. R")
