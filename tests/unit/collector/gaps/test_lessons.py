"""What X's refusals taught is known to later windows, for a day, within an item."""

from __future__ import annotations

import json

import pytest

from collector.gaps.changed_rules.asked_rules import rule_digest
from collector.gaps.lessons import DOUBTED_SECONDS, ENTERPRISE_QUERY, KEPT_SECONDS, KEY
from collector.settings import Rule
from tests.unit.collector.gaps.planned import (
    RULES,
    lessons,
)
from tests.unit.collector.setting import Setting


def test_lessons_are_forgotten_a_day_after_the_first(setting: Setting) -> None:
    lessons(setting).learn_longest(300)
    setting.clock.sleep(KEPT_SECONDS / 2)
    lessons(setting).learn_refused([RULES[0]], "no", took_others=True)
    setting.clock.sleep(DOUBTED_SECONDS)
    lessons(setting).learn_refused([RULES[0]], "no", took_others=True)
    setting.clock.sleep(KEPT_SECONDS / 2 - DOUBTED_SECONDS - 1)
    known = lessons(setting)
    assert (known.longest_query, known.words_about(RULES[0])) == (300, "no")
    assert known.words_about(RULES[1]) is None
    setting.clock.sleep(1)
    forgotten = lessons(setting)
    assert (forgotten.longest_query, forgotten.words_about(RULES[0])) == (ENTERPRISE_QUERY, None)
    item = setting.state().get("search", "lessons") or {}
    assert int(item["expires_at"]) <= setting.clock.now(), "DynamoDB removes it by this"


def test_a_rule_is_not_given_up_for_a_day_the_first_time_that_x_refuses_it(
    setting: Setting,
) -> None:
    lessons(setting).learn_refused([RULES[0]], "no", took_others=True)
    setting.clock.sleep(DOUBTED_SECONDS - 1)
    assert lessons(setting).words_about(RULES[0]) == "no"
    setting.clock.sleep(1)
    assert lessons(setting).words_about(RULES[0]) is None


def test_a_refused_rule_is_known_by_its_words_whatever_its_tag(setting: Setting) -> None:
    lessons(setting).learn_refused([Rule("old", "sun")], "no", took_others=True)
    assert lessons(setting).words_about(Rule("new", "sun")) == "no"


def test_a_later_window_knows_as_many_refused_rules_as_x_takes_and_this_one_all(
    setting: Setting,
) -> None:
    rules = [Rule("", f"rule{number}") for number in range(1_200)]
    learned = lessons(setting)
    began = learned.doubt(rules, "no")
    setting.clock.sleep(DOUBTED_SECONDS / 2)
    assert all(learned.doubt([rule], "no") == began for rule in rules)
    learned.learn_refused(rules, "no", took_others=True)
    assert all(learned.words_about(rule) == "no" for rule in rules)
    known = lessons(setting)
    assert all(known.words_about(rule) == "no" for rule in rules[:1_000])


@pytest.mark.parametrize("words", ["\u8a9e" * 300, "\U0001f600" * 300, "x" * 300, "\0" * 300])
def test_the_longest_words_about_the_most_rules_fit_into_an_item(
    setting: Setting, words: str
) -> None:
    """ "Quotas in Amazon DynamoDB": 400 KB."""
    learned = lessons(setting)
    learned.learn_refused(
        [Rule("", f"rule{number}") for number in range(1_200)], words, took_others=True
    )
    assert learned.words_about(Rule("", "rule0")) == words
    kept = lessons(setting).words_about(Rule("", "rule0"))
    assert kept
    assert words.startswith(kept)


def test_words_about_few_rules_are_kept_whole(setting: Setting) -> None:
    lessons(setting).learn_refused(RULES[:100], "x" * 300, took_others=True)
    assert lessons(setting).words_about(RULES[0]) == "x" * 300


def test_what_earlier_code_wrote_in_another_way_is_learned_anew(setting: Setting) -> None:
    learned = lessons(setting)
    learned.learn_longest(300)
    learned.learn_refused(RULES[:2], "no", took_others=True)
    item = setting.state().get(*KEY) or {}
    refusals = json.loads(str(item["refusals"]))
    del refusals[rule_digest(RULES[0])]["others_taken"]
    setting.state().update(*KEY, "SET #refusals = :refusals", {"refusals": json.dumps(refusals)})
    known = lessons(setting)
    assert [known.words_about(rule) for rule in RULES[:2]] == [None, "no"]
    assert known.longest_query == 300
    known.learn_taken(RULES[2:])
    assert known.took_others(RULES[1:2])
