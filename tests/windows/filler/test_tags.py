"""A post that search finds has the tags that the stream would give it: none too many, none lost."""

from __future__ import annotations

import pytest

from collector.settings import Rule
from tests.unit.collector.setting import Setting
from tests.windows.filler.filling import (
    MOON,
    SUN,
    fill,
    matched,
    open_gap,
    publish,
    searches,
)

ANA, BEN = Rule("ana", "from:ana"), Rule("ben", "from:ben")


@pytest.mark.parametrize("rules", [[SUN, ANA, MOON], [ANA, MOON, SUN]])
def test_a_post_of_a_user_and_of_a_keyword_has_both_tags_whoever_finds_it_first(
    setting: Setting, rules: list[Rule]
) -> None:
    posts = [
        *publish(setting, 300, text="the sun is up", username="ana"),
        *publish(setting, 250, text="the sun is down", username="ben"),
        *publish(setting, 200, text="nothing", username="ana"),
    ]
    open_gap(setting, 600, 100)
    fill(setting, rules, seconds=20.0)
    assert {text: sorted(tags) for text, tags in matched(setting).items()} == {
        "the sun is up": ["ana", "sun"],
        "the sun is down": ["sun"],
        "nothing": ["ana"],
    }
    assert sorted(setting.delivered) == posts, "each was sent once"


def test_the_posts_of_two_users_are_told_apart_though_their_names_are_not_asked_for(
    setting: Setting,
) -> None:
    publish(setting, 300, text="by ana", username="ana")
    publish(setting, 200, text="by ben", username="ben")
    open_gap(setting, 600, 100)
    fill(setting, [ANA, BEN], seconds=20.0)
    assert matched(setting) == {"by ana": ["ana"], "by ben": ["ben"]}


def test_with_names_users_share_a_query_and_are_told_apart(setting: Setting) -> None:
    publish(setting, 300, text="by ana", username="ana")
    publish(setting, 200, text="by ben", username="ben")
    open_gap(setting, 600, 100)
    filled = fill(setting, [ANA, BEN], expand_authors=True)
    assert matched(setting) == {"by ana": ["ana"], "by ben": ["ben"]}
    assert searches(setting) == 1
    assert filled.pages.undecided == 0


def test_rules_about_one_user_share_a_query_and_what_a_post_says_tells_them_apart(
    setting: Setting,
) -> None:
    publish(setting, 300, text="sun", username="ana")
    publish(setting, 250, text="moon", username="ana")
    publish(setting, 200, text="moon", username="ben")
    open_gap(setting, 600, 100)
    rules = [Rule("ana on the sun", "from:ana sun"), Rule("ana on the moon", "from:ana moon")]
    fill(setting, rules)
    assert matched(setting) == {"sun": ["ana on the sun"], "moon": ["ana on the moon"]}
    assert searches(setting) == 1


def test_what_two_searches_found_that_we_cannot_decide_ends_with_the_tags_of_both(
    setting: Setting,
) -> None:
    """The record is sent again and takes its own place in the index."""
    setting.publish("question", id="1", username="cleo")
    (post,) = publish(setting, 300, text="sun", username="ana", reply_to="1")
    publish(setting, 200, text="rain", username="ana")
    open_gap(setting, 600, 100)
    rules = [ANA, Rule("to cleo", "to:cleo"), SUN]
    filled = fill(setting, rules, seconds=20.0)
    assert {text: sorted(tags) for text, tags in matched(setting).items()} == {
        "sun": ["ana", "sun", "to cleo"],
        "rain": ["ana"],
    }
    assert setting.delivered.count(post) == 2
    assert filled.pages.posts == 2, "it counts once"


def test_a_tag_that_an_interruption_may_have_cost_is_told(setting: Setting) -> None:
    setting.publish("question", id="1", username="cleo")
    publish(setting, 300, text="sun", username="ana", reply_to="1")
    publish(setting, 250, text="moon", username="ben", reply_to="1")
    open_gap(setting, 600, 100)
    rules = [ANA, Rule("to cleo", "to:cleo"), SUN]
    setting.order({"kind": "unavailable", "where": "search", "after_requests": 1})
    fill(setting, rules, seconds=3.0)
    assert matched(setting) == {"sun": ["ana", "sun"]}
    filled = fill(setting, rules, seconds=20.0)
    assert matched(setting) == {"sun": ["ana", "sun"], "moon": ["to cleo"]}
    assert filled.warnings == [
        "1 posts that search found may lack tags: "
        "X does not tell enough of them, or their search was interrupted."
    ]


def test_a_tag_that_only_a_quoted_post_that_is_gone_can_tell_is_told_to_be_missing(
    setting: Setting,
) -> None:
    (other,) = publish(setting, 900, text="the moon")
    publish(setting, 300, text="the sun", quote_of=str(other))
    publish(setting, 200, text="the sun alone")
    setting.x.delete(str(other))
    open_gap(setting, 600, 100)
    filled = fill(setting, [SUN, MOON])
    assert matched(setting) == {"the sun": ["sun"], "the sun alone": ["sun"]}
    (warning,) = filled.warnings
    assert warning.startswith("1 posts that search found may lack tags: ")


def test_a_user_among_several_of_one_rule_has_the_tags_of_both(setting: Setting) -> None:
    publish(setting, 300, text="by ana", username="ana")
    publish(setting, 200, text="by ben", username="ben")
    open_gap(setting, 600, 100)
    fill(setting, [Rule("either", "from:ana OR from:ben"), BEN], seconds=20.0)
    assert {text: sorted(tags) for text, tags in matched(setting).items()} == {
        "by ana": ["either"],
        "by ben": ["ben", "either"],
    }
    assert len(setting.delivered) == 2


def test_reposts_that_search_returns_are_found_although_a_rule_asks_for_words_as_well(
    setting: Setting,
) -> None:
    """Beside rules that exclude them; of words X's search returns none, and that is told."""
    (original,) = publish(setting, 900, text="the moon")
    (found,) = publish(setting, 300, username="ana", repost_of=str(original))
    publish(setting, 250, username="ben", repost_of=str(original))
    open_gap(setting, 600, 100)
    rules = [Rule("either", "moon OR from:ana"), Rule("ben", "from:ben -is:retweet")]
    filled = fill(setting, rules, seconds=20.0)
    assert setting.delivered == [found]
    assert filled.filler.without_reposts == ["either"]


@pytest.mark.parametrize("value", ["turbine OR from:ana", "(turbine -sea) OR from:ana"])
def test_a_rule_that_is_searched_in_two_parts_has_no_post_that_neither_found(
    setting: Setting, value: str
) -> None:
    """Its words share a query with keywords; who `from:` is can't be told from what it finds."""
    publish(setting, 300, text="politica", username="dora")
    publish(setting, 280, text="jaguar car", username="dora")
    publish(setting, 260, text="sun", username="dora")
    publish(setting, 240, text="turbine", username="dora")
    publish(setting, 220, text="nothing", username="ana")
    publish(setting, 200, text="turbine sea", username="ana")
    open_gap(setting, 600, 100)
    rules = [Rule("política", "política"), Rule("jaguar", "jaguar -car"), SUN, Rule("ana", value)]
    filled = fill(setting, rules, seconds=20.0)
    assert matched(setting) == {
        "sun": ["sun"],
        "turbine": ["ana"],
        "nothing": ["ana"],
        "turbine sea": ["ana"],
    }
    assert filled.warnings == []
