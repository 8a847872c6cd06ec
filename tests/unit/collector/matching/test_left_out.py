"""What search does not take is left out with the reason, and keeps nothing else from it."""

from __future__ import annotations

import pytest

from collector.matching.queries import pack
from collector.settings import Rule
from tests.unit.collector.matching.packed import LONGEST, values


def left_out(value: str, longest: int = LONGEST) -> str:
    packing = pack([Rule("x", value)], longest)
    assert packing.queries == ()
    ((rule, reason),) = packing.left_out
    assert rule == Rule("x", value)
    return reason


@pytest.mark.parametrize(
    ("value", "longest", "reason"),
    [
        ("a" * 513, 512, "it has 513 characters, search takes 512"),
        ("気" * 257, 512, "it has 514 characters, search takes 512"),
        ("wind sea", 7, "it has 8 characters, search takes 7"),
        ("solar sample:10", 512, "search does not know sample:"),
        ("solar -BIO:x", 512, "search does not know BIO:"),
        ("a OR (b min_followers:5)", 512, "search does not know min_followers:"),
        ('wind -(a followers_count:1..2) "x"', 512, "search does not know followers_count:"),
    ],
)
def test_what_search_does_not_take_is_left_out_with_the_reason(
    value: str, longest: int, reason: str
) -> None:
    assert left_out(value, longest) == reason


STREAM_ONLY = [
    "bio", "bio_location", "bio_name", "embedding", "embedding_threshold", "followers_count",
    "following_count", "listed_count", "min_followers", "sample", "tweets_count", "url_contains",
    "url_description", "url_title",
]  # fmt: skip


@pytest.mark.parametrize("name", STREAM_ONLY)
def test_no_operator_of_the_stream_alone_is_searched(name: str) -> None:
    assert left_out(f"wind {name}:1") == f"search does not know {name}:"


@pytest.mark.parametrize(
    "value", ['"sample:10" sun', '"bio:x" -(a b)', "biosample", "url:x/bio:y", "x -(no_bio:a b)"]
)
def test_a_name_of_an_operator_inside_a_text_is_taken(value: str) -> None:
    assert values(value) == [value]


def test_one_bad_rule_keeps_no_other_from_being_searched() -> None:
    tagged = [Rule("energy", "solar sample:10"), Rule("energy", "wind -is:retweet")]
    packing = pack(tagged, LONGEST)
    assert [query.rules for query in packing.queries] == [(tagged[1],)]
    assert [rule for rule, _ in packing.left_out] == [tagged[0]]
