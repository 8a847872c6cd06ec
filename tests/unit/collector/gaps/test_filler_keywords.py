"""However many keywords there are and whatever X says of some, all others are searched, cheaply."""

from __future__ import annotations

import pytest

from collector.posts.remembered import RememberedPosts
from collector.posts.sink import Outgoing
from collector.settings import Rule
from collector.timing import Timing
from tests.unit.collector.gaps.filling import (
    MOON,
    SUN,
    fill,
    open_gap,
    open_gaps,
    publish,
    reads,
    searches,
    start,
)
from tests.unit.collector.setting import Setting, hexed

TIMING = Timing()
MINUTES_15 = 900.0


def keywords(number: int) -> list[Rule]:
    return [Rule(f"keyword{each}", f"keyword{each} -is:retweet") for each in range(number)]


def refuse_query(setting: Setting, words: str, after: int = 0, *, named: bool = True) -> None:
    """Let X refuse a query, so many searches after the last one that it refused."""
    error = {"parameters": {"query": ["..."]}, "message": words} if named else {"message": words}
    body = {
        "errors": [error],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": "https://api.twitter.com/2/problems/invalid-request",
    }
    setting.order(
        {
            "kind": "answer",
            "where": "search",
            "status": 400,
            "line": hexed(body),
            "after_requests": after,
        }
    )


def matched(setting: Setting) -> dict[str, list[str]]:
    return {item["text"]: item["matched"] for item in setting.kept.records()}


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


def test_a_rule_that_x_refuses_is_found_named_once_and_the_others_are_searched(
    setting: Setting,
) -> None:
    posts = [*publish(setting, 300, text="sun"), *publish(setting, 200, text="rain")]
    open_gap(setting, 600, 100)
    rules = [SUN, MOON, Rule("rain", "rain"), Rule("snow", "snow")]
    for after in (0, 0, 1):  # all four, moon and rain, moon
        refuse_query(setting, "no such operator", after)
    filled = fill(setting, rules, seconds=20.0)
    assert sorted(setting.delivered) == posts
    assert searches(setting) == 5
    (warning,) = filled.warnings
    assert "were not searched for these keywords: 'moon' (X says: HTTP 400: " in warning
    assert "no such operator" in warning
    assert filled.outcome == (0, 1, 0), "part of it is lost"


def test_a_refused_rule_is_known_to_later_windows_for_a_day(setting: Setting) -> None:
    for day in range(2):
        open_gap(setting, 600, 100)
        refuse_query(setting, "no")
        filled = fill(setting, [SUN], seconds=5.0)
        assert searches(setting) == day + 1
        open_gap(setting, 600, 100)
        filled = fill(setting, [SUN], seconds=5.0)
        assert searches(setting) == day + 1
        assert filled.outcome == (0, 1, 0)
        (warning,) = filled.warnings
        assert "lost: no rule can be searched for: 'sun' (X says: HTTP 400: " in warning
        setting.clock.sleep(86_400)


def test_a_refusal_that_names_nothing_is_the_querys_fault_when_others_are_taken(
    setting: Setting,
) -> None:
    publish(setting, 300, text="moon")
    open_gap(setting, 600, 100)
    for _ in range(2):
        refuse_query(setting, "odd", named=False)
    filled = fill(setting, [SUN, MOON], seconds=20.0)
    assert searches(setting) == 3
    assert filled.outcome == (0, 1, 0)
    assert "odd" in filled.warnings[0]


def test_when_x_refuses_everything_without_a_reason_the_gap_stays(setting: Setting) -> None:
    posts = publish(setting, 300, text="moon")
    gap = open_gap(setting, 600, 100)
    for _ in range(3):
        refuse_query(setting, "odd", named=False)
    filled = fill(setting, [SUN, MOON], seconds=20.0)
    assert searches(setting) == 3
    assert open_gaps(setting) == [gap]
    assert filled.warnings == [
        "Filling gaps paused: HTTP 400: Invalid Request: One or more parameters to your request "
        "was invalid.: odd"
    ]
    fill(setting, [SUN, MOON], seconds=20.0)
    assert setting.delivered == posts


def test_while_firehose_takes_nothing_no_more_is_read_than_xs_smallest_page(
    setting: Setting,
) -> None:
    """Law 7."""
    publish(setting, *range(110, 360))
    open_gap(setting, 600, 100)
    setting.faults.order({"firehose.unavailable": 1.0})
    for _ in range(3):
        filled = fill(setting, seconds=60.0)
        assert filled.outcome == (0, 0, 1)
    assert reads(setting) == 3 * 10, "one page a window, to see whether it takes something again"


