"""While Comprehend stays away no invocation waits for it; a probe tells when it is back.

The seconds here are what an invocation may cost and a post may wait, not the breaker's own figures.
"""

from __future__ import annotations

import pytest

from sandbox.simulation.aws import Answered, Call, NoAnswer, Refused
from sentiment.comprehend.analysis import Failed, Outcome, Question
from tests.unit.sentiment.opinions import analysed
from tests.unit.sentiment.setting import Setting

TEXTS = [Question("en", f"text {number}") for number in range(60)]
INVOCATION = 295.0
AWAY = dict.fromkeys(TEXTS, Failed("ComprehendAway"))


def outage(setting: Setting, verdict: Refused | NoAnswer, *, seconds: float = 0.0) -> None:
    def fail(_: Call) -> Refused | NoAnswer:
        setting.clock.sleep(seconds)
        return verdict

    setting.verdict = fail


def fail_at(setting: Setting, *bad: Question) -> None:
    def fail(call: Call) -> Refused | None:
        setting.clock.sleep(0.2)
        is_there = any(each.text in call.body["TextList"] for each in bad)
        return Refused("InternalServerException", 500) if is_there else None

    setting.verdict = fail


@pytest.mark.parametrize(
    ("verdict", "seconds"),
    [
        (Refused("InternalServerException", 500), 0.1),
        (Refused("ThrottlingException", 400), 0.1),
        (Refused("ServiceUnavailable", 503), 9.0),
        (NoAnswer(done=False), 10.0),
    ],
    ids=str,
)
def test_an_outage_holds_the_first_invocation_briefly_and_later_ones_hardly(
    setting: Setting, verdict: Refused | NoAnswer, seconds: float
) -> None:
    outage(setting, verdict, seconds=seconds)
    comprehend = setting.comprehend()
    held = []
    for _ in range(12):
        began = setting.clock.monotonic()
        assert comprehend.answer(TEXTS, began + INVOCATION).outcomes == AWAY
        held.append(setting.clock.monotonic() - began)
        setting.clock.sleep(5.0)
    assert held[0] <= 50
    assert max(held[1:]) <= 20, "one that probes waits for its answer"
    assert sum(held[1:]) / 11 <= 10


def test_a_probe_finds_within_a_minute_that_it_is_back(setting: Setting) -> None:
    outage(setting, Refused("InternalServerException", 500))
    comprehend = setting.comprehend()
    comprehend.answer(TEXTS, INVOCATION)
    setting.verdict = lambda _: None
    back_at = setting.clock.monotonic()
    assert comprehend.answer(TEXTS, back_at + INVOCATION).outcomes == AWAY
    assert setting.clock.monotonic() == back_at
    found: dict[Question, Outcome] = {}
    while found != analysed(TEXTS):
        setting.clock.sleep(10.0)
        found = comprehend.answer(TEXTS, setting.clock.monotonic() + INVOCATION).outcomes
        assert set(found.values()) - {Failed("ComprehendAway")} <= set(analysed(TEXTS).values())
        assert setting.clock.monotonic() - back_at <= 60


def test_probes_are_few(setting: Setting) -> None:
    outage(setting, Refused("InternalServerException", 500))
    comprehend = setting.comprehend()
    comprehend.answer(TEXTS, INVOCATION)
    calls = len(setting.times)
    for _ in range(100):  # in five minutes
        comprehend.answer(TEXTS, setting.clock.monotonic() + INVOCATION)
        setting.clock.sleep(3.0)
    assert len(setting.times) - calls <= 11


@pytest.mark.parametrize("code", ["TextSizeLimitExceededException", "AccessDeniedException"])
def test_a_service_that_answers_is_not_away_whatever_it_says(setting: Setting, code: str) -> None:
    setting.verdict = lambda call: (
        Refused("InternalServerException", 500)
        if setting.clock.monotonic() % 4 < 3
        else Refused(code, 400)
    )
    comprehend = setting.comprehend()
    for _ in range(20):
        found = comprehend.answer(TEXTS[:1], setting.clock.monotonic() + 10).outcomes
        assert found != {TEXTS[0]: Failed("ComprehendAway")}
        setting.clock.sleep(3.0)


