"""However many keywords there are, all are searched cheaply: what the stream would give, once."""

from __future__ import annotations

import pytest

from collector.posts.remembered import RememberedPosts
from collector.settings import Rule
from collector.timing import Timing
from tests.unit.collector.setting import Setting
from tests.windows.filler.filling import (
    fill,
    keywords,
    matched,
    open_gap,
    open_gaps,
    publish,
    reads,
    searches,
    start,
)

TIMING = Timing()
MINUTES_15 = 900.0


def test_rules_that_share_a_tag_are_all_searched(setting: Setting) -> None:
    publish(setting, 300, text="wind is up")
    publish(setting, 200, text="solar is down")
    open_gap(setting, 600, 100)
    filled = fill(setting, [Rule("energy", "wind"), Rule("energy", "solar")])
    assert matched(setting) == {"wind is up": ["energy"], "solar is down": ["energy"]}
    assert filled.outcome == (1, 0, 0)


def test_a_rule_that_only_the_stream_takes_silences_no_other_of_its_tag(setting: Setting) -> None:
    publish(setting, 300, text="wind is up")
    open_gap(setting, 600, 100)
    filled = fill(setting, [Rule("energy", "solar sample:10"), Rule("energy", "wind")])
    assert matched(setting) == {"wind is up": ["energy"]}
    assert filled.outcome == (0, 1, 0), "part of it is lost"


def test_a_post_of_two_queries_is_sent_once_with_the_tags_of_both(setting: Setting) -> None:
    rules = keywords(60)
    publish(setting, 300, text="keyword0 and keyword59")
    open_gap(setting, 600, 100)
    fill(setting, rules)
    assert searches(setting) == 1 + 2, "and one to learn how long a query may be"
    assert matched(setting) == {"keyword0 and keyword59": ["keyword0", "keyword59"]}


def test_five_hundred_keywords_cost_a_request_for_each_thirty(setting: Setting) -> None:
    posts = publish(setting, 300, text="keyword0") + publish(setting, 200, text="keyword502")
    open_gap(setting, 600, 100)
    filled = fill(setting, keywords(503), seconds=30.0)
    assert sorted(setting.delivered) == posts
    assert filled.outcome == (1, 0, 0)
    assert searches(setting) - 1 <= 503 / 30, "and one to learn how long a query may be"
    assert (reads(setting), filled.spend.posts_read) == (2, 2)


def test_the_length_of_a_query_is_learned_once_a_day(setting: Setting) -> None:
    for _ in range(3):
        open_gap(setting, 600, 100)
        fill(setting, keywords(60), seconds=5.0)
    assert searches(setting) == 1 + 3 * 2
    setting.clock.sleep(86_400)
    open_gap(setting, 600, 100)
    fill(setting, keywords(60), seconds=5.0)
    assert searches(setting) == 1 + 3 * 2 + 1 + 2


def test_only_what_the_stream_would_have_delivered_is_sent(setting: Setting) -> None:
    publish(setting, 300, text="la política hoy")
    publish(setting, 200, text="la politica de privacidad")
    open_gap(setting, 600, 100)
    filled = fill(setting, [Rule("política", "política"), Rule("moon", "moon")])
    assert matched(setting) == {"la política hoy": ["política"]}
    assert (filled.pages.posts, filled.pages.unwanted, filled.pages.undecided) == (1, 1, 0)
    assert filled.spend.posts_read == 2, "X charges both"


@pytest.mark.parametrize(
    ("rule", "wanted", "excluded"),
    [
        ("sun -cafe", "sun in a café", "sun in a cafe"),
        ('sun -"la resume"', "sun, la résumé", "sun, la resume"),
        ("sun (moon OR -pina)", "sun and piña", "sun and pina"),
        ("sun -ελλαδα", "sun Ελλάδα", "sun Ελλαδα"),
    ],
)
def test_an_exclusion_leaves_out_what_it_says_and_not_what_search_takes_for_it(
    setting: Setting, rule: str, wanted: str, excluded: str
) -> None:
    publish(setting, 300, text=wanted)
    publish(setting, 200, text=excluded)
    open_gap(setting, 600, 100)
    filled = fill(setting, [Rule("sun", rule)])
    assert matched(setting) == {wanted: ["sun"]}
    assert (filled.pages.unwanted, reads(setting)) == (1, 2), "X charges both"


