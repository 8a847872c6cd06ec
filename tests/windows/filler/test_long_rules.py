"""A rule that is too long for a query of search is searched all the same, in parts."""

from __future__ import annotations

import pytest

from collector.gaps.lessons import ENTERPRISE_QUERY
from collector.matching.queries import pack
from collector.matching.text.characters import weighted_length
from collector.settings import Rule
from components.settings.languages import X_LANGUAGES
from tests.unit.collector.gaps.planned import SELF_SERVICE_QUERY
from tests.unit.collector.matching.wide import side_by_side
from tests.unit.collector.setting import Setting
from tests.unit.components.settings.compiled import compile_rules
from tests.windows.filler.filling import fill, matched, open_gap, publish

WORDS = [f"solarword{number:03d}" for number in range(60)]
USERS = [f"from:someuser{number:03d}" for number in range(50)]
MOON = Rule("moon", "moon")
SELF_SERVICE = [SELF_SERVICE_QUERY, 300]


@pytest.mark.parametrize("longest", SELF_SERVICE)
@pytest.mark.parametrize(
    "value",
    [
        f"({' OR '.join(WORDS)}) -is:retweet",
        f"({' OR '.join(WORDS)}) -is:retweet (lang:en OR lang:de)",
        " OR ".join(WORDS),
        f"(sun OR moon OR star) ({' OR '.join(WORDS)})",
        f"sun OR ({' '.join(WORDS[:10])} ({' OR '.join(WORDS[10:])}))",
        " OR ".join(f"({word} sun)" for word in WORDS),
        " OR ".join(USERS),
    ],
)
def test_a_long_rule_is_searched_in_parts_that_fit(value: str, longest: int) -> None:
    rule = Rule("solar", value)
    packing = pack([rule], longest)
    assert packing.left_out == ()
    assert all(weighted_length(query.value) <= longest for query in packing.queries)
    assert {query.whole_rules for query in packing.queries} == {(rule,)}
    said = " ".join(query.value for query in packing.queries)
    assert all(word in said for word in value.replace("(", "").replace(")", "").split())
    assert len(packing.queries) <= -(-weighted_length(value) // (longest - 150))


def test_a_rule_that_fits_is_in_one_query() -> None:
    rule = Rule("solar", " OR ".join(WORDS))
    (query,) = pack([rule], ENTERPRISE_QUERY).queries
    assert query.rules == (rule,)


def test_a_part_that_can_not_be_divided_is_left_out_with_its_length() -> None:
    packing = pack([Rule("solar", f"{' '.join(WORDS)} (a OR b)")], SELF_SERVICE_QUERY)
    assert packing.queries == ()
    assert {reason for _, reason in packing.left_out} == {"it has 781 characters, search takes 512"}


def test_posts_of_all_parts_have_the_tag_of_the_rule(setting: Setting) -> None:
    rule = Rule("solar", f"({' OR '.join(WORDS)}) -is:retweet")
    open_gap(setting, 300, 60)
    texts = [f"about {WORDS[0]}", f"about {WORDS[59]}", f"moon {WORDS[30]}"]
    for age, text in enumerate(texts, start=200):
        publish(setting, age, text=text)
    filled = fill(setting, [rule, MOON], seconds=60.0)
    assert filled.outcome == (1, 0, 0)
    assert matched(setting) == {
        texts[0]: ["solar"],
        texts[1]: ["solar"],
        texts[2]: ["solar", "moon"],
    }
    assert filled.warnings == []


def test_a_part_of_a_long_rule_has_no_post_for_what_only_x_can_tell_of_another(
    setting: Setting,
) -> None:
    rule = Rule("long", f"(from:ana OR {' OR '.join(WORDS)}) -is:retweet")
    open_gap(setting, 300, 60)
    publish(setting, 200, text="politica", username="dora")
    publish(setting, 190, text="moon", username="dora")
    publish(setting, 180, text="good", username="ana")
    rules = [rule, MOON, Rule("política", "política")]
    filled = fill(setting, rules, seconds=60.0)
    assert matched(setting) == {"moon": ["moon"], "good": ["long"]}
    assert filled.warnings == []


def test_what_a_long_rule_excludes_is_no_reason_to_divide_it() -> None:
    """Search is not asked for it."""
    excluded = " ".join(f"-{word}" for word in WORDS)
    (query,) = pack([Rule("solar", f"(sun OR moon) {excluded}")], SELF_SERVICE_QUERY).queries
    assert query.value == "sun OR moon"


def test_a_long_rule_is_not_divided_at_languages_that_search_is_not_asked_for() -> None:
    languages = " OR ".join(f"lang:{each}" for each in sorted(X_LANGUAGES))
    packing = pack(
        [Rule("solar", f"({' OR '.join(WORDS[:35])}) ({languages})")], SELF_SERVICE_QUERY
    )
    assert len(packing.queries) == 2
    assert "lang:" not in "".join(query.value for query in packing.queries)


def test_posts_of_all_parts_of_groups_side_by_side_have_the_tag_of_the_rule(
    setting: Setting,
) -> None:
    rule = side_by_side(6, 14)
    open_gap(setting, 300, 60)
    texts = [" ".join(f"solar{group}x{group * step}" for group in range(6)) for step in (0, 1, 2)]
    for age, text in enumerate([*texts, "solar0x0 solar1x1", "sun moon"], start=200):
        publish(setting, age, text=text)
    filled = fill(setting, [rule, MOON], seconds=120.0)
    assert filled.outcome == (1, 0, 0)
    assert matched(setting) == {
        **{text: [rule.tag] for text in texts},
        "sun moon": ["moon"],
    }
    assert filled.warnings == []


def test_a_rule_of_too_many_parts_keeps_no_other_from_gaps_and_is_told_once(
    setting: Setting,
) -> None:
    rule = side_by_side(20, 3)
    for gap in range(2):
        open_gap(setting, 300 - 100 * gap, 250 - 100 * gap)
        publish(setting, 270 - 100 * gap, text=f"moon {gap}")
        filled = fill(setting, [rule, MOON], seconds=30.0)
        assert filled.outcome == (0, 1, 0)
        assert len(filled.warnings) == 1 - gap
        assert all(f"{rule.tag!r} (divided to fit, it is" in words for words in filled.warnings)
    assert matched(setting) == {"moon 0": ["moon"], "moon 1": ["moon"]}


def test_what_only_x_can_tell_of_a_part_holds_for_the_rule(setting: Setting) -> None:
    rule = Rule("people", " OR ".join(USERS))
    open_gap(setting, 300, 60)
    publish(setting, 200, text="good", username="someuser033")
    filled = fill(setting, [rule, MOON], seconds=60.0)
    assert filled.outcome == (1, 0, 0)
    assert matched(setting) == {"good": ["people"]}
    assert filled.warnings == []


@pytest.mark.parametrize("number", [24, 46, 60, len(X_LANGUAGES)])
@pytest.mark.parametrize("longest", SELF_SERVICE)
def test_a_list_of_many_languages_leaves_room_for_many_keywords(number: int, longest: int) -> None:
    languages = sorted(X_LANGUAGES)[:number]
    rules = compile_rules(", ".join(WORDS[:20]), languages=languages)
    packing = pack([Rule(rule.tag, rule.value) for rule in rules], longest)
    assert packing.left_out == ()
    assert len(packing.queries) <= 3


def test_posts_of_other_languages_are_left_out_although_search_finds_them(
    setting: Setting,
) -> None:
    languages = sorted(X_LANGUAGES - {"fr"})[:60]
    rules = [Rule(rule.tag, rule.value) for rule in compile_rules("sun", languages=languages)]
    open_gap(setting, 300, 60)
    posts = publish(setting, 200, text="sun", lang="en")
    publish(setting, 190, text="sun", lang="fr")
    filled = fill(setting, rules, seconds=60.0)
    assert filled.outcome == (1, 0, 0)
    assert setting.delivered == posts
    assert filled.pages.unwanted == 1
