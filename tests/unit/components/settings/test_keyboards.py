# ruff: noqa: RUF001  characters that look like others are what this file is about
"""What is typed on another keyboard is understood as what it means, or named and refused."""

from __future__ import annotations

import unicodedata

import pytest

from components.settings.track import TrackError
from tests.unit.components.settings.compiled import compile_rules


def values(track: str) -> list[str]:
    return [rule.value for rule in compile_rules(track, include_reposts=True)]


@pytest.mark.parametrize("comma", [*",、，،､﹐﹑︐︑՝߸፣᠂꓾꘍;；؛﹔︔፤⸵𑑍", "\u037e"])
def test_the_commas_and_semicolons_of_all_scripts_mean_or(comma: str) -> None:
    assert values(f"wind{comma}sun {comma} sea") == ["wind", "sun", "sea"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029", ",\n"])
def test_the_end_of_a_line_means_or(end: str) -> None:
    assert values(f"wind{end}sun farm{end}") == ["wind", "(sun farm)"]


@pytest.mark.parametrize("space", list("  \u3000\u202f\u2009\u205f\u2003\u1680"))
def test_every_space_means_and(space: str) -> None:
    assert values(f"wind{space}farm,{space}sun{space}") == ["(wind farm)", "sun"]
    assert values(f'"wind{space}farm"') == ['"wind farm"']


def test_a_tabulation_between_words_is_asked_about() -> None:
    assert values("\twind,\tsun\t") == ["wind", "sun"]
    assert values('"wind\tfarm"') == ['"wind farm"']
    with pytest.raises(TrackError, match=r"before 'sun'.*CHARACTER TABULATION \(U\+0009\)"):
        compile_rules("wind\tsun")


@pytest.mark.parametrize("dash", [*"-‐‑‒–—―−﹣－﹘⸺", "--"])
def test_every_dash_before_a_word_means_not(dash: str) -> None:
    assert values(f"jaguar {dash}car") == ["(jaguar -car)"]
    assert values(f"jaguar {dash}“football team” {dash}＃nfl") == [
        '(jaguar -"football team" -#nfl)'
    ]


@pytest.mark.parametrize("dash", list("-‐‑‒–—−－"))
def test_a_dash_inside_a_word_is_a_hyphen(dash: str) -> None:
    assert values(f"coca{dash}cola, coca-cola") == ['"coca-cola"']


@pytest.mark.parametrize("dash", [*"-‐‑‒–—―−－﹣︲﹘⸺⸻〜～ーｰ", "——"])
@pytest.mark.parametrize(
    "around", ["ソ{}ラ", "コ{}ヒ{}", "東京{}大阪", "한{}국", "５{}Ｇ", "第{}a", "a{}第"]
)
def test_a_dash_inside_a_word_of_east_asia_is_sent_as_it_was_typed(dash: str, around: str) -> None:
    """Between kana it may stand for the mark of a long vowel, which is no hyphen."""
    word = around.replace("{}", dash)
    assert [value.strip('"') for value in values(word)] == [word]
    assert values(f'"x {word}"') == [f'"x {word}"']


@pytest.mark.parametrize("dash", list("－‐–—−"))
def test_a_dash_inside_a_hashtag_of_east_asia_is_refused_by_name(dash: str) -> None:
    with pytest.raises(TrackError, match=unicodedata.name(dash)):
        compile_rules(f"#コ{dash}ヒー")


def test_the_mark_of_a_long_vowel_is_a_letter() -> None:
    assert values("コーヒー, #コーヒー, ｺｰﾋｰ") == ["コーヒー", "#コーヒー", "ｺｰﾋｰ"]


@pytest.mark.parametrize("dash", list("-–—−"))
def test_a_dash_that_stands_alone_is_refused(dash: str) -> None:
    with pytest.raises(TrackError, match="holds no letter, digit or emoji"):
        compile_rules(f"jaguar {dash} car")


@pytest.mark.parametrize("sign", list("ーｰㅡ─˗⁻➖〰〜♯⌗″"))
def test_what_stands_for_a_sign_is_named(sign: str) -> None:
    with pytest.raises(TrackError) as error:
        compile_rules(f"jaguar {sign}car")
    assert unicodedata.name(sign) in str(error.value)


@pytest.mark.parametrize(
    "marks",
    [
        *('""', "“”", "„“", "„”", "‟”", "””", "＂＂", "〝〞", "〝〟", "❝❞"),
        *("«»", "»«", "‹›", "「」", "『』", "｢｣", "﹁﹂"),
        *("״״", "≪≫", "≫≪", "׳׳", "՚՚", "｀｀", "′′", "‵′"),
        *("''", "‘’", "‚‘", "‛’", "’’", "＇＇", "``", "`´", "❛❜"),
    ],
)
def test_quotation_marks_of_any_language_enclose_a_phrase(marks: str) -> None:
    opening, closing = marks[0], marks[1]
    phrase = f"{opening}heat pump{closing}"
    assert values(f"{phrase}, {phrase} -{phrase} sun") == [
        '"heat pump"',
        '("heat pump" -"heat pump" sun)',
    ]


@pytest.mark.parametrize("marks", ["«»", "‹›", "“”", "『』"])
def test_a_phrase_may_have_spaces_inside_its_marks(marks: str) -> None:
    assert values(f"{marks[0]}\u00a0heat\u3000pump\u202f{marks[1]}") == ['"heat pump"']


@pytest.mark.parametrize("marks", ["“”", "«»", "「」", "『』"])
def test_a_phrase_keeps_its_commas_whatever_its_marks(marks: str) -> None:
    assert values(f"{marks[0]}hello, world、!{marks[1]}") == ['"hello, world、!"']


@pytest.mark.parametrize("apostrophe", list("'’‘‛＇`´"))
def test_an_apostrophe_inside_a_word_is_one(apostrophe: str) -> None:
    assert values(f"don{apostrophe}t, l{apostrophe}été") == ['"don\'t"', '"l\'été"']
    assert values(f"“don{apostrophe}t stop”") == ['"don\'t stop"']


@pytest.mark.parametrize("word", ["'90s", "dogs'", "’90s", "dogs’", "rock'n'roll"])
def test_an_apostrophe_beside_a_word_is_kept(word: str) -> None:
    assert values(word) == [f'"{word}"'.replace("’", "'")]


def test_a_modifier_apostrophe_is_a_letter() -> None:
    assert values("ʻōlelo, мʼята") == ["ʻōlelo", "мʼята"]


def test_hebrew_initials_may_be_typed_with_a_quotation_mark() -> None:
    assert values('צה"ל, צה”ל') == ['"צה״ל"']


@pytest.mark.parametrize(
    ("track", "named"),
    [
        ("wind, “farm", "LEFT DOUBLE QUOTATION MARK"),
        ("«wind farm", "LEFT-POINTING DOUBLE ANGLE QUOTATION MARK"),
        ("「wind farm』", "LEFT CORNER BRACKET"),
        ("‘wind, farm’", "LEFT SINGLE QUOTATION MARK"),
        ("'wind, farm'", "is never closed"),
        ("'the dogs' day'", "which quotation marks belong together"),
        ("«le “grand” froid»", "LEFT DOUBLE QUOTATION MARK"),
        ("日本の”桜”", "RIGHT DOUBLE QUOTATION MARK"),
        ("「桜」前線", "LEFT CORNER BRACKET"),
        ("a‚b", "SINGLE LOW-9 QUOTATION MARK"),
    ],
)
def test_quotation_marks_that_do_not_fit_are_named(track: str, named: str) -> None:
    with pytest.raises(TrackError) as error:
        compile_rules(track)
    assert named in str(error.value)


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("＃風力", "#風力"),
        ("﹟wind", "#wind"),
        ("＠nasa", "@nasa"),
        ("﹫nasa", "@nasa"),
        ("＄TSLA", "$TSLA"),
        ("﹩BRK.B", "$BRK.B"),
    ],
)
def test_wide_and_small_signs_are_those_of_x(typed: str, understood: str) -> None:
    assert compile_rules(typed)[0].tag == understood
    assert values(f"{typed}、{understood}") == [understood]


