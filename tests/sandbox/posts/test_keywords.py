from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from sandbox.replay.keywords import most_frequent_keywords
from sandbox.x_api.rules.language import parse
from tests.unit.components.settings.compiled import compile_rules


def test_the_words_of_most_posts_come_first() -> None:
    texts = ["the ferry leaves", "Ferry and harbour", "HARBOUR ferry?", "soup"]
    assert most_frequent_keywords(texts, 2) == ["ferry", "harbour"]


def test_a_word_counts_once_a_post() -> None:
    assert most_frequent_keywords(["soup soup soup", "ferry", "ferry"], 1) == ["ferry"]


def test_stop_words_links_mentions_and_numbers_are_left_out() -> None:
    texts = ["@mara they were https://t.co/harbour 20262026 with http://url_removed"] * 3
    assert most_frequent_keywords(texts) == []


def test_a_hashtag_is_kept_as_one() -> None:
    assert most_frequent_keywords(["go #CleanEnergy", "#cleanenergy!"], 1) == ["#cleanenergy"]


def test_what_is_too_long_for_a_word_is_no_keyword() -> None:
    assert most_frequent_keywords(["x" * 20_000 + " awful", "#" + "y" * 300 + " awful"]) == [
        "awful"
    ]


def test_no_texts_have_no_keywords() -> None:
    assert most_frequent_keywords([]) == []


@given(st.lists(st.text() | st.text("ㅡㄧꟷー一ـabゞ", min_size=2), max_size=10), st.integers(1, 8))
@example(["ㅡㅡ 진짜", "ـها", "一ab"], 8)
def test_keywords_of_any_texts_are_few_distinct_and_rules_of_x(
    texts: list[str], count: int
) -> None:
    keywords = most_frequent_keywords(texts, count)
    assert len(keywords) == len(set(keywords)) <= count
    for keyword in keywords:
        parse(keyword)
    if keywords:
        assert compile_rules(", ".join(keywords))
