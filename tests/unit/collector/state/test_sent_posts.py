"""A window's last posts are known to the next one, however many they were."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from collector.state.sent_posts import MOST_POSTS, load_sent_posts, save_sent_posts
from collector.state.table import StateTable
from tests.fake_clock import FakeClock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LARGEST_ID = 2**63 - 1


def state_table(dynamodb: DynamoDBClient, table: str) -> StateTable:
    return StateTable(dynamodb, table, clock=FakeClock(), random=Random(7), patience=4.0)


def test_before_the_first_window_nothing_is_known(dynamodb: DynamoDBClient, table: str) -> None:
    assert load_sent_posts(state_table(dynamodb, table)) == []


def test_what_is_saved_is_loaded_in_the_order_of_age(dynamodb: DynamoDBClient, table: str) -> None:
    state = state_table(dynamodb, table)
    save_sent_posts(state, [LARGEST_ID, 1, 20])
    assert load_sent_posts(state) == [1, 20, LARGEST_ID]


def test_more_posts_than_an_item_can_hold_leave_the_newest(
    dynamodb: DynamoDBClient, table: str
) -> None:
    state = state_table(dynamodb, table)
    save_sent_posts(state, range(LARGEST_ID - MOST_POSTS - 5, LARGEST_ID))
    assert load_sent_posts(state) == list(range(LARGEST_ID - MOST_POSTS, LARGEST_ID))


def test_a_window_that_sent_nothing_leaves_the_last_ones(
    dynamodb: DynamoDBClient, table: str
) -> None:
    state = state_table(dynamodb, table)
    save_sent_posts(state, [3])
    save_sent_posts(state, [])
    assert load_sent_posts(state) == [3]
