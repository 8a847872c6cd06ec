"""A document never goes back to an older version of its post, on every engine."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
import requests

from bootstrap.contents.pipeline import install_pipeline
from bootstrap.domain import Domain
from shared.snowflake import first_id_at
from tests.contract.engine.conftest import definition
from tests.contract.engine.index import Index
from tests.contract.engine.posts import document

JsonObject = dict[str, Any]

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
TWO_MINUTES = timedelta(minutes=2)


def version(post: JsonObject, number: int, created: datetime = NOON) -> JsonObject:
    """Return a version of a post: 0 is the first one, each later one an edit."""
    if number == 0:
        return post
    edited = created + number * TWO_MINUTES
    return {
        **post,
        "revision": str(first_id_at(edited.timestamp())),
        "created_at": edited.isoformat(),
        "text": f"edit {number}",
    }


def of_revision(revision: int, text: str) -> JsonObject:
    return {**document(NOON), "revision": str(revision), "text": text}


@pytest.mark.parametrize("together", [True, False], ids=["in one request", "one by one"])
def test_in_whatever_order_versions_arrive_the_newest_stays(index: Index, together: bool) -> None:
    orders = [*permutations(range(3)), *permutations((0, 2)), *permutations((0, 0, 1, 1))]
    posts = [document(NOON, number) for number in range(len(orders))]
    deliveries = [
        [version(post, number) for number in order]
        for post, order in zip(posts, orders, strict=True)
    ]
    if together:
        index.deliver([each for delivery in deliveries for each in delivery])
    else:
        for place in range(4):
            index.deliver([each[place] for each in deliveries if place < len(each)])
    kept = index.documents(len(posts))
    for post, order in zip(posts, orders, strict=True):
        newest = version(post, max(order))
        assert (kept[post["id"]]["text"], kept[post["id"]]["revision"]) == (
            newest["text"],
            newest["revision"],
        ), order


def test_the_refused_older_version_is_told_as_a_conflict_and_its_neighbours_are_kept(
    index: Index,
) -> None:
    post = document(NOON)
    index.deliver([version(post, 1)])
    before, older, after = index.deliver([document(NOON, 1), post, document(NOON, 2)])
    assert (before["status"], older["status"], after["status"]) == (201, 409, 201)
    assert older["error"]["type"] == "version_conflict_engine_exception"
    assert "is higher" in older["error"]["reason"]


def test_the_same_version_delivered_again_takes_its_own_place(index: Index) -> None:
    edited = version(document(NOON), 1)
    skipped = {**edited, "sentiment_skipped": "no_text"}
    statuses = [index.deliver([each])[0]["status"] for each in (skipped, edited, skipped)]
    assert statuses == [201, 200, 200]
    [kept] = index.documents(1).values()
    assert kept["sentiment_skipped"] == "no_text"


@pytest.mark.parametrize("newer", [1, 2**31, 2**32, 2**53, 2**53 + 1, 2**62 + 1, 2**63 - 1])
def test_versions_are_told_apart_to_the_last_digit(index: Index, newer: int) -> None:
    older = of_revision(newer - 1, "older")
    statuses = [
        index.deliver([each])[0]["status"] for each in (older, of_revision(newer, "newer"), older)
    ]
    assert statuses == [201, 200, 409]
    [kept] = index.documents(1).values()
    assert kept["text"] == "newer"


@pytest.mark.parametrize("revision", ["no number", "", None, str(2**63)])
def test_a_document_of_no_version_is_refused(index: Index, revision: str | None) -> None:
    """The transform makes none; it could take the place of any other."""
    index.deliver([document(NOON)])
    (answer,) = index.deliver([{**document(NOON), "revision": revision, "text": "of no version"}])
    assert answer["status"] == 400
    [kept] = index.documents(1).values()
    assert kept["text"] == "made-up post 0"


def test_versions_on_both_sides_of_a_week_are_one_document(index: Index) -> None:
    sunday = datetime(2026, 11, 22, 23, 59, tzinfo=UTC)
    post = document(sunday)
    index.deliver([version(post, 1, sunday)])
    assert index.deliver([post])[0]["status"] == 409
    [kept] = index.documents(1).values()
    assert (kept["text"], kept["_index"]) == ("edit 1", "tweets-2026-w47")


def test_any_version_replaces_a_document_from_before_there_were_versions(
    index: Index, domain: Domain
) -> None:
    wanted = definition("ingest-pipeline")
    before = deepcopy(wanted)
    before["processors"] = [step for step in wanted["processors"] if "_version" not in str(step)]
    assert len(wanted["processors"]) - len(before["processors"]) == 2
    install_pipeline(domain, before)
    post = document(NOON)
    for _ in range(3):
        assert index.deliver([post])[0]["status"] in (200, 201)
    assert install_pipeline(domain, wanted) == "updated"
    statuses = [index.deliver([each])[0]["status"] for each in (post, version(post, 1), post)]
    assert statuses == [200, 200, 409]
    [kept] = index.documents(1).values()
    assert kept["text"] == "edit 1"


def test_a_post_can_be_deleted_and_a_later_version_comes_back(index: Index) -> None:
    post = document(NOON)
    index.deliver([post])
    url = f"{index.url}/tweets-2026-w48/_doc/{post['id']}"
    requests.delete(url, timeout=30).raise_for_status()
    assert index.documents(0) == {}
    assert index.deliver([version(post, 1)])[0]["status"] == 201
