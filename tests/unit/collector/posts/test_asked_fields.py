"""What X is asked for is what a record is made of: nothing is missing, nothing is asked in vain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from collector.x.fields import request_parameters
from sandbox.posts.post import Author, Post
from sandbox.posts.shape import post_data, user_data
from tests.unit.collector.posts.records import ID, record

ASKED = request_parameters(expand_authors=True)
AUTHOR = Author("ines", "Ines Q.", 212, verified=True)
FIRST = "2124880276750409700"


def post(text: str, **changes: Any) -> Post:
    told: dict[str, Any] = {
        "id": ID,
        "versions": (FIRST, ID),
        "created_at_ms": 1_795_000_000_000,  # not when the id was made
        "lang": "en",
        "author": AUTHOR,
        "conversation_id": "7",
        "possibly_sensitive": True,
        **changes,
    }
    return Post(text=text, **told)


def answer(**changes: Any) -> dict[str, Any]:
    return post_data(post("@joe #sun", reply_to=Author("joe"), **changes))


WHOLE = (
    answer(references=(("replied_to", "7"),)),
    answer(),  # the post that it answers is gone
    post_data(post("sun " * 100, references=(("quoted", "8"),))),
)
USER = user_data(AUTHOR)


def made(data: Mapping[str, Any], user: Mapping[str, Any] = USER) -> Any:
    return record(dict(data), {"users": [user]})


def only(names: list[str], given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if name in names else None for name, value in given.items()}


def without(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    return {**given, name: None}


@pytest.mark.parametrize("data", WHOLE, ids=["answer", "orphan", "long"])
def test_with_what_is_asked_for_a_record_is_complete(data: dict[str, Any]) -> None:
    assert made(only(ASKED["tweet_fields"], data), only(ASKED["user_fields"], USER)) == made(data)


@pytest.mark.parametrize("name", ASKED["tweet_fields"])
def test_no_field_of_a_post_is_asked_for_in_vain(name: str) -> None:
    assert [made(without(name, data)) for data in WHOLE] != [made(data) for data in WHOLE]


@pytest.mark.parametrize("name", ASKED["user_fields"])
def test_no_field_of_an_author_is_asked_for_in_vain(name: str) -> None:
    assert made(WHOLE[0], without(name, USER)) != made(WHOLE[0])