@pytest.mark.parametrize(("failures", "is_away"), [(1, False), (4, False), (5, True)])
def test_a_few_failures_long_apart_are_no_outage(
    setting: Setting, failures: int, *, is_away: bool
) -> None:
    comprehend = setting.comprehend()
    outage(setting, Refused("InternalServerException", 500))
    for _ in range(failures):
        setting.clock.sleep(30.0)
        comprehend.answer(TEXTS[:1], setting.clock.monotonic() + 0.01)
    assert len(setting.times) == failures
    setting.verdict = lambda _: None
    setting.clock.sleep(30.0 if failures == 1 else 15.0)
    found = comprehend.answer(TEXTS, setting.clock.monotonic() + 60).outcomes
    assert found == (AWAY if is_away else analysed(TEXTS))


@pytest.mark.parametrize("seconds_between", [5.0, 60.0])
@pytest.mark.parametrize("poisons", [2, 5])
def test_texts_that_comprehend_always_fails_at_keep_none_back_that_come_after_them(
    setting: Setting, poisons: int, seconds_between: float
) -> None:
    """It answers all others: nothing was asked between the two invocations."""
    bad = [Question("en", f"poison {number}") for number in range(poisons)]
    fail_at(setting, *bad)
    comprehend = setting.comprehend()
    found = comprehend.answer(TEXTS[:30] + bad + TEXTS[30:], INVOCATION).outcomes
    assert {each for each in found if isinstance(found[each], Failed)} == set(bad)
    setting.clock.sleep(seconds_between)
    later = comprehend.answer(TEXTS, setting.clock.monotonic() + INVOCATION).outcomes
    assert later == analysed(TEXTS)


@pytest.mark.parametrize("posts", [1, 1500])
def test_one_failure_after_texts_that_always_fail_is_no_outage_however_long_nothing_was_asked(
    setting: Setting, posts: int
) -> None:
    bad = [Question("en", "poison 1"), Question("en", "poison 2")]
    fail_at(setting, *bad)
    comprehend = setting.comprehend()
    comprehend.answer(TEXTS[:3] + bad, INVOCATION)
    setting.clock.sleep(300.0)
    setting.refuse([Refused("ThrottlingException", 400)])
    texts = [Question("en", f"later {number}") for number in range(posts)]
    found = comprehend.answer(texts, setting.clock.monotonic() + INVOCATION).outcomes
    assert found == analysed(texts)


def test_copies_of_a_text_that_always_fails_keep_back_none_that_come_beside_them(
    setting: Setting,
) -> None:
    poison = Question("en", "poison")
    fail_at(setting, poison)
    comprehend = setting.comprehend()
    for text in TEXTS[:5]:
        found = comprehend.answer([text, poison], setting.clock.monotonic() + INVOCATION).outcomes
        assert found == analysed([text]) | {poison: Failed("InternalServerException")}
        setting.clock.sleep(60.0)


@pytest.mark.parametrize("texts", [TEXTS, [Question("en", "one"), Question("de", "eins")]])
def test_a_text_that_comprehend_always_fails_at_keeps_none_back_that_come_after_it(
    setting: Setting, texts: list[Question]
) -> None:
    """Redrive brings it back alone every four hours; Comprehend is there all the time."""
    poison = Question("en", "poison")
    fail_at(setting, poison)
    comprehend = setting.comprehend()
    comprehend.answer([poison], INVOCATION)
    setting.clock.sleep(300.0)
    found = comprehend.answer(texts, setting.clock.monotonic() + INVOCATION).outcomes
    assert found == analysed(texts)


def test_a_probe_that_tells_nothing_lets_the_next_call_ask(setting: Setting) -> None:
    outage(setting, Refused("InternalServerException", 500), seconds=0.1)
    comprehend = setting.comprehend()
    assert comprehend.answer(TEXTS, INVOCATION).outcomes == AWAY
    setting.clock.sleep(300.0)
    answers = iter([Answered({"ResultList": ["not an object"]})])
    setting.verdict = lambda _: next(answers, None)
    began = setting.clock.monotonic()
    found = comprehend.answer(TEXTS, began + INVOCATION).outcomes
    assert Failed("ComprehendAway") not in found.values()
    assert list(found.values()).count(Failed("AttributeError")) == 25
    assert setting.clock.monotonic() < began + 30.0


def test_a_probe_for_which_no_time_is_left_lets_the_next_invocation_ask(setting: Setting) -> None:
    outage(setting, Refused("ThrottlingException", 400), seconds=0.1)
    comprehend = setting.comprehend()
    assert comprehend.answer(TEXTS, INVOCATION).outcomes == AWAY
    setting.clock.sleep(300.0)
    setting.verdict = lambda _: None
    comprehend.answer(TEXTS, setting.clock.monotonic())
    found = comprehend.answer(TEXTS, setting.clock.monotonic() + INVOCATION).outcomes
    assert found == analysed(TEXTS)
