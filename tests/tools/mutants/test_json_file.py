"""The changes of a JSON file."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from mutants.changes.json_file import mutations

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def parsed(document: object) -> dict[str, object]:
    """Each change in words, and the document that it gives."""
    content = json.dumps(document, indent=2).encode()
    return {
        one.edit.change: json.loads(one.edit.applied_to(content))
        for one in mutations("dashboards/a.json", content)
    }


def test_values_are_changed_and_keys_left_out() -> None:
    assert parsed({"a": 1, "b": [True, "x"]}) == {
        "1 to 2": {"a": 2, "b": [True, "x"]},
        'without "a": 1': {"b": [True, "x"]},
        "true to false": {"a": 1, "b": [False, "x"]},
        "without true": {"a": 1, "b": ["x"]},
        '"x" with XX at its end': {"a": 1, "b": [True, "xXX"]},
        'without "x"': {"a": 1, "b": [True]},
        'without "b": [ true, "x" ]': {"a": 1},
    }


def test_what_people_read_stays() -> None:
    document = {"description": "Posts", "title": "Net sentiment", "markdown": "What you see here"}
    assert not [change for change in parsed(document) if "XX" in change]
    assert '"tweets" with XX at its end' in parsed({"title": "tweets"})


def test_a_change_tells_its_line_and_its_path() -> None:
    content = json.dumps({"é": {"b": [0, 7]}}, indent=2, ensure_ascii=False).encode()
    (seven,) = [one for one in mutations("a.json", content) if one.edit.change == "7 to 8"]
    assert (seven.line, seven.scope, seven.source) == (5, "é.b.1", "7")
    assert json.loads(seven.edit.applied_to(content)) == {"é": {"b": [0, 8]}}


@settings(max_examples=50)
@given(JSON, st.booleans())
def test_every_change_gives_another_document(document: object, ascii_only: bool) -> None:
    content = json.dumps(document, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    for one in mutations("a.json", content):
        assert json.loads(one.edit.applied_to(content)) != document