def test_while_something_of_the_stream_is_unacknowledged_nothing_is_read(setting: Setting) -> None:
    publish(setting, 300)
    open_gap(setting, 600, 100)
    setting.faults.order({"firehose.unavailable": 1.0})
    filler = start(setting)
    filler.sink.put(Outgoing(1, b"{}", setting.clock.now(), from_stream=True))
    setting.clock.sleep(100.0)
    assert (searches(setting), reads(setting)) == (0, 0)


def test_with_much_to_ask_gaps_that_lie_close_are_searched_together(setting: Setting) -> None:
    rules = keywords(1000)
    for age in range(2000, 800, -120):
        open_gap(setting, age, age - 40)
    posts = publish(setting, 1990, 900, text="keyword999")
    fill(setting, rules, seconds=MINUTES_15)
    assert open_gaps(setting) == []
    assert sorted(setting.delivered) == sorted(posts)
    assert searches(setting) < 120, "ten gaps, and queries for thirty at most"


def test_a_page_without_posts_that_has_a_next_one_is_followed_by_its_token(
    setting: Setting,
) -> None:
    posts = publish(setting, *range(110, 122))
    open_gap(setting, 600, 100)
    setting.clock.sleep(40.0)
    first = setting.x.answer("GET search", {"query": "sun", "max_results": "10"}, {}, "")
    empty = {"meta": {"result_count": 0, "next_token": first.body["meta"]["next_token"]}}
    setting.order({"kind": "answer", "where": "search", "status": 200, "line": hexed(empty)})
    filled = fill(setting, seconds=10.0)
    assert sorted(setting.delivered) == sorted(posts)[:2], "what comes after the empty page"
    assert filled.outcome == (1, 0, 0)


def test_an_empty_page_that_leads_to_itself_ends_the_search(setting: Setting) -> None:
    open_gap(setting, 600, 100)
    empty = {"meta": {"result_count": 0, "next_token": "again"}}
    for _ in range(2):
        setting.order({"kind": "answer", "where": "search", "status": 200, "line": hexed(empty)})
    filled = fill(setting, seconds=10.0)
    assert searches(setting) == 2
    assert filled.outcome == (1, 0, 0)


def test_all_that_x_returned_counts_even_what_can_not_be_used(setting: Setting) -> None:
    """X charges it (law 7)."""
    (inside, outside) = publish(setting, 300, 50)
    open_gap(setting, 600, 100)
    items: list[object] = [{"id": str(inside), "text": "sun"}, {"id": str(outside)}, 5, {}]
    page = {"data": items, "meta": {"result_count": 4}}
    setting.order({"kind": "answer", "where": "search", "status": 200, "line": hexed(page)})
    filled = fill(setting)
    assert setting.delivered == [inside]
    assert filled.spend.posts_read == 4


def test_what_firehose_took_at_the_very_end_is_not_searched_again(setting: Setting) -> None:
    posts = publish(setting, 300, 200)
    open_gap(setting, 600, 100)
    setting.faults.order({"firehose.unavailable": 1.0})
    filler = start(setting)
    setting.clock.sleep(20.0)
    filler.filler.stop(wait=20.0)
    setting.faults.heal()
    filler.stop()
    assert sorted(setting.delivered) == sorted(posts)
    filled = fill(setting)
    assert (searches(setting), reads(setting)) == (1, 2)
    assert filled.outcome == (1, 0, 0)


@pytest.mark.parametrize("status", [400, 404, 410, 414, 422])
def test_a_refusal_of_a_later_page_is_no_fault_of_its_query(setting: Setting, status: int) -> None:
    posts = publish(setting, *range(110, 360))
    open_gap(setting, 600, 100)
    line = hexed({"title": "Not Found"})
    answer = {"kind": "answer", "where": "search", "status": status, "line": line}
    setting.order({**answer, "after_requests": 1})
    filled = fill(setting, seconds=200.0)
    assert sorted(setting.delivered) == sorted(posts)
    assert filled.outcome == (1, 0, 0)


@pytest.mark.parametrize("status", [404, 410, 422])
def test_an_answer_that_blames_no_query_leaves_all_rules_searched(
    setting: Setting, status: int
) -> None:
    posts = publish(setting, 300, text="sun")
    open_gap(setting, 600, 100)
    line = hexed({"title": "Gone"})
    answer = {"kind": "answer", "where": "search", "status": status, "line": line}
    setting.order({**answer, "after_requests": 1})
    filled = fill(setting, [Rule("nasa", "from:nasa"), SUN], seconds=200.0)
    assert setting.delivered == posts
    assert filled.outcome == (1, 0, 0)
