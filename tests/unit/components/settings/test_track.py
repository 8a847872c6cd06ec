"""`track`, compiled to rules that X takes and that mean what the person wrote."""

from __future__ import annotations

import re
from string import ascii_lowercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.settings.track import MAX_RULE_LENGTH, Rule, TrackError, rule_length
from tests.unit.components.settings.compiled import compile_rules

WORDS = st.text(ascii_lowercase, min_size=1, max_size=12).filter(lambda w: w not in ("and", "or"))
TERMS = st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=8)


def values(track: str, **options: object) -> list[str]:
    return [rule.value for rule in compile_rules(track, include_reposts=True, **options)]  # type: ignore[arg-type]


def tags(track: str) -> list[str]:
    return [rule.tag for rule in compile_rules(track)]


def test_a_comma_is_or_and_a_space_is_and() -> None:
    assert values("#USElection2020, climate change") == ["#USElection2020", "(climate change)"]


def test_each_document_can_say_which_keyword_matched_in_the_persons_own_words() -> None:
    assert tags(' Climate   change ,"Wind  farm" turbine,#NASA') == [
        "Climate change",
        '"Wind  farm" turbine',
        "#NASA",
    ]


def test_phrases_are_kept_whole_with_the_commas_in_them() -> None:
    assert values('"hello, world", "climate change" policy') == [
        '"hello, world"',
        '("climate change" policy)',
    ]


def test_typographic_quotation_marks_are_as_good() -> None:
    assert values("\u201cclimate change\u201d") == ['"climate change"']


def test_reposts_are_left_out_unless_they_are_wanted() -> None:
    assert compile_rules("wind")[0].value == "wind -is:retweet"
    assert compile_rules("wind", include_reposts=True)[0].value == "wind"


@pytest.mark.parametrize(
    ("languages", "value"),
    [
        ([], "(wind farm) -is:retweet"),
        (["en"], "(wind farm) -is:retweet lang:en"),
        (["en", "de"], "(wind farm) -is:retweet (lang:en OR lang:de)"),
    ],
)
def test_languages_narrow_every_rule(languages: list[str], value: str) -> None:
    assert compile_rules("wind farm", languages=languages)[0].value == value


def test_expert_rules_are_taken_as_they_are() -> None:
    expert = Rule(tag="mine", value="(turbine OR wind) has:links")
    rules = compile_rules("sun", expert_rules=[expert], languages=["en"])
    assert rules == (Rule(tag="sun", value="sun -is:retweet lang:en"), expert)


@pytest.mark.parametrize("track", ["wind,WIND", "wind, , wind,", "wind farm, Wind  Farm"])
def test_the_same_keyword_twice_is_one_rule(track: str) -> None:
    assert len(compile_rules(track)) == 1


def test_an_expert_rule_that_track_has_already_is_one_rule() -> None:
    expert = Rule(tag="again", value="wind -is:retweet")
    assert tags("wind") == [r.tag for r in compile_rules("wind", expert_rules=[expert])]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("coca-cola", '"coca-cola"'),
        ("AT&T", '"AT&T"'),
        ("O'Reilly", '"O\'Reilly"'),
        ("3.14", '"3.14"'),
        ("\N{WHITE SMILING FACE}", '"\N{WHITE SMILING FACE}"'),
        ("\U0001f44d\U0001f3fd", '"\U0001f44d\U0001f3fd"'),
        ("and", '"and"'),
        ("Or", '"Or"'),
        ("\u00e9t\u00e9", "\u00e9t\u00e9"),
        ("\u6c17\u5019\u5909\u52d5", "\u6c17\u5019\u5909\u52d5"),
        ("\u0928\u092e\u0938\u094d\u0924\u0947", "\u0928\u092e\u0938\u094d\u0924\u0947"),
        ("@POTUS", "@POTUS"),
        ("$TSLA", "$TSLA"),
        ("#\u6c17\u5019", "#\u6c17\u5019"),
    ],
)
def test_a_word_is_written_so_that_x_takes_it_literally(word: str, value: str) -> None:
    assert values(word) == [value]


def test_words_can_be_excluded_beside_wanted_ones() -> None:
    assert values('jaguar -car -"football team"') == ['(jaguar -car -"football team")']


@pytest.mark.parametrize(
    ("track", "complaint"),
    [
        ("wind, -farm", "'-farm' only says what is not wanted"),
        ('wind, "farm', "the quotation mark in '\"farm' is never closed"),
        ("cats OR dogs", "'OR' is not needed: a comma means OR"),
        ("cats AND dogs", "'AND' is not needed"),
        ("from:nasa", "'from:nasa' would be read as one of X's operators"),
        ("(wind", "'(wind' would be read as one of X's operators"),
        ("#", "'#' holds no letter"),
        ("#2020", "a hashtag is # and letters"),
        ("#wind-farm", "a hashtag is # and letters"),
        ("@someone_with_a_long_name", "a user is @ and up to 20"),
        ("$100", "a cashtag is $"),
        ('""', "must enclose a whole phrase"),
        ('"..."', "holds no letter, digit or emoji"),
        ('wind"farm"', "must enclose a whole phrase"),
        ("wind\\farm", "holds a backslash"),
        ("wi\u200bnd", "holds a character that can't be seen"),
        ("wind\x00", "holds a character that can't be seen"),
        ("...", "holds no letter"),
    ],
)
def test_what_x_would_refuse_is_refused_with_the_keyword_named(track: str, complaint: str) -> None:
    with pytest.raises(TrackError, match=re.escape(complaint)):
        compile_rules(track)


