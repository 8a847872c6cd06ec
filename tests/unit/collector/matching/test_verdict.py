"""What search found is kept unless it is certain that the stream would not have delivered it."""

from __future__ import annotations

from typing import Any

import pytest

from collector.matching.verdict import Matcher
from collector.settings import Rule
from tests.unit.collector.matching.judging import UNWANTED, judged, matched, undecided

QUOTE: dict[str, Any] = {"referenced_tweets": [{"type": "quoted", "id": "5"}]}


@pytest.mark.parametrize(
    ("rule", "delivered", "not_delivered"),
    [
        ("política", "la política hoy", "la politica de privacidad"),
        ("économie -is:retweet", "l'Économie", "economie"),
        ('"São Paulo"', "em são-paulo", "sao paulo"),
        ("καφές", "ΚΑΦΈΣ", "καφες"),
        ("cafe", "a cafe", "un café"),
    ],
)
def test_only_what_the_stream_would_have_delivered_is_kept(
    rule: str, delivered: str, not_delivered: str
) -> None:
    assert judged(delivered, [rule]) == matched(rule)
    assert judged(not_delivered, [rule]) == UNWANTED


def test_what_several_rules_may_have_found_and_none_delivers_is_left_out() -> None:
    assert judged("la politica economica", ["política", "económica"]) == UNWANTED


def test_a_long_post_that_ends_with_dots_is_left_out_like_a_short_one() -> None:
    text = f"politica {'noticias de hoy ' * 9}… https://t.co/abc"
    assert judged(text, ["política"]) == UNWANTED


def test_what_a_rule_excludes_by_its_accent_is_left_out_and_its_like_is_kept() -> None:
    """Search is not asked to exclude it, as it would exclude the like, too."""
    for rule in ("wind -café", "(wind -café) OR sun"):
        assert judged("wind and café", [rule]) == UNWANTED
        assert judged("wind and cafe", [rule]) == matched(rule)


def test_hashtags_are_compared_with_their_accents() -> None:
    rule = "#ÉlectionsLégislatives"
    with_accents = {"hashtags": [{"tag": "électionslégislatives"}]}
    without = {"hashtags": [{"tag": "electionslegislatives"}]}
    assert judged("#", [rule], entities=with_accents) == matched(rule)
    assert judged("#", [rule], entities=without) == UNWANTED


def test_a_quote_that_holds_what_is_not_wanted_is_left_out() -> None:
    includes = {"tweets": [{"id": "5", "text": "a car"}]}
    assert judged("jaguar", ["jaguar -car"], includes=includes, **QUOTE) == UNWANTED


def test_every_rule_that_matches_is_told_whether_it_was_asked_or_not() -> None:
    rules = ["sea", "wind", "sun", "power"]
    assert judged("power of wind and sea", rules, asked=["wind"]) == matched("sea", "wind", "power")


def test_tags_come_in_the_order_of_the_rules_and_each_once() -> None:
    rules = [Rule("b", "sea"), Rule("a", "wind"), Rule("b", "sun"), Rule("b", "sea")]
    verdict = Matcher(rules).verdict({"text": "wind sun sea"}, None, rules[:1])
    assert verdict == matched("b", "a")


def test_a_rule_that_cannot_be_told_counts_if_nothing_else_found_the_post() -> None:
    rules = ["wind", "bio:x"]
    assert judged("wind", rules) == matched("wind")
    assert judged("wind", rules, asked=["wind"]) == matched("wind")
    assert judged("wind", rules, asked=["bio:x"]) == matched("wind", "bio:x")
    assert judged("boat", rules) == undecided("bio:x")


def test_a_rule_by_which_search_can_not_have_found_a_post_is_not_told_beside_another() -> None:
    assert judged("sea", ["wind", "sea"], asked=["wind"], **QUOTE) == matched("sea")


def test_of_rules_that_cannot_be_told_those_count_that_search_may_have_found_it_by() -> None:
    rules = ["wind", "sea", "sun"]
    assert judged("wind", rules, **QUOTE) == matched("wind")
    folded = ["bátur", "sea"]
    assert judged("batur", folded, **QUOTE) == undecided("bátur")
    assert judged("boat", rules, **QUOTE) == undecided(), "which of them can't be told"


def test_a_rule_that_cannot_be_told_keeps_what_another_explains() -> None:
    assert judged("política", ["politica", "bio:x"]) == undecided("bio:x")
    explained = ["politica -is:reply", "boat"]
    quoted_missing = judged("política", explained, in_reply_to_user_id="9", **QUOTE)
    assert quoted_missing == undecided("boat")


def test_what_is_not_understood_is_kept_with_the_rules_that_come_nearest() -> None:
    assert judged("winds blow", ["sea", "wind -is:retweet", "sun"]) == undecided("wind -is:retweet")
    assert judged("Masse", ["sea", "Maße"]) == undecided("Maße")
    assert judged("hello", ["sea", "wind"], asked=["wind"]) == undecided("wind")
    assert judged("hello", ["sea", "wind"]) == undecided(), "none is nearer"
    link = {"urls": [{"url": "https://t.co/a", "expanded_url": "https://x.com/wind"}]}
    assert judged("hello", ["sea", "wind"], entities=link) == undecided("wind")


