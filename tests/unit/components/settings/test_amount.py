"""As many keywords as X takes, and not one more: told in one sentence before anything is made."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from components.settings.amount import MAX_BYTES, MAX_RULES, rules_as_json
from components.settings.settings import SettingsError, StackSettings, read_settings

TOKEN = "A" * 60


def read(track: str, **values: str) -> StackSettings:
    given = {"track": track, "xBearerToken": TOKEN, **values}
    return read_settings(given, stack="dev", region="us-east-1")


def refused(track: str, **values: str) -> str:
    with pytest.raises(SettingsError) as caught:
        read(track, **values)
    return str(caught.value)


def keywords(number: int, word: str = "word{}") -> str:
    return ", ".join(word.format(each) for each in range(number))


def experts(number: int) -> str:
    return json.dumps([{"tag": f"e{each}", "value": f"expert{each}"} for each in range(number)])


def test_a_thousand_keywords_are_taken() -> None:
    assert MAX_RULES == 1_000
    assert len(read(keywords(1_000)).rules) == 1_000
    assert len(read(keywords(990), rules=experts(10)).rules) == 1_000


@pytest.mark.parametrize(
    ("number", "word", "separator"),
    [
        *((1_001, word, ",") for word in ("語{} #風力", '"a phrase {}"', "bad{}:x", "-only{}")),
        (1_001, "word{}", ";"),
        (8_000, "word{}", "\n"),
    ],
)
def test_more_are_told_in_one_sentence(number: int, word: str, separator: str) -> None:
    """Also where they could not be followed for other reasons."""
    assert refused(keywords(number, word).replace(",", separator)).splitlines() == [
        "1 setting can't be used; nothing was deployed.",
        "",
        "track",
        f"  given:    {number} keywords, each of which is a rule",
        "  accepted: at most 1000, for X allows this app 1000 rules on the pay-per-use plan; "
        "follow fewer, or join several in one rule with OR under the key rules, in up to "
        "1024 characters",
        "  example:  pulumi config set --path 'rules[0].tag' sources && "
        "pulumi config set --path 'rules[0].value' '(wind OR sun OR rain) -is:retweet'",
    ]


def test_rules_of_experts_count_too() -> None:
    told = "given:    990 keywords and 11 entries under the key rules, each of which is a rule"
    assert told in refused(keywords(990), rules=experts(11))
    assert told in refused(f"{keywords(989)}, :", rules=experts(11))


def test_the_example_adds_a_rule_to_those_that_are_there() -> None:
    assert "'rules[0].tag' sources && " in refused(keywords(1_001))
    assert "'rules[11].value' '(wind OR" in refused(keywords(990), rules=experts(11))


def test_keywords_that_are_there_twice_count_once() -> None:
    settings = read(f"{keywords(1_000)}, {keywords(1_000, 'WORD{}')}")
    assert len(settings.rules) == 1_000
    assert len(settings.remarks) == 101
    assert settings.remarks[-1] == "and 900 more keywords that are there twice"
    assert "a:b" in refused(f"{keywords(999)}, {keywords(999)}, a:b"), "the mistake itself"


def test_every_bad_keyword_is_named_however_many_there_are() -> None:
    lines = refused(keywords(1_000, "w{}:x")).splitlines()
    told = [line for line in lines if line.startswith("    - ")]
    assert len(told) == 1_000
    assert all(f"'w{number}:x'" in line for number, line in enumerate(told))


def test_rules_that_are_too_long_for_aws_together_are_told_before_anything_is_made() -> None:
    """EventBridge Scheduler would refuse them when everything else is there."""
    assert MAX_BYTES < 256 * 1024
    fits = ", ".join(f"{'語' * 400}{each}" for each in range(100))
    assert len(read(fits).rules) == 100
    words = refused(", ".join(f"{'語' * 400}{each}" for each in range(220)))
    assert "given:    220 rules of " in words
    assert f"accepted: at most {MAX_BYTES} bytes, which is what AWS hands to a function" in words


def test_the_size_is_that_of_what_is_sent() -> None:
    rules = read("風力, #sun").rules
    assert json.loads(rules_as_json(rules)) == [asdict(rule) for rule in rules]
    assert "風力" in rules_as_json(rules)
