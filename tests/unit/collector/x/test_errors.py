"""Whatever goes wrong when X is called is one error, which says what may cure it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest

from collector.rules.api import XRulesApi
from collector.x.errors import XRefusedError, telling_refusals
from collector.x.refusals import Cure
from tests.unit.collector.setting import TOKEN, Setting, hexed

ODD = "X could not be reached or answered no JSON object"


@pytest.fixture
def nothing_is_collected() -> Iterator[None]:
    """What other tests left can't be torn down while a deeply nested answer fills the stack."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("nothing_is_collected")
@pytest.mark.parametrize(
    ("fault", "cure", "outcome", "words"),
    [
        ({"kind": "unauthorized"}, Cure.PERSON, "token_refused", "HTTP 401: Unauthorized"),
        ({"kind": "unavailable"}, Cure.RETRY, "server_error", "HTTP 503: Service Unavailable"),
        ({"kind": "internal_error"}, Cure.RETRY, "server_error", "HTTP 500: Internal Server Error"),
        ({"kind": "rate_limited"}, Cure.WAIT, "rate_limited", "Too Many Requests"),
        (
            {"kind": "answer", "status": 400, "line": hexed({"title": "Bad"})},
            Cure.PERSON,
            "request_refused",
            "HTTP 400: Bad",
        ),
        (
            {"kind": "answer", "status": 429, "line": hexed({"title": "UsageCapExceeded"})},
            Cure.PERSON,
            "usage_cap",
            "UsageCapExceeded",
        ),
        (
            {"kind": "answer", "status": 503, "line": hexed(b"<html>")},
            Cure.RETRY,
            "server_error",
            "HTTP 503: HTTP 503",
        ),
        (
            {"kind": "answer", "line": hexed(b"<html>")},
            Cure.RETRY,
            "network",
            f"{ODD} (JSONDecodeError).",
        ),
        ({"kind": "answer", "line": hexed("text")}, Cure.RETRY, "network", f"{ODD} (ValueError)."),
        ({"kind": "answer", "line": hexed([1])}, Cure.RETRY, "network", f"{ODD} (TypeError)."),
        ({"kind": "answer", "line": hexed(None)}, Cure.RETRY, "network", f"{ODD} (TypeError)."),
        (
            {"kind": "answer", "line": hexed(b"[" * 100_000)},
            Cure.RETRY,
            "network",
            f"{ODD} (RecursionError).",
        ),
        ({"kind": "no_answer"}, Cure.RETRY, "network", f"{ODD} (ConnectionError)."),
        ({"kind": "hang", "seconds": 50}, Cure.RETRY, "network", f"{ODD} (ConnectionError)."),
    ],
)
def test_each_answer_without_rules_is_told_by_what_cures_it(
    setting: Setting, fault: dict[str, Any], cure: Cure, outcome: str, words: str
) -> None:
    setting.order({**fault, "where": "rules"})
    with pytest.raises(XRefusedError) as caught:
        XRulesApi(TOKEN, setting.transport()).list_rules()
    refused = caught.value.refusal
    assert (refused.cure, refused.outcome, refused.words) == (cure, outcome, words)
    assert str(caught.value) == words
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__, "tweepy's own may hold headers and bodies"


def test_the_reset_of_a_rate_limit_is_told(setting: Setting) -> None:
    setting.order({"kind": "rate_limited", "where": "rules", "seconds": 99})
    with pytest.raises(XRefusedError) as caught:
        XRulesApi(TOKEN, setting.transport()).list_rules()
    assert caught.value.refusal.reset_at == setting.clock.now() + 100


@pytest.mark.parametrize("error", [AttributeError("get"), OSError("x"), RecursionError()])
def test_what_an_odd_answer_makes_of_our_own_code_is_told_alike(error: Exception) -> None:
    with pytest.raises(XRefusedError, match=type(error).__name__), telling_refusals():
        raise error


def test_a_defect_of_our_own_is_not_taken_for_xs() -> None:
    with pytest.raises(KeyError), telling_refusals():
        raise KeyError("ours")