@pytest.mark.parametrize(
    ("track", "complaint"),
    [
        ("R&amp;D, wind", "'&amp;' is how HTML writes '&'; type the character itself"),
        ("&quot;heat pump&quot;", "'&quot;' is how HTML writes '\"'; type the character itself"),
        ('"don&#39;t"', "'&#39;' is how HTML writes \"'\"; type the character itself"),
        ("caf&#XE9;", "'&#XE9;' is how HTML writes 'é'; type the character itself"),
        ("caf&eacute;, wind", "'&eacute;' is how HTML writes 'é'; type the character itself"),
        ("Fran&ccedil;ais", "'&ccedil;' is how HTML writes 'ç'; type the character itself"),
        ("wind &hearts; sun", "'&hearts;' is how HTML writes '♥'; type the character itself"),
    ],
)
def test_what_was_copied_from_html_is_told_for_its_semicolon_would_end_a_keyword(
    track: str, complaint: str
) -> None:
    with pytest.raises(TrackError) as error:
        values(track)
    assert error.value.complaints[0] == complaint


def test_what_only_looks_like_html_is_followed() -> None:
    assert values("R&D; wind") == ['"R&D"', "wind"]
    assert values("Q&A; B&B; &c; sun") == ['"Q&A"', '"B&B"', '"&c"', "sun"]
    assert values('"AT&T; Verizon", sun') == ['"AT&T; Verizon"', "sun"]


@pytest.mark.parametrize("track", ["", " ", ",", " , ,"])
def test_a_track_without_a_keyword_is_refused(track: str) -> None:
    with pytest.raises(TrackError, match="no keyword"):
        compile_rules(track)


def test_a_rule_may_be_as_long_as_x_takes_and_no_longer() -> None:
    room = MAX_RULE_LENGTH - len(" -is:retweet")
    assert rule_length(compile_rules("w" * room)[0].value) == MAX_RULE_LENGTH
    with pytest.raises(TrackError, match="has 1025 characters; X takes 1024"):
        compile_rules("w" * (room + 1))


@pytest.mark.parametrize(
    ("first", "last"), [("\x00", "\u10ff"), ("\u2000", "\u200d"), ("\u2010", "\u201f")]
)
def test_letters_and_signs_up_to_the_end_of_these_blocks_count_once(first: str, last: str) -> None:
    assert (rule_length(first), rule_length(last)) == (1, 1)
    assert rule_length(chr(ord(last) + 1)) == 2


def test_an_emoji_counts_twice() -> None:
    assert rule_length("\U0001f44d") == 2


@settings(deadline=None, max_examples=30)
@given(TERMS)
def test_every_term_becomes_one_rule_with_all_its_words(terms: list[list[str]]) -> None:
    track = ", ".join(" ".join(words) for words in terms)
    compiled = [re.sub(r"[()]", "", value).split() for value in values(track)]
    distinct = list(dict.fromkeys(" ".join(words) for words in terms))
    assert [" ".join(words) for words in compiled] == distinct


@settings(deadline=None, max_examples=30)
@given(TERMS, st.lists(st.sampled_from(["en", "de", "ja"]), unique=True), st.booleans())
def test_groups_are_always_in_parentheses(
    terms: list[list[str]], languages: list[str], include_reposts: bool
) -> None:
    track = ",".join(" ".join(words) for words in terms)
    for rule in compile_rules(track, languages=languages, include_reposts=include_reposts):
        bare = re.sub(r"\([^()]*\)", "group", rule.value)
        assert " OR " not in bare
        assert rule.value.count("(") == rule.value.count(")")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_compiled_or_refused_in_words(track: str) -> None:
    try:
        rules = compile_rules(track)
    except TrackError:
        return
    for rule in rules:
        assert rule.value.endswith(" -is:retweet")
        assert rule.value.count('"') % 2 == 0
        assert not [c for c in rule.value if c in "\\\x00"]
        assert rule.tag.strip() == rule.tag != ""


@settings(deadline=None)
@given(st.text(max_size=60))
def test_compiling_is_stable_when_its_tags_are_tracked_again(track: str) -> None:
    try:
        rules = compile_rules(track)
    except TrackError:
        return
    assert compile_rules(",".join(rule.tag for rule in rules)) == rules
