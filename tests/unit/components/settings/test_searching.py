"""What search can't do for a rule is said at deploy, and of no other rule."""

from __future__ import annotations

import json

import pytest

from collector.matching.queries import pack
from collector.settings import Rule as CollectorsRule
from components.settings.languages import X_LANGUAGES
from components.settings.searching import LONGEST_QUERY, remarks_about_search
from components.settings.settings import read_settings
from components.settings.track import Rule
from tests.unit.components.settings.compiled import compile_rules

WORDS = [f"solarword{number:03d}" for number in range(70)]
LANGUAGES = sorted(X_LANGUAGES)


def read(**values: str) -> tuple[str, ...]:
    given = {"track": "wind", "xBearerToken": "A" * 60, **values}
    return read_settings(given, stack="dev", region="us-east-1").remarks


@pytest.mark.parametrize(
    "value",
    [
        "wind -is:retweet",
        " OR ".join(WORDS),
        f"({' OR '.join(WORDS)}) -is:retweet lang:en",
        f"sun ({' OR '.join(WORDS[:20])}) ({' OR '.join(WORDS[20:])})",
        f"sun OR ({' '.join(WORDS[:30])} (a OR b))",
        " ".join(WORDS[:37]),
        f"{'a' * 11} {' '.join(WORDS[:38])}",
        f"wind {' '.join('-' + word for word in WORDS)}",
        f'wind -"{" ".join(WORDS)}"',
        f"wind ({' OR '.join('lang:' + each for each in LANGUAGES)})",
        f"({' OR '.join('lang:' + each for each in LANGUAGES[:20])}) {' '.join(WORDS[:30])}",
        f'"{"a" * 520}"',
        f'"{"気" * 270}" OR wind',
        " ".join(WORDS[:60]),
        f"({' OR '.join(WORDS[:10])}) {' '.join(WORDS[:40])}",
        f"{'(' * 3}{' '.join(WORDS[:50])}{')' * 3} OR wind",
        f"wind (a OR ({' '.join(WORDS[:45])}))",
    ],
)
def test_a_rule_is_told_when_no_query_can_hold_it(value: str) -> None:
    told = remarks_about_search([Rule("solar", value)], [])
    packing = pack([CollectorsRule("solar", value)], LONGEST_QUERY)
    assert bool(told) == bool(packing.left_out)
    for remark, (_, reason) in zip(told, packing.left_out, strict=False):
        assert "'solar'" in remark
        assert reason.split()[2] in remark


@pytest.mark.parametrize("number", [1, 20, 23, 24, 46, 70])
def test_a_list_of_languages_is_told_when_search_is_not_asked_for_it(number: int) -> None:
    languages = LANGUAGES[:number]
    rules = compile_rules("wind", languages=languages)
    told = remarks_about_search(rules, languages)
    packing = pack([CollectorsRule(rule.tag, rule.value) for rule in rules], LONGEST_QUERY)
    assert bool(told) == ("lang:" not in packing.queries[0].value)
    assert not packing.left_out


def test_the_deploy_tells_what_gaps_are_not_filled_for() -> None:
    rules = json.dumps([{"tag": "long", "value": " ".join(WORDS)}])
    (languages, rule) = read(rules=rules, languages=", ".join(LANGUAGES))
    assert languages.startswith("languages: a search of X has no room for 70 of them")
    assert rule.startswith("gaps are not filled for 'long'")
    assert read(languages="en, de") == ()
