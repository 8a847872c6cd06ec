"""What goes to Firehose is one line of valid JSON in UTF-8, of bounded size, whatever X sends."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.posts.record import LONGEST_TEXT, record_of
from collector.posts.wire import encode
from collector.x.fields import POST_FIELDS
from shared.put_records import MAX_BYTES_A_RECORD
from tests.unit.collector.posts.records import record

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=20,
)
field_names = st.sampled_from(
    [*POST_FIELDS, "note_post", "referenced_posts", "edit_history_post_ids"]
)


@given(st.dictionaries(field_names, json_values), json_values, st.lists(st.text(), max_size=3))
def test_whatever_x_sends_becomes_a_valid_record_of_bounded_size(
    data: dict[str, Any], includes: object, matched: list[str]
) -> None:
    made = record_of(data, includes, matched=matched, source="stream", collected_at=1.7955e9)
    line = encode(made)
    back = json.loads(line.decode("utf-8"))
    assert len(line) <= MAX_BYTES_A_RECORD
    assert b"\n" not in line
    assert back.keys() == made.keys()
    assert back["id"].isdigit()
    assert back["revision"].isdigit()


def test_a_record_is_as_short_as_json_can_be_and_comes_back_the_same() -> None:
    made = record({"text": "grüße \U0001f600\n\r\u2028", "author_id": "12"})
    line = encode(made)
    assert json.loads(line) == made
    assert line == json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
    assert b"\n" not in line


def test_lone_surrogates_are_replaced_and_pairs_kept() -> None:
    line = encode(record({"text": "bad \ud800 good \U0001f600 \ud83d\ude00 NUL \x00 \udc00"}))
    assert json.loads(line)["text"] == "bad \ufffd good \U0001f600 \U0001f600 NUL \x00 \ufffd"


def test_a_monstrous_post_loses_its_lists_before_its_text() -> None:
    text = "\x01" * 100_000
    tags = [{"tag": "\x01" * 495 + str(number)} for number in range(2000)]
    urls = [{"url": "\x02" * 400 + str(number)} for number in range(2000)]
    mentions = [{"username": "\x03" * 499 + chr(number)} for number in range(200, 900)]
    entities = {"hashtags": tags, "urls": urls, "mentions": mentions, "cashtags": tags}
    made = record({"text": text, "entities": entities}, matched=["\x04" * 500] * 100)
    assert len(json.dumps(made)) > MAX_BYTES_A_RECORD
    line = encode(made)
    assert len(line) <= MAX_BYTES_A_RECORD
    lost = {"hashtags", "mentions", "cashtags", "urls", "matched"}
    assert json.loads(line) == {**made, **{name: [] for name in lost}}


@pytest.mark.parametrize(("over", "whole"), [(0, True), (1, False)])
def test_sizes_are_in_bytes_and_firehoses_limit_is_used_to_the_last(over: int, whole: bool) -> None:
    made = {"text": "ä" * LONGEST_TEXT, "matched": ["sun"], "padding": ""}
    made["padding"] = "x" * (MAX_BYTES_A_RECORD - len(encode(made)) + over)
    line = encode(made)
    assert len(line) <= MAX_BYTES_A_RECORD
    assert json.loads(line)["matched"] == (["sun"] if whole else [])


@pytest.mark.parametrize("character", ["x", "\x01", "\U0001f600"], ids=ascii)
def test_a_text_longer_than_any_is_cut_when_the_record_is_too_large(character: str) -> None:
    """Whatever its characters are: one of them may be six bytes long."""
    line = encode({"text": character * MAX_BYTES_A_RECORD, "revision": "7"})
    assert json.loads(line) == {"text": character * LONGEST_TEXT, "revision": "7"}
    assert len(line) <= MAX_BYTES_A_RECORD