def test_what_a_query_says_of_all_its_posts_tells_the_rules_that_hold_it() -> None:
    rules = ["from:mara", "from:mara wind", "from:mara sea", "-from:mara wind", "bio:x"]
    told = judged("wind", rules, asked=rules[:2], given=["from:mara"])
    assert told == undecided("from:mara", "from:mara wind")
    assert judged("wind", [*rules, "wind"], asked=["wind"], given=["-from:mara"]) == matched(
        "-from:mara wind", "wind"
    )


def test_what_a_query_says_is_no_match_by_itself() -> None:
    """Search folds the accent that the stream does not."""
    assert judged("politica", ["política from:mara"], given=["from:mara"]) == UNWANTED


def test_what_a_query_says_is_not_believed_where_search_may_mean_another_word() -> None:
    rules = ["prix", "énergie OR from:edf"]
    given = rules[1:]
    asked = {"rules": rules, "asked": given, "given": given}
    assert judged("le prix de l'energie", **asked) == matched("prix")
    assert judged("le prix de l'énergie", **asked) == matched(*rules)
    assert judged("le prix baisse", **asked) == matched(*rules), "only the author can be meant"
    assert judged("l'energie", **asked) == undecided(*given), "it may be by edf"


@pytest.mark.parametrize("group", ["#énergie", '"l énergie"', '"énergie verte"~2', "(énergie sun)"])
def test_nor_is_what_found_it_told_beside_a_rule_that_matches(group: str) -> None:
    rules = ["prix", f"{group} OR (rain from:edf)"]
    text = "prix rain l energie verte sun #energie"
    entities = {"hashtags": [{"tag": "energie"}]}
    for given in ([], rules[1:]):
        told = judged(text, rules, asked=rules[1:], given=given, entities=entities)
        assert told == matched("prix")
        assert told.may_lack_tags


@pytest.mark.parametrize(
    "rule", ["bio:x -café", "bio:x -(café OR sea)", "bio:x -#2026", "(bio:x -sea) OR (bio:y -café)"]
)
def test_what_found_it_is_not_told_beside_a_rule_that_matches_if_it_may_exclude_the_post(
    rule: str,
) -> None:
    """Search is not asked for all that is excluded, and does not look into what a post quotes."""
    rules = ["wind", rule]
    assert judged("wind", rules, asked=[rule]) == matched(*rules)
    unseen = judged("wind", rules, asked=[rule], **QUOTE)
    assert unseen == matched("wind"), "what it quotes is not here"
    assert unseen.may_lack_tags


def test_nor_is_it_told_for_an_alternative_that_the_post_keeps_from_matching() -> None:
    rules = ["wind", "(bio:x -sea) OR bio:y"]
    told = judged("wind sea", rules, asked=rules[1:])
    assert told == matched("wind"), "bio:x may have found it"
    assert told.may_lack_tags
    fully_found = ["wind", "(sun -sea) OR bio:y"]
    assert judged("wind sun sea", fully_found, asked=fully_found[1:]) == matched("wind")
    only_one = ["wind", "(lang:ja -sea) OR bio:y"]
    assert judged("wind sea", only_one, asked=only_one[1:], lang="en") == matched(*only_one)


def test_words_that_may_stand_apart_are_believed_where_search_reads_the_same_text() -> None:
    rules = ["prix", '"wind farm"~3']
    asked = {"rules": rules, "asked": rules[1:], "given": rules[1:]}
    assert judged("prix wind or solar farm", **asked) == matched(*rules)
    assert judged("prix wind or solar farm, wínd farm", **asked) == matched("prix")


def test_half_a_phrase_explains_nothing() -> None:
    assert judged("política", ['"politica sea"']) == undecided('"politica sea"')


def test_a_rule_that_was_not_asked_counts_only_where_it_matches() -> None:
    assert judged("boat", ["wind", "bio:x"], asked=["wind"]) == undecided("wind")
    assert judged("politica", ["política", "sea"], asked=["sea"]) == undecided("sea")


@pytest.mark.parametrize(
    ("text", "rules", "asked", "may_lack_tags"),
    [
        ("wind", ["wind", "sea"], None, False),
        ("wind", ["wind", "bio:x"], None, True),
        ("wind", ["wind", "bio:x"], ["wind"], False),
        ("wind", ["wind", "bio:x"], ["bio:x"], False),
        ("boat", ["bio:x"], None, False),
        ("boat", ["bio:x", "bio:y"], None, True),
        ("winds", ["sea", "wind"], None, True),
        ("boat", ["wind"], None, False),
    ],
)
def test_a_post_of_which_a_rule_stays_open_says_that_it_may_lack_tags(
    text: str, rules: list[str], asked: list[str] | None, may_lack_tags: bool
) -> None:
    assert judged(text, rules, asked).may_lack_tags is may_lack_tags


def test_what_is_kept_says_so() -> None:
    assert matched("a").is_kept
    assert undecided("a").is_kept
    assert not UNWANTED.is_kept


def test_a_rule_that_is_not_ours_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        judged("wind", ["wind"], asked=["sea"])
