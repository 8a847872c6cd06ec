"""Laws of `track` over texts full of what other scripts and keyboards have."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from components.settings.track import CompiledTrack, TrackError, compile_track
from tests.keyword_texts import SEPARATORS, anything, keywords
from tests.unit.components.settings.compiled import compile_rules


def outcome(track: str) -> CompiledTrack | tuple[str, ...]:
    try:
        return compile_track(track)
    except TrackError as error:
        return error.complaints


@given(anything)
def test_any_text_is_compiled_or_refused_in_sentences(track: str) -> None:
    told = outcome(track)
    if isinstance(told, CompiledTrack):
        assert told.rules
    else:
        assert told
        assert all(len(sentence.split()) >= 4 for sentence in told)


@given(anything)
def test_composed_and_decomposed_texts_are_the_same_keywords(track: str) -> None:
    whole, parts = (outcome(unicodedata.normalize(form, track)) for form in ("NFC", "NFD"))
    assert whole == parts


@given(anything)
def test_what_was_understood_is_understood_the_same_again(track: str) -> None:
    told = outcome(track)
    if isinstance(told, CompiledTrack):
        assert compile_rules(",".join(rule.tag for rule in told.rules)) == told.rules


@given(st.lists(keywords, min_size=1, max_size=6), st.sampled_from(SEPARATORS))
def test_no_keyword_is_lost_without_a_word(given_keywords: list[str], separator: str) -> None:
    alone = [outcome(keyword) for keyword in given_keywords]
    together = outcome(separator.join(given_keywords))
    complaints = [said for one in alone if not isinstance(one, CompiledTrack) for said in one]
    if complaints:
        assert together == tuple(complaints)
        return
    assert isinstance(together, CompiledTrack)
    assert len(together.rules) + len(together.repeated) == len(given_keywords)
    kept = [rule.tag for rule in together.rules]
    for one in alone:
        assert isinstance(one, CompiledTrack)
        assert one.rules[0].tag in kept or one.rules[0].tag in dict(together.repeated)
    assert all(earlier in kept for _, earlier in together.repeated)