@pytest.mark.parametrize(
    ("rule", "text", "quoted", "tags"),
    [
        ("résumé", "my resume", "a résumé", ["rule"]),  # the stream matches what is quoted, too
        ("résumé", "my resume", "a resume", None),
        ("sun -moon", "sun", "the moon", None),
        ("sun -moon", "sun", "the sun", ["rule"]),
    ],
)
def test_what_a_post_quotes_counts_as_on_the_stream(
    setting: Setting, rule: str, text: str, quoted: str, tags: list[str] | None
) -> None:
    (other,) = publish(setting, 900, text=quoted)
    publish(setting, 300, text=text, quote_of=str(other))
    open_gap(setting, 600, 100)
    filled = fill(setting, [Rule("rule", rule)])
    assert matched(setting) == ({text: tags} if tags else {})
    assert (filled.pages.unwanted, filled.pages.undecided) == (tags is None, 0)


def test_a_post_with_a_dotted_capital_i_is_sent_and_counted(setting: Setting) -> None:
    publish(setting, 300, text="İstanbul'da yağmur")
    publish(setting, 250, text="istanbul'da güneş")
    publish(setting, 200, text="Ankara'da güneş")
    open_gap(setting, 600, 100)
    filled = fill(setting, [Rule("istanbul", "istanbul"), Rule("moon", "moon")])
    assert matched(setting) == {
        "İstanbul'da yağmur": ["istanbul"],
        "istanbul'da güneş": ["istanbul"],
    }
    assert (filled.pages.posts, filled.pages.undecided) == (2, 1)


def test_what_only_a_quoted_post_that_is_gone_can_decide_is_sent_and_counted(
    setting: Setting,
) -> None:
    (other,) = publish(setting, 900, text="a résumé")
    publish(setting, 300, text="my resume", quote_of=str(other))
    setting.x.delete(str(other))
    open_gap(setting, 600, 100)
    filled = fill(setting, [Rule("résumé", "résumé")])
    assert matched(setting) == {"my resume": ["résumé"]}
    assert (filled.pages.posts, filled.pages.undecided) == (1, 1)


def test_what_can_not_be_decided_is_sent_and_counted(setting: Setting) -> None:
    publish(setting, 300, text="good sun", username="ines")
    open_gap(setting, 600, 100)
    filled = fill(setting, [Rule("ines", "from:ines")])
    assert matched(setting) == {"good sun": ["ines"]}
    assert (filled.pages.posts, filled.pages.undecided) == (1, 1)


def test_after_too_many_requests_filling_goes_on_at_the_reset_where_it_was(
    setting: Setting,
) -> None:
    posts = publish(setting, *range(110, 360))
    open_gap(setting, 600, 100)
    refusal = {"kind": "rate_limited", "where": "search", "seconds": 200.0, "after_requests": 2}
    setting.order(refusal)
    filler = start(setting)
    setting.clock.sleep(199.0)
    assert searches(setting) == 3
    setting.clock.sleep(10.0)
    filler.stop()
    assert sorted(setting.delivered) == sorted(posts)
    assert (reads(setting), searches(setting)) == (250, 5)
    assert filler.outcome == (1, 0, 0)


def test_a_search_that_was_interrupted_goes_on_query_by_query_in_a_later_window(
    setting: Setting,
) -> None:
    posts = [
        post
        for number in range(0, 100, 10)
        for post in publish(setting, 110 + number, text=f"keyword{number}")
    ]
    open_gap(setting, 600, 100)
    setting.order({"kind": "unavailable", "where": "search", "after_requests": 3})
    fill(setting, keywords(100), seconds=4.0)
    assert searches(setting) == 4
    setting.remembered = RememberedPosts()
    filled = fill(setting, keywords(100), seconds=10.0)
    assert sorted(setting.delivered) == sorted(posts)
    assert reads(setting) == len(posts), "none was read twice"
    assert searches(setting) == 4 + 1, "two of three queries were done"
    assert filled.outcome == (1, 0, 0)


def test_with_much_to_ask_gaps_that_lie_close_are_searched_together(setting: Setting) -> None:
    rules = keywords(1000)
    for age in range(2000, 800, -120):
        open_gap(setting, age, age - 40)
    posts = publish(setting, 1990, 900, text="keyword999")
    fill(setting, rules, seconds=MINUTES_15)
    assert open_gaps(setting) == []
    assert sorted(setting.delivered) == sorted(posts)
    assert searches(setting) < 120, "ten gaps, and queries for thirty at most"