@pytest.mark.parametrize(
    ("track", "named"),
    [
        ("＄ＴＳＬＡ", "FULLWIDTH LATIN CAPITAL LETTER T"),
        ("＠ｎａｓａ", "FULLWIDTH LATIN SMALL LETTER N"),
        ("from：nasa", "FULLWIDTH COLON"),
        ("（風力 太陽）", "FULLWIDTH LEFT PARENTHESIS"),
        ("【風力】", "LEFT BLACK LENTICULAR BRACKET"),
        ("wind|sun", "VERTICAL LINE"),
        ("風力｜太陽", "FULLWIDTH VERTICAL LINE"),
        ("風力。太陽", "IDEOGRAPHIC FULL STOP"),
        ("猫　ＯＲ　犬", "'ＯＲ' is not needed"),
        ("cats NOT dogs", "'NOT' is not needed"),
        ("→", "RIGHTWARDS ARROW"),
    ],
)
def test_what_can_be_read_in_two_ways_is_named(track: str, named: str) -> None:
    with pytest.raises(TrackError) as error:
        compile_rules(track)
    assert named in str(error.value)


@pytest.mark.parametrize(
    ("track", "colon"),
    [
        ("wind：power", "FULLWIDTH COLON (U+FF1A)"),
        ("from﹕nasa", "SMALL COLON (U+FE55)"),
        ("16∶9", "RATIO (U+2236)"),
    ],
)
def test_a_colon_of_another_keyboard_is_named_with_what_to_do(track: str, colon: str) -> None:
    with pytest.raises(TrackError) as error:
        compile_rules(track)
    assert str(error.value).startswith(
        f"'{track}' holds {colon}, another keyboard's colon, which would be read as one of X's "
        "operators; leave a space in its place, or write the text itself as a phrase in quotation "
        "marks, or use X's own language under the key rules"
    )
    for followed in (track.translate({ord(c): " " for c in "：﹕∶"}), f'"{track}"'):
        assert len(compile_rules(followed)) == 1


