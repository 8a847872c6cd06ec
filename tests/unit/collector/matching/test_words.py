# ruff: noqa: RUF001  characters that look like others are what this file is about
"""Texts are compared word by word, in any case, with their accents or without."""

from __future__ import annotations

import sys
import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from collector.matching.text.answer import Answer
from collector.matching.text.characters import UNICODE_VERSION, WITHOUT_SPACES
from collector.matching.text.words import Text, exactly, needle_of, without_accents, words_of
from sandbox.x_api.rules import words as of_stand_in
from tests.unit.collector.matching.texts import EMOJI, WORDS, texts
from tests.unit.collector.matching.texts import WITHOUT_SPACES as WORDS_WITHOUT_SPACES

EVERY_CHARACTER = "".join(map(chr, range(sys.maxunicode + 1)))
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


def answer(text: str, value: str) -> Answer:
    return Text.of(text, exactly).holds(needle_of(value, exactly))


def holds(text: str, value: str) -> bool:
    return answer(text, value) is Answer.YES


def holds_folded(text: str, value: str) -> bool:
    folded = Text.of(text, without_accents).holds(needle_of(value, without_accents))
    return folded is Answer.YES


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The TURBINE.", "turbine"),
        ("half-turbine/half-boat", "turbine"),
        ("#turbine", "turbine"),
        ("a Wind-Turbine spins", "wind turbine"),
        ("I like coca cola", "coca-cola"),
        ("snake_case", "snake"),
        ("un CAFE\u0301 noir", "café"),
        ("café", "cafe\u0301"),
        ("στην ΟΔΟΣ", "οδος"),
        ("viele MAßE", "maße"),
        ("İZMIR", "İzmir"),
        ("ΠΡΟΪ́ΣΤΑΜΑΙ", "προΐσταμαι"),
        ("προΐσταμαι", "ΠΡΟΪ́ΣΤΑΜΑΙ"),
        ("ʔAY̓AJ̌UΘƏM", "ʔay̓aǰuθəm"),
        ("#H̱AIDA", "ẖaida"),
        ("نیم\u200cفاصله", "نیم\u200cفاصله"),
        ("a\u200d\u200db", "a b"),
        ("\u0301\u200da", "a"),
        ("ガス", "ガス"),
        ("(東京) 京都", "東京"),
        ("東京、wind.", "東京 wind"),
        ("윤석열 발표", "윤석열"),
        ("ΑΡΗΣ:ΠΑΟΚ", "Αρης"),
        ("ΑΡΗΣ’ ΟΔΟΣ", "αρησ οδοσ"),
        ("wind🌬farm", "farm"),
        ("go 👍👍🏽", "👍"),
        ("🇪🇺🇩🇪", "🇩🇪"),
        ("⚡solar!", "⚡ solar"),
        ("(👩🏽\u200d🚒)", "👩🏽\u200d🚒"),
        ("1️⃣2", "2"),
        ("1️⃣", "1️⃣"),
        ("²", "²"),
    ],
)
def test_a_text_holds_a_term(text: str, value: str) -> None:
    assert holds(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("turbines", "turbine"),
        ("turbine wind", "wind turbine"),
        ("wind a turbine", "wind turbine"),
        ("a powerwind turbine", "wind turbine"),
        ("wind turbines", "wind turbine"),
        ("cafe", "café"),
        ("café", "cafe"),
        ("Masse", "Maße"),
        ("izmir", "İzmir"),
        ("نیم\u200cفاصله", "نیم"),
        ("1️⃣", "1"),
        ("1⃣", "1"),
        ("ハス", "バス"),
        ("東京 windy", "東京 wind"),
        ("京東", "東京"),
        ("กาแฟ", "กๅ"),
        ("윤석 열", "석윤"),
        ("太陽 光", "太陽光"),
        ("東京 都庁", "京都"),
        ("東京\u3000都庁", "京都"),
        ("東京、都内散歩", "京都"),
        ("東京😀都内", "京都"),
        ("대학, 생일파티", "학생"),
        ("東、京都庁", "東京 都庁"),
        ("🇧🇩🇪🇸", "🇩🇪"),
        ("👍🏽", "👎🏽"),
        ("👍", "🏽"),
        (SCOTLAND, ENGLAND),
        ("👍", "👍👍"),
        ("good", "★"),
    ],
)
def test_a_text_does_not_hold_another_term(text: str, value: str) -> None:
    assert answer(text, value) is Answer.NO


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("学校の太陽光パネル", "太陽光"),
        ("東京 東京都庁の桜", "京都"),
        ("ข่าวด่วนวันนี้", "ด่วน"),
        ("กาแฟ", "กา"),
        ("지붕에태양광이", "태양광"),
        ("대통령실 발표", "대통령"),
        ("한국어 wind", "한국"),
        ("ខ្មែរ", "ខ"),
        ("မြန်မာ", "မြန်"),
        ("今日のﾃｽﾄ", "ﾃｽﾄ"),
        ("ㄅㄆㄇ", "ㄅㄆ"),
        ("ꆈꌠꉙ", "ꆈꌠ"),
        ("ꦱꦸꦂꦪꦲꦔꦶꦤ꧀", "ꦱꦸꦂꦪ"),
        ("བོད་ཡིག", "བོ"),
        ("𠮷野家", "𠮷"),
        ("新COVID感染", "covid感染"),
        ("新COVID感染", "covid"),
        ("2026年に", "2026"),
        ("東京 wind", "京 wind"),
        ("東京都庁", "東京 都庁"),
        ("good ☀️morning", "☀"),
        ("❤", "❤️"),
        ("👍🏽", "👍"),
        ("👍🏽", "👍🏿"),
        ("👩🏽\u200d🚒", "👩\u200d🚒"),
        ("テスト", "ﾃｽﾄ"),
        ("ﾊﾞｽ", "バス"),
        ("ＣＯＶＩＤ", "covid"),
        ("👩\u200d🚀", "👩"),
        ("👨\u200d👩\u200d👧", "👩"),
        (ENGLAND, "🏴"),
        ("wind 🌬 farm", "wind farm"),
        ("solar", "⚡solar"),
        ("★★", "★"),
    ],
)
def test_where_x_does_not_document_its_words_nothing_is_certain(text: str, value: str) -> None:
    assert answer(text, value) is Answer.UNDECIDABLE


