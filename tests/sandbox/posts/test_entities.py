# ruff: noqa: RUF001  characters that look like others are what this file is about
"""Hashtags, cashtags and mentions of a post are what twitter-text finds in it."""

from __future__ import annotations

import pytest

from sandbox.posts.entities import entities_of


def found(text: str) -> dict[str, list[str]]:
    names = {"hashtags": "tag", "cashtags": "tag", "mentions": "username", "urls": "url"}
    return {
        kind: [item[names[kind]] for item in items] for kind, items in entities_of(text).items()
    }


@pytest.mark.parametrize(
    ("text", "hashtags"),
    [
        ("वाह #हिन्दी, #தேர்தல்!", ["हिन्दी", "தேர்தல்"]),
        ("#نیم\u200cفاصله و #עַל־כֵּן", ["نیم\u200cفاصله", "עַל־כֵּן"]),
        ("(#テレ〜ビ)今日は#晴れ", ["テレ〜ビ"]),
        ("今日は #晴れ。＃雨、#ハリー・ポッター", ["晴れ", "雨", "ハリー・ポッター"]),
        ("☀️#sun ☎︎#call", ["sun", "call"]),
        ("#1a #2026 #_x #_1", ["1a", "_x"]),
    ],
)
def test_hashtags_of_all_scripts_are_found_whole(text: str, hashtags: list[str]) -> None:
    assert found(text) == {"hashtags": hashtags}


@pytest.mark.parametrize(
    "text", ["#️⃣wind", "#⃣", "a#wind", "&#wind", "#https://t", "#wind#sun", "été#wind", "x.de/#top"]
)
def test_what_is_no_hashtag_is_none(text: str) -> None:
    assert "hashtags" not in found(text)


@pytest.mark.parametrize(
    ("text", "usernames"),
    [
        ("@twenty1_letters_01234 and ＠mara", ["mara"]),
        ("@twenty_letters_01234 here", ["twenty_letters_01234"]),
        ("今日@mara、.@joe RT@ann", ["mara", "joe", "ann"]),
    ],
)
def test_mentions_have_up_to_twenty_letters(text: str, usernames: list[str]) -> None:
    assert found(text) == {"mentions": usernames}


@pytest.mark.parametrize("text", ["a@b.de", "!@mara", "@maraé", "@mara@joe.de", "@http://x"])
def test_what_is_no_mention_is_none(text: str) -> None:
    assert "mentions" not in found(text)


@pytest.mark.parametrize(
    ("text", "cashtags"),
    [("$TSLA, $brk.b. $AB_C!", ["TSLA", "brk.b", "AB_C"]), ("\u200f$TSLA-", ["TSLA"])],
)
def test_cashtags_stand_behind_a_space(text: str, cashtags: list[str]) -> None:
    assert found(text) == {"cashtags": cashtags}


@pytest.mark.parametrize("text", ["a$TSLA", "$100", "$TOOLONGX", "$$TSLA", "($TSLA)"])
def test_what_is_no_cashtag_is_none(text: str) -> None:
    assert "cashtags" not in found(text)
