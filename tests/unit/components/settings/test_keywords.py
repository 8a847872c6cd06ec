"""Single words at the borders of what X takes, and what is said of those beyond."""

from __future__ import annotations

import pytest

from components.settings.track import TrackError
from tests.unit.components.settings.compiled import compile_rules
from tests.unit.components.settings.test_track import values

HASHTAG = "a hashtag is # and letters, digits or _, with at least one letter"
USER = "a user is @ and up to 20 letters (a to z), digits or _"
CASHTAG = "a cashtag is $ and up to 6 letters (a to z), perhaps with . or _ and 1 or 2 more"
ENCLOSE = "must enclose a whole phrase, with a space or comma before and after it"
OPERATOR = (
    "would be read as one of X's operators; to follow the text itself write it as a phrase in "
    "quotation marks, to use X's own language use the key rules"
)


@pytest.mark.parametrize(
    ("word", "complaint"),
    [
        ("#2020", f"'#2020' can't be followed: {HASHTAG}"),
        ("@ab-c", f"'@ab-c' can't be followed: {USER}"),
        ("$TOOLONG", f"'$TOOLONG' can't be followed: {CASHTAG}"),
        ("-$1", f"'-$1' can't be followed: {CASHTAG}"),
        ('"', "the quotation mark in '\"' is never closed"),
        ('wind"farm"', f"the quotation marks in 'wind\"farm\"' {ENCLOSE}"),
        ('""', f"the quotation marks in '\"\"' {ENCLOSE}"),
        ('"..."', "the phrase '\"...\"' holds no letter, digit or emoji"),
        ("OR", "'OR' is not needed: a comma means OR, a space means AND and a minus before a word "
         'means NOT; to follow the word itself write "or" with its quotation marks'),
        ("a(b", f"'a(b' {OPERATOR}"),
        ("a)b", f"'a)b' {OPERATOR}"),
        ("from:x", f"'from:x' {OPERATOR}"),
        ("--", "'--' holds no letter, digit or emoji"),
        ("-", "'-' holds no letter, digit or emoji"),
        ("a\\b", "'a\\\\b' holds a backslash, which X does not take; leave it out"),
        ("a\u200bb", "'a\\u200bb' holds a character that can't be seen: ZERO WIDTH SPACE (U+200B); "
         "type it again"),
    ],
)  # fmt: skip
def test_a_refused_word_is_told_with_its_whole_keyword_and_the_cure(
    word: str, complaint: str
) -> None:
    with pytest.raises(TrackError) as error:
        compile_rules(f"sun {word}")
    assert str(error.value) == f"{complaint} (in the keyword {f'sun {word}'!r})"


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("-a", "-a"),
        ("-coca-cola", '-"coca-cola"'),
        ("#a1_", "#a1_"),
        ("#\u00e9", "#\u00e9"),
        ("@A_9", "@A_9"),
        ("@" + "a" * 20, "@" + "a" * 20),
        ("$ABCDEF", "$ABCDEF"),
        ("$BRK.B", "$BRK.B"),
        ("$BRK_AB", "$BRK_AB"),
        ("a_b", "a_b"),
        ("9", "9"),
        ('"a"', '"a"'),
        ('"  two   words "', '"two words"'),
        ("\u2764\ufe0f", '"\u2764\ufe0f"'),  # an emoji with its variant
        ("\U0001f469\u200d\U0001f680", '"\U0001f469\u200d\U0001f680"'),
        ("aND", '"aND"'),
        ("android", "android"),
    ],
)
def test_a_word_at_the_border_of_its_shape_is_taken(word: str, value: str) -> None:
    assert values(f"sun {word}") == [f"(sun {value})"]


@pytest.mark.parametrize("word", ["@" + "a" * 21, "$ABCDEFG", "$BRK.BCD", "@a.b", "#a.b", "$A.1"])
def test_a_word_beyond_the_border_of_its_shape_is_refused(word: str) -> None:
    with pytest.raises(TrackError, match="can't be followed"):
        compile_rules(word)


@pytest.mark.parametrize(
    ("track", "complaint"),
    [
        ("-a -b", "'-a -b' only says what is not wanted; X needs a wanted word as well"),
        (", ,", "no keyword is left in it"),
        (
            "w" * 1030,
            f"the rule of '{'w' * 60}…' has 1042 characters; X takes 1024",
        ),
    ],
)
def test_a_refused_keyword_is_told_to_its_last_word(track: str, complaint: str) -> None:
    with pytest.raises(TrackError) as error:
        compile_rules(track)
    assert str(error.value) == complaint


def test_all_four_kinds_of_double_quotation_marks_are_one() -> None:
    assert values("\u201ea b\u201c, \u201fc d\u201d") == ['"a b"', '"c d"']
