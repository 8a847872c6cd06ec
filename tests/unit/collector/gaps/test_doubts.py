"""Whether X took other queries since it refused one tells its fault from a fault of the query."""

from __future__ import annotations

from collector.gaps.doubts import Doubts
from collector.matching.queries import Query, pack
from collector.settings import Rule


def query(*words: str) -> Query:
    rules = [Rule(word, f"{word} -is:retweet") for word in words]
    (packed,) = pack(rules, 512, authors_known=False).queries
    return packed


WHOLE, LEFT, RIGHT, OTHER = query("sun", "moon"), query("sun"), query("moon"), query("wind")


def test_a_half_knows_what_x_took_since_the_whole_was_refused() -> None:
    doubts = Doubts()
    doubts.begin(WHOLE)
    doubts.taken(OTHER, [WHOLE, OTHER])
    doubts.halved(WHOLE, [LEFT, RIGHT])
    assert doubts.took_others(LEFT)
    assert doubts.took_others(RIGHT)


def test_a_half_of_what_was_refused_after_the_others_knows_of_none() -> None:
    doubts = Doubts()
    doubts.taken(OTHER, [WHOLE, OTHER])
    doubts.begin(WHOLE)
    doubts.halved(WHOLE, [LEFT, RIGHT])
    assert not doubts.took_others(LEFT)


def test_while_x_takes_none_one_is_asked_for_all_that_wait() -> None:
    doubts = Doubts()
    doubts.begin(WHOLE)
    doubts.halved(WHOLE, [LEFT, RIGHT])
    doubts.alone(LEFT, "no", 60.0, names_query=True)
    doubts.alone(RIGHT, "no", 65.0, names_query=True)
    assert not doubts.may_ask(LEFT, 64.0)
    assert doubts.may_ask(LEFT, 65.0)
    doubts.alone(LEFT, "no", 125.0, names_query=True)
    assert not doubts.may_ask(RIGHT, 124.0)
    doubts.taken(OTHER, [LEFT, RIGHT, OTHER])
    assert doubts.may_ask(RIGHT, 65.0), "X takes others again"
    assert not doubts.may_ask(LEFT, 124.0)
