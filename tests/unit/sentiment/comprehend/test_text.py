import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment.comprehend.text import MAX_BYTES, cut, text_to_analyse


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Good   news\n\n today ", "Good news today"),
        ("Good news https://t.co/Ab9xY", "Good news"),
        ("https://t.co/Ab9xY Good (http://example.org/a?b=c#d) news", "Good ( news"),
        ("風が強い https://t.co/Ab9xYすごい", "風が強い すごい"),
        ("cut off in the midst https://t.c…", "cut off in the midst"),
        ("Watch this @ann @bob @cy_3", "Watch this"),
        ("I love @nike", "I love @nike"),
        ("@ann I love it", "@ann I love it"),
        ("Fish & chips <3", "Fish & chips <3"),
        ("a\x00b\u200bc", "a b c"),
        ("#one #two", "#one #two"),
        ("mail me at a@b.org", "mail me at a@b.org"),
    ],
)
def test_what_cannot_change_the_answer_is_not_sent(text: str, sent: str) -> None:
    assert text_to_analyse(text, is_reply=False) == sent


def test_names_at_the_start_of_a_reply_are_not_sent() -> None:
    assert text_to_analyse("@ann @bob I disagree @cy", is_reply=True) == "I disagree @cy"


@pytest.mark.parametrize(
    "text", ["", " \n\t", "https://t.co/Ab9xY", "\x00\x1f", "@ann @bob", None, 7, ["x"], {"a": 1}]
)
def test_nothing_is_left_of_a_text_without_words(text: object) -> None:
    assert text_to_analyse(text, is_reply=False) == ""


def test_a_reply_of_one_name_has_no_text() -> None:
    assert text_to_analyse("@ann", is_reply=True) == ""


@given(st.text())
def test_trimming_twice_is_trimming_once(text: str) -> None:
    once = text_to_analyse(text.replace("&", "+"), is_reply=False)
    if "@" not in once and "://" not in once:
        assert text_to_analyse(once, is_reply=False) == once


@pytest.mark.parametrize("character", ["x", "é", "語", "😀"])
def test_25_000_characters_are_cut_at_5_000_bytes_between_two_characters(character: str) -> None:
    sent = text_to_analyse(character * 25_000, is_reply=False)
    assert set(sent) == {character}
    assert MAX_BYTES - len(character.encode()) < len(sent.encode()) <= MAX_BYTES


@given(st.text(), st.integers(min_value=0, max_value=40))
def test_a_cut_text_is_the_longest_start_that_fits(text: str, max_bytes: int) -> None:
    kept = cut(text, max_bytes)
    assert text.startswith(kept)
    assert len(kept.encode()) <= max_bytes
    if len(text.encode()) <= max_bytes:
        assert kept == text
    else:
        longer = text[: len(kept) + 1]
        assert len(longer.encode()) > max_bytes or longer.isspace() or longer[-1].isspace()


@given(st.text(alphabet="ab @#:/.htps&;\n\x00😀語", max_size=200), st.booleans())
def test_no_line_break_or_control_character_is_ever_sent(text: str, is_reply: bool) -> None:
    sent = text_to_analyse(text, is_reply=is_reply)
    assert sent == " ".join(sent.split())
    assert "\x00" not in sent


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("a" * 4_999 + "é", "a" * 4_999),
        ("a" * 4_998 + "é", "a" * 4_998 + "é"),
        ("a" * 4_998 + "語", "a" * 4_998),
        ("a" * 4_997 + "語", "a" * 4_997 + "語"),
        ("a" * 4_997 + "😀", "a" * 4_997),
        ("a" * 4_996 + "😀", "a" * 4_996 + "😀"),
        ("a" * 5_000, "a" * 5_000),
        ("a" * 5_001, "a" * 5_000),
        ("a" * 4_998 + " bcd", "a" * 4_998 + " b"),
        ("a" * 4_999 + " b", "a" * 4_999),
    ],
)
def test_5_000_bytes_are_sent_and_no_part_of_a_character(text: str, sent: str) -> None:
    assert MAX_BYTES == 5_000
    assert text_to_analyse(text, is_reply=False) == sent


@pytest.mark.parametrize("noise", ["https://t.co/Ab1 ", "  ", "\u200b"])
def test_the_bytes_that_are_sent_are_words_and_not_what_is_left_out_before_them(noise: str) -> None:
    assert text_to_analyse(noise * 5_000 + "good", is_reply=False) == "good"


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("@ann @bob hello @cy @di", "hello"),
        ("@ann @bob", ""),
        ("hello @ann, @bob", "hello @ann, @bob"),
        ("hello @ann! @bob @cy", "hello @ann!"),
        ("@ann", ""),
        ("@ann\nhello", "hello"),
        ("@あ hello", "@あ hello"),
        ("@ hello", "@ hello"),
        ("@ann @bob hello", "hello"),
    ],
)
def test_names_around_a_reply_only_call_people(text: str, sent: str) -> None:
    assert text_to_analyse(text, is_reply=True) == sent


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("&amp;lt; &lt; &gt; &amp; &copy; stay", "&amp;lt; &lt; &gt; &amp; &copy; stay"),
        ("http://t.co/Ab9, https://t.co/x", ","),
        ("see https://t.co/ and more", "see and more"),
        ("ftp://example.org/x stays", "ftp://example.org/x stays"),
        ("a\u00a0b", "a b"),
        ("a\x7fb\x9fc\ufeffd", "a b c d"),
        ("  around  ", "around"),
    ],
)
def test_links_escapes_and_odd_white_space(text: str, sent: str) -> None:
    assert text_to_analyse(text, is_reply=False) == sent