def test_the_table_of_scripts_without_spaces_is_unicode_s() -> None:
    scripts = (
        *("Ahom", "Balinese", "Bopomofo", "Han", "Hangul", "Hiragana", "Javanese", "Katakana"),
        *("Khitan_Small_Script", "Khmer", "Lao", "Myanmar", "Nushu", "Tai_Le", "New_Tai_Lue"),
        *("Tai_Tham", "Tai_Viet", "Tangut", "Thai", "Tibetan", "Yi"),
    )
    extensions = "".join(rf"\p{{Script_Extensions={script}}}" for script in scripts)
    without_spaces = regex.compile(rf"[{extensions}--\p{{Script_Extensions=Latin}}]", regex.V1)
    in_words = "".join(regex.findall(r"[\p{L}\p{M}\p{N}]", EVERY_CHARACTER))
    wrong = set(without_spaces.findall(in_words)) ^ set(WITHOUT_SPACES.findall(in_words))
    assert not wrong, f"differs from Unicode {UNICODE_VERSION}"


@given(texts, texts | st.sampled_from([*WORDS, *WORDS_WITHOUT_SPACES, *EMOJI]))
def test_the_stand_in_is_within_what_is_said_of_a_text(text: str, value: str) -> None:
    """It has to choose where X's page says nothing."""
    folded, in_nfc = exactly(text), unicodedata.normalize("NFC", value)
    said = Text.of(folded, exactly).holds(needle_of(in_nfc, exactly))
    is_there = of_stand_in.Text.of(folded).contains(in_nfc)
    assert said is Answer.UNDECIDABLE or (said is Answer.YES) == is_there


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("politica", "POLÍTICA"),
        ("POLÍTICA", "politica"),
        ("Da Nẵng", "da nang"),
        ("οδός", "ΟΔΟΣ"),
        ("izmir", "İzmir"),
        ("йод", "иод"),
        ("cafe\u0301", "cafe"),
    ],
)
def test_without_accents_more_is_the_same(text: str, value: str) -> None:
    assert holds_folded(text, value)
    assert not holds(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Đa", "Da"),
        ("Masse", "Maße"),
        ("مدرسة", "مَدرسة"),
        ("ハス", "バス"),
        ("हिन्दी", "हन्दी"),
        ("가", "ㄱ"),
    ],
)
def test_what_is_no_accent_of_europe_stays(text: str, value: str) -> None:
    assert not holds_folded(text, value)


def test_every_letter_mark_and_number_is_part_of_a_word_and_nothing_else_is() -> None:
    known = [each for each in EVERY_CHARACTER if unicodedata.category(each) not in ("Cn", "Cs")]
    words = set(words_of(" ".join(f"a{each}b" for each in known)))
    found = {each for each in known if f"a{each}b" in words}
    wrong = found ^ set(regex.findall(r"[\p{L}\p{M}\p{N}]", "".join(known)))
    assert [hex(ord(each)) for each in wrong - set("\u200c\u200d\u20e3")] == []


@given(texts | st.text(max_size=20))
def test_words_are_those_that_the_stand_in_sees(text: str) -> None:
    assume_known = all(unicodedata.category(character) != "Cn" for character in text)
    folded = exactly(text)
    if assume_known:
        assert words_of(folded) == of_stand_in.words_of(folded)


@given(texts, texts)
def test_what_is_the_same_exactly_is_the_same_without_accents(text: str, value: str) -> None:
    folded = Text.of(text, without_accents).holds(needle_of(value, without_accents))
    assert folded >= answer(text, value)