@pytest.mark.parametrize(
    "word", ["モーニング娘。", "けいおん！", "Yahoo!", "¿qué?", "24/7", "100％"]
)
def test_other_punctuation_is_part_of_the_word(word: str) -> None:
    assert values(word) == [f'"{word}"']


@pytest.mark.parametrize("unseen", list("\u200b\ufeff\u200e\u200f\u2060\u2066\u202b\u00ad"))
def test_unseen_characters_are_dropped_around_words_and_named_inside(unseen: str) -> None:
    track = f"{unseen}wind{unseen},{unseen}#sun{unseen} -{unseen}sea{unseen}, “{unseen}a b{unseen}”"
    assert values(track) == ["wind", "(#sun -sea)", '"a b"']
    for inside in (f"wi{unseen}nd", f"#wi{unseen}nd", f'"wi{unseen}nd farm"'):
        with pytest.raises(TrackError) as error:
            compile_rules(inside)
        assert f"U+{ord(unseen):04X}" in str(error.value)


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u3000", " \u200b"])
@pytest.mark.parametrize("word", ["car", "#car", '"a car"', "“a car”", "\u200bcar"])
def test_a_soft_hyphen_where_a_minus_would_stand_is_named(space: str, word: str) -> None:
    for soft_hyphen in ("\u00ad", "\u00ad\u00ad", "\u00ad "):
        with pytest.raises(TrackError, match=r"SOFT HYPHEN \(U\+00AD\)"):
            compile_rules(f"jaguar{space}{soft_hyphen}{word}")


@pytest.mark.parametrize(
    ("track", "understood"),
    [
        ("jaguar\u00ad car\u00ad", ["(jaguar car)"]),
        ("jaguar,\u00adcar", ["jaguar", "car"]),
        ("jaguar\n\u00adcar", ["jaguar", "car"]),
        ("jaguar -\u00adcar", ["(jaguar -car)"]),
        ("jaguar \u200bcar", ["(jaguar car)"]),
    ],
)
def test_a_soft_hyphen_that_can_be_no_minus_is_dropped(track: str, understood: list[str]) -> None:
    assert values(track) == understood


@pytest.mark.parametrize("unseen", ["\u3164", "\u2800", "\x1c", "\x07", "\ue000", "wi\u200dnd"])
def test_what_looks_like_nothing_is_never_a_keyword(unseen: str) -> None:
    with pytest.raises(TrackError, match="can't be seen"):
        compile_rules(f"wind, {unseen}")
