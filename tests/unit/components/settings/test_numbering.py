# ruff: noqa: RUF001  characters that look like others are what this file is about
"""The numbers of a list are no keywords, and no part of them."""

from __future__ import annotations

import pytest

from components.settings.track import TrackError
from tests.unit.components.settings.compiled import compile_rules


def complaints(track: str) -> tuple[str, ...]:
    with pytest.raises(TrackError) as error:
        compile_rules(track)
    return error.value.complaints


@pytest.mark.parametrize(
    ("track", "numbers"),
    [
        ("1. solar\n2. wind", "'1.' to '2.'"),
        ("1. solar, 2. heat pump, 3. wind", "'1.' to '3.'"),
        ("1、気候\n2、天気", "'1' to '2'"),
        ("1, solar, 2, wind, 3, #sea", "'1' to '3'"),
        ("１. 気候\n２. 天気", "'１.' to '２.'"),
        ("1️⃣ solar\n2️⃣ wind", "'1️⃣' to '2️⃣'"),
        ("1- solar, 2- wind", "'1-' to '2-'"),
        ("١- شمس، ٢- ريح", "'١-' to '٢-'"),
        ("1/ solar, 2/ wind", "'1/' to '2/'"),
        ("1.solar, 2.wind", "'1.solar' to '2.wind'"),
        ("1 solar, 2 wind, 3 sea", "'1' to '3'"),
        ("I. solar\nII. wind", "'I.' to 'II.'"),
        ("a. solar, b. wind, c. sea", "'a.' to 'c.'"),
        ("가. 바람, 나. 태양", "'가.' to '나.'"),
        ("一、风能，二、太阳能", "'一' to '二'"),
        ("\n".join(f"{at}. word{at}" for at in range(1, 101)), "'1.' to '100.'"),
        ("1.- energía solar, 2.- eólica", "'1.-' to '2.-'"),
        ("[1] solar, [2] wind", "'[1]' to '[2]'"),
        ("1.#solar, 2.@nasa", "'1.#solar' to '2.@nasa'"),
        ("1️⃣solar\n2️⃣wind", "'1️⃣solar' to '2️⃣wind'"),
        ("1️⃣. solar\n2️⃣. wind", "'1️⃣.' to '2️⃣.'"),
        ("Ⅰ. solar, Ⅱ. wind", "'Ⅰ.' to 'Ⅱ.'"),
        ("Ⅰ、気候、Ⅱ、天気", "'Ⅰ' to 'Ⅱ'"),
        ("i. a,ii. b,iii. c,iv. d,v. e,vi. f,vii. g,viii. h,ix. i,x. j,xi. k", "'i.' to 'xi.'"),
        ("甲、気候、乙、天気", "'甲' to '乙'"),
        ("ㄱ. 바람, ㄴ. 태양", "'ㄱ.' to 'ㄴ.'"),
        ("ก. ลม, ข. แดด", "'ก.' to 'ข.'"),
        ("क. पवन, ख. सौर", "'क.' to 'ख.'"),
        ("أ- شمس، ب- ريح، ت- غاز", "'أ-' to 'ت-'"),
        ("а. солнце, б. ветер, в. море", "'а.' to 'в.'"),
    ],
)
def test_a_numbered_list_is_told_for_its_numbers_would_be_followed(
    track: str, numbers: str
) -> None:
    (complaint,) = complaints(track)
    assert complaint.startswith(f"the keywords are numbered, from {numbers}; leave the numbers out")


@pytest.mark.parametrize(
    ("track", "values"),
    [
        ("1. FC Köln", ['("1." FC Köln)']),
        ("1. FC Köln, 1. FSV Mainz", ['("1." FC Köln)', '("1." FSV Mainz)']),
        ("2. Bundesliga, 1. FC Köln", ['("2." Bundesliga)', '("1." FC Köln)']),
        ('"1." solar, "2." wind', ['("1." solar)', '("2." wind)']),
        ('"1", solar, "2", wind', ['"1"', "solar", '"2"', "wind"]),
        ("1, 2, 3, 4", ["1", "2", "3", "4"]),
        ("1 Direction, 2 Chainz", ["(1 Direction)", "(2 Chainz)"]),
        ("A. Merkel, B. Obama", ['("A." Merkel)', '("B." Obama)']),
        ("А. Навальный, Б. Немцов", ['("А." Навальный)', '("Б." Немцов)']),
        ("1-on-1, 2-on-2", ['"1-on-1"', '"2-on-2"']),
        ("1% rule, 2% milk", ['("1%" rule)', '("2%" milk)']),
        ("1° colder, 2° warmer", ['("1°" colder)', '("2°" warmer)']),
        ("I. Newton", ['("I." Newton)']),
        ("가. 바람", ['("가." 바람)']),
        ("a, b, c, d", ["a", "b", "c", "d"]),
        ("a, wind, b, sea", ["a", "wind", "b", "sea"]),
        ("一, 二, 三", ["一", "二", "三"]),
        ("1.5 degrees, 2.5 degrees", ['("1.5" degrees)', '("2.5" degrees)']),
        ("1, solar", ["1", "solar"]),
        ("2024, solar, 2025, wind", ["2024", "solar", "2025", "wind"]),
    ],
)
def test_numbers_that_count_nothing_are_followed(track: str, values: list[str]) -> None:
    assert [rule.value for rule in compile_rules(track, include_reposts=True)] == values


@pytest.mark.parametrize("sign", ["①", "⑳", "⑴", "⒈", "⓪", "❶", "➓", "㈠", "㊀", "㉑", "🄀"])
def test_a_number_that_is_drawn_before_an_item_is_named_as_a_bullet_is(sign: str) -> None:
    (complaint,) = complaints(f"{sign}気候")
    assert "looks like the bullet of a list" in complaint
    assert [rule.value for rule in compile_rules(f'"{sign}気候"', include_reposts=True)] == [
        f'"{sign}気候"'
    ]
