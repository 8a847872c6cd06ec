# ruff: noqa: RUF001  characters that look like others are what this file is about
"""Punctuation of any script parts keywords, belongs to a word, or is refused by its name."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from components.settings.characters import EMOJI
from components.settings.track import TrackError
from tests.unit.components.settings.compiled import compile_rules

# Quotation marks, tried in test_keyboards.
_QUOTES = "＂＇״‶‷"


def values(track: str) -> list[str]:
    return [rule.value for rule in compile_rules(track, include_reposts=True)]


def refusal(track: str) -> str:
    with pytest.raises(TrackError) as error:
        compile_rules(track)
    return str(error.value)


def outcome(track: str) -> list[str] | str:
    try:
        return values(track)
    except TrackError as error:
        return str(error)


def test_no_punctuation_beyond_ascii_is_ever_and_where_it_parts_clauses() -> None:
    """Only what is known to be part of words is taken into one, quietly."""
    taken = []
    for code_point in range(0x80, sys.maxunicode + 1):
        mark = chr(code_point)
        is_tried = unicodedata.category(mark) == "Po" and mark not in _QUOTES
        if not is_tried or EMOJI.match(mark) or not unicodedata.is_normalized("NFC", mark):
            continue
        name = unicodedata.name(mark)
        for track in (f"one{mark} two", f"one{mark}two"):
            told = outcome(track)
            if isinstance(told, list) and told != ["one", "two"] and "ABBREVIATION" not in name:
                taken.append(mark)
            elif isinstance(told, str):
                assert name in told
    assert "".join(dict.fromkeys(taken)) == (
        "¡§·¿՚՛՜՞׳؉؊؟٪་༌၌၍၎၏᠇᠊‥…‧‰‱′″‴‵※‽⁇⁈⸘⸮〃・﹖﹗﹟﹠﹡﹪﹫！＃％＆＊／？＠･"
    )


@pytest.mark.parametrize("comma", [*"၊꧈᭞"])
def test_what_a_script_writes_for_a_comma_means_or(comma: str) -> None:
    assert values(f"wind{comma}sun {comma} sea{comma}") == ["wind", "sun", "sea"]
    assert values(f'"wind{comma} sun"') == [f'"wind{comma} sun"']


@pytest.mark.parametrize("stop", [*"。｡．۔։।॥။།༎។៕፡።፧᠃꧉᱾꯫෴٬٫؍"])
def test_a_full_stop_between_words_is_refused_by_name(stop: str) -> None:
    for between in (" ", " -"):
        assert unicodedata.name(stop) in refusal(f"wind{stop}{between}sun")


@pytest.mark.parametrize(
    "word",
    ["モーニング娘。", "सौर।", "ཉི་མ།", "សូរ្យ។", "風力．", "１．５", "١٬٠٠٠", "١٫٥", "२॰५", "བོད་ཡིག"],
)
def test_a_stop_at_the_end_of_a_keyword_or_in_a_number_parts_nothing(word: str) -> None:
    assert values(f"{word}, wind") == [f'"{word}"', "wind"]


@pytest.mark.parametrize(
    "sign",
    [
        *(
            "ـ",
            "～",
            "╴",
            "⎯",
            "￣",
            "╌",
            "─",
            "━",
            "═",
            "﹉",
            "‗",
            "＿",
            "¯",
            "ˉ",
            "ˍ",
            "⎼",
            "‾",
            "⁓",
        ),
        *(
            "÷",
            "¬",
            "￢",
            "∼",
            "˜",
            "⊖",
            "∸",
            "⁻",
            "₋",
            "⁃",
            "ㄧ",
            "一",
            "⼀",
            "ꟷ",
            "ߺ",
            "ー",
            "ｰ",
            "ㅡ",
        ),
        *(
            "⋕",
            "⧣",
            "♯",
            "⌗",
            "゛",
            "゜",
            "ﾞ",
            "ﾟ",
            "ˮ",
            "ʺ",
            "″",
            "‴",
            "ˊ",
            "ˋ",
            "ʹ",
            "⋘",
            "¨",
            "¸",
            "՛",
            "˂",
        ),
        *("·", "・", "•", "∙", "◦", "‧", "▬", "▁", "⏤", "⚊", "⨼", "ᅳ", "ￚ", "༌"),
    ],
)
def test_what_may_be_meant_for_a_sign_before_a_word_is_refused_by_name(sign: str) -> None:
    assert f"(U+{ord(sign):04X})" in refusal(f"jaguar {sign}car")
    assert values(f'jaguar "{sign}car"') == [f'(jaguar "{sign}car")']


@pytest.mark.parametrize(
    "word",
    [
        "一帯一路",
        "ラーメン",
        "한ㅡ",
        "か゛",
        "±5",
        "€100",
        "°C",
        "№5",
        "<3",
        "≥100",
        "¿qué",
        "§218",
    ],
)
def test_signs_that_can_be_no_minus_are_part_of_a_word(word: str) -> None:
    assert values(word) in ([word], [f'"{word}"'])


@pytest.mark.parametrize(
    "marks",
    [
        "<>",
        "＜＞",
        "＜＜ ＞＞",
        "<< >>",
        "⋘⋙",
        "゛゛",
        "ﾞﾞ",
        "ʻʼ",
        "ʼʼ",
        "ʽʼ",
        "ʻʻ",
        "ʹʹ",
        "ˮˮ",
        "˂˃",
    ],
)
def test_what_looks_like_a_quotation_mark_and_is_none_is_named(marks: str) -> None:
    opening, closing = marks.split() if " " in marks else list(marks)
    for phrase in (f"{opening}heat pump{closing}", f"-{opening}heat pump{closing}"):
        told = refusal(f"jaguar {phrase}")
        assert unicodedata.name(opening[0]) in told


def test_a_letter_that_looks_like_a_quotation_mark_stays_one_where_nothing_closes() -> None:
    assert values("ʻōlelo kanaka, ʼashkii, bizaadʼ") == ["(ʻōlelo kanaka)", "ʼashkii", "bizaadʼ"]


def test_marks_that_nothing_opens_are_refused() -> None:
    for track in (",,heat pump''", "heat pump``", "heat pump’’"):
        assert "can be read in more than one way" in refusal(track)


@pytest.mark.parametrize(
    ("track", "understood"),
    [
        ("״אנרגיה סולארית״", ['"אנרגיה סולארית"']),
        ("׳אנרגיה סולארית׳", ['"אנרגיה סולארית"']),
        ("״שמש, רוח״", ['"שמש, רוח"']),
        ("יגואר -״מכונית יד שנייה״", ['(יגואר -"מכונית יד שנייה")']),
        ("״צה״ל בעזה״, צה״ל", ['"צה״ל בעזה"', '"צה״ל"']),
        ('"צה״ל בעזה"', ['"צה״ל בעזה"']),
        ("ג׳ירפה, פרופ׳ כהן, #צה״ל", ['"ג׳ירפה"', '("פרופ׳" כהן)', "#צה״ל"]),
    ],
)
def test_hebrews_own_marks_enclose_a_phrase_and_stay_inside_words(
    track: str, understood: list[str]
) -> None:
    assert values(track) == understood


@pytest.mark.parametrize("track", ["״שמש", "שמש״", "ב-״הארץ״", "solar״wind", '"עיתון ״הארץ״"'])
def test_gershayim_that_do_not_fit_are_named(track: str) -> None:
    assert "HEBREW PUNCTUATION GERSHAYIM" in refusal(track)


def test_all_that_is_refused_is_told_at_once() -> None:
    told = refusal("नभ। पवन, jaguar ـcar, wind, ≪heat pump, ʻa bʼ")
    for name in ("DANDA", "TATWEEL", "MUCH LESS-THAN", "TURNED COMMA"):
        assert name in told


@pytest.mark.parametrize("sign", list("●■○□►▸▶◆◇▪▫★☆☐☑✓✔✗➔➢➤🔹🔸"))
@pytest.mark.parametrize("track", ["{0} wind\n{0} sun", "{0}wind", "wind {0} sun", "wind -{0} sun"])
def test_a_sign_that_is_drawn_before_the_items_of_a_list_is_named(sign: str, track: str) -> None:
    with pytest.raises(TrackError) as refused:
        compile_rules(track.format(sign))
    assert f"(U+{ord(sign):04X}), which looks like the bullet of a list" in str(refused.value)


def test_a_sign_that_nothing_follows_or_that_is_quoted_is_followed_itself() -> None:
    assert values('★, wind ✓, "●" sun') == ['"★"', '(wind "✓")', '("●" sun)']
