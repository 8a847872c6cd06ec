"""What a person typed is what Comprehend is asked and the index holds: unescaped exactly once."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.posts.wire import encode
from sentiment.comprehend.text import text_to_analyse
from tests.unit.collector.posts.records import record
from tests.unit.sentiment import events
from tests.unit.sentiment.service import Service

TYPED = [
    "write &lt;b&gt; for bold",
    "1 < 2 && 3 > 2",
    "&amp;lt; is how &lt; is written, and &amp;amp; how &amp; is",
    "&lt;3 &copy; &quot; &#60; &amp",
    "AT&T; &;lt; & lt;",
]
PIECES = st.sampled_from(["&", "<", ">", "amp;", "lt;", "gt;", "&amp;", "&lt;", "#60;", " ", "sun"])
LONG = ["text", "note_tweet"]


def as_x_sends_it(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def sent(typed: str, field: str = "text") -> dict[str, Any]:
    text = as_x_sends_it(typed)
    data = {"text": text} if field == "text" else {"text": "…", field: {"text": text}}
    return {"data": base64.b64encode(encode(record({"lang": "en", **data}))).decode()}


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("field", LONG)
def test_comprehend_is_asked_and_the_index_told_what_was_typed(typed: str, field: str) -> None:
    service = Service()
    (result,), _ = service.transform([{"recordId": "0", **sent(typed, field)}])
    assert service.asked == [("en", typed)]
    assert events.document(result)["text"] == typed


@pytest.mark.parametrize("typed", TYPED)
def test_a_document_that_comes_back_from_the_failures_is_not_unescaped_again(typed: str) -> None:
    """Redrive sends what failed as it was: analysed already, or as the collector made it."""
    service = Service()
    (first,), _ = service.transform([{"recordId": "0", **sent(typed)}])
    (again,), _ = service.transform([{"recordId": "0", "data": first["data"]}])
    assert events.document(again)["text"] == typed


@given(st.lists(PIECES, max_size=12).map("".join))
def test_whatever_is_typed_is_unescaped_exactly_once(typed: str) -> None:
    """Law."""
    made = record({"text": as_x_sends_it(typed)})
    assert made["text"] == typed
    assert text_to_analyse(made["text"], is_reply=False) == " ".join(typed.split())
