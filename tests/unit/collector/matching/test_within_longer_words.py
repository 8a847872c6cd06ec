# ruff: noqa: RUF001  characters that look like others are what this file is about
"""A keyword may be part of a longer word, and X does not say how it splits: what is kept then."""

from __future__ import annotations

import pytest

from collector.matching.verdict import Verdict
from tests.unit.collector.matching.judging import judged, matched, undecided


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("東京 -京都", "東京 東京都庁の桜"),
        ("윤석열 -대통령", "윤석열 대통령실 발표"),
        ("sun -กา", "sun กาแฟ"),
        ("sun -covid", "sun 新covid感染"),
        ("sun -👩", "sun 👩\u200d🚀"),
        ("sun -🏴", "sun 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
    ],
)
def test_what_may_be_excluded_only_as_we_split_it_is_kept_and_counted(rule: str, text: str) -> None:
    assert judged(text, [rule]) == undecided(rule)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("sun -🇩🇪", "sun 🇧🇩🇪🇸"),
        ("sun -👎", "sun 👍🏽"),
        ("sun -京都", "sun 東京"),
        ("都庁 -京都", "東京 都庁"),
    ],
)
def test_what_is_not_excluded_however_it_is_split_matches(rule: str, text: str) -> None:
    assert judged(text, [rule]) == matched(rule)


def test_a_tag_of_a_word_that_may_be_another_is_not_told_beside_one_that_matches() -> None:
    verdict = judged("sun 한국어", ["한국", "sun"])
    assert verdict == matched("sun")
    assert verdict.may_lack_tags


@pytest.mark.parametrize(
    ("text", "keywords", "tags"),
    [
        ("今日の天気は寿司日和", ["ラーメン", "寿司", "天気"], ["寿司", "天気"]),
        ("東京都庁の桜", ["京都", "東京"], ["東京"]),
        ("太陽光パネル", ["太陽", "太陽光"], ["太陽光"]),
        ("京都府の東京庵", ["京都", "東京"], ["京都", "東京"]),
        ("大阪京都東京", ["東京", "京都", "大阪"], ["東京", "京都", "大阪"]),
        ("대통령실은 한국어로", ["대통령", "한국", "중국"], ["대통령", "한국"]),
        ("ข่าวด่วนวันนี้", ["ด่วน", "วันนี้"], ["ด่วน", "วันนี้"]),
        ("今日のﾃｽﾄと新COVID感染", ["テスト", "covid"], ["テスト", "covid"]),
        ("東京都庁の桜", ["東京 -京都", "桜 京都"], ["東京 -京都"]),
        ("東京都庁の桜", ['"東京" -is:retweet', '"京都" -is:retweet'], ['"東京" -is:retweet']),
        ("東京都庁の桜", ["東京 桜", "京都 桜"], ["東京 桜"]),
        ("東京都庁の桜", ["東京 bio:x", "桜 bio:x"], []),
        ("👩\u200d🚀 👨\u200d🔬", ["👩", "👨"], ["👩", "👨"]),
        ("今日の本、日本人", ["本日", "日本"], ["日本"]),
        ("東京、都内散歩", ["京都", "都内"], ["都内"]),
        ("東京 都内散歩", ["京都", "都内"], ["都内"]),
        ("東京😀都内散歩", ["京都", "都内"], ["都内"]),
        ("대학, 생일파티", ["학생", "생일"], ["생일"]),
        ("眠い中。国会議員", ["中国", "国会"], ["国会"]),
        ("東京都庁", ["東京", '"東京 都庁"'], ["東京", '"東京 都庁"']),
        ("東京都庁", ["京都", '"東京 都庁"'], ['"東京 都庁"']),
        ("人工知能学会", ["人工知能", '"人工 知能"'], ["人工知能", '"人工 知能"']),
        ("AI人工知能", ["AI", '"AI 人工知能"', "人工知能"], ["AI", '"AI 人工知能"', "人工知能"]),
        ("❤\u200d🔥", ["❤", '"❤ 🔥"', "🔥"], ["❤", '"❤ 🔥"', "🔥"]),
        ("東京都", ["東京 京都", "京都"], ["京都"]),
        ("東京都", ["東京 京都", "京都 bio:x"], []),
    ],
)
def test_of_several_keywords_within_longer_words_those_are_told_that_are_met_from_the_left(
    text: str, keywords: list[str], tags: list[str]
) -> None:
    """One of them found the post; how X splits such texts is not documented."""
    assert judged(text, keywords) == undecided(*tags)


def test_a_keyword_within_a_longer_word_is_not_told_where_another_explains_the_post() -> None:
    assert judged("寿司 天気予報", ["寿司", "天気"]) == matched("寿司")


@pytest.mark.parametrize(
    ("keyword", "text", "tags"),
    [
        ("ΑΡΗΣ", "ΑΡΗΣ:ΠΑΟΚ sun moon", matched("ΑΡΗΣ")),
        ("ΑΡΗΣ", "ΑΡΗΣ’ sun moon", matched("ΑΡΗΣ")),
        ("ﾃｽﾄ", "今日のﾃｽﾄ sun moon", undecided("ﾃｽﾄ")),
        ("ﾃｽﾄ", "テスト sun moon", undecided("ﾃｽﾄ")),
        ("👩", "👩\u200d🚀 sun moon", undecided("👩")),
        ("covid", "新covid感染 sun moon", undecided("covid")),
    ],
)
def test_a_post_of_one_keyword_is_not_dropped_for_what_another_excludes(
    keyword: str, text: str, tags: Verdict
) -> None:
    assert judged(text, [keyword, "sun -moon"]) == tags
