"""The state table: plain values go in and come out, and a bad moment of DynamoDB is waited out."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from botocore.exceptions import ClientError

from collector.state.items import ItemChange
from collector.state.table import StateTable, StateUnavailableError
from sandbox.simulation.aws import Call, NoAnswer, Refused
from tests.unit.collector.interventions import (
    ANSWER_LOST,
    NEVER_SENT,
    THROTTLED,
    WRITES,
    always,
    at,
)
from tests.unit.collector.setting import Setting

VALUES: dict[str, Any] = {"words": "ä b", "number": 2**63 - 1, "yes": True, "no": False, "one": 1}


def test_an_item_comes_back_with_the_values_that_were_put(state: StateTable) -> None:
    state.put("kind", "id", VALUES)
    found = state.get("kind", "id")
    assert found == {"kind": "kind", "id": "id", **VALUES}
    assert {name: type(value) for name, value in found.items()} == {
        "kind": str,
        "id": str,
        **{name: type(value) for name, value in VALUES.items()},
    }


def test_an_item_that_is_not_there_is_none_and_a_deleted_one_too(state: StateTable) -> None:
    assert state.get("kind", "id") is None
    state.put("kind", "id", {})
    state.delete("kind", "other")
    assert state.get("kind", "id") == {"kind": "kind", "id": "id"}
    state.delete("kind", "id")
    assert state.get("kind", "id") is None


def test_putting_replaces_the_whole_item(state: StateTable) -> None:
    state.put("kind", "id", {"old": 1})
    state.put("kind", "id", {"new": 2})
    assert state.get("kind", "id") == {"kind": "kind", "id": "id", "new": 2}


def test_a_query_returns_all_of_a_kind_in_order_however_many_pages(setting: Setting) -> None:
    def two_a_page(params: dict[str, Any], **_: object) -> None:
        params["Limit"] = 2

    events, name = setting.dynamodb.meta.events, "provide-client-params.dynamodb.Query"
    events.register(name, two_a_page)
    state = setting.state()
    assert state.query("gap") == []
    for item_id in ("3", "1", "5", "2", "4"):
        state.put("gap", item_id, {"first": int(item_id)})
    state.put("lease", "9", {})
    found = state.query("gap")
    events.unregister(name, two_a_page)  # other tests get this client
    assert [item["first"] for item in found] == [1, 2, 3, 4, 5]


def test_reads_see_what_was_just_written(setting: Setting) -> None:
    state = setting.state()
    state.get("kind", "id")
    state.query("kind")
    assert [call.body["ConsistentRead"] for call in setting.aws.calls[-2:]] == [True, True]


def test_an_update_returns_the_whole_item(state: StateTable) -> None:
    state.put("kind", "id", {"old": 1, "gone": 2})
    updated = state.update("kind", "id", "SET #new = :new REMOVE #gone", {"new": "x"})
    assert updated == {"kind": "kind", "id": "id", "old": 1, "new": "x"}
    assert state.update("kind", "id", "REMOVE #old", {}) == {"kind": "kind", "id": "id", "new": "x"}


def test_an_update_whose_condition_does_not_hold_changes_nothing(state: StateTable) -> None:
    state.put("kind", "id", {"number": 1})
    values = {"number": 2, "least": 2}
    condition = "#number >= :least"
    set_it = "SET #number = :number"
    assert state.update("kind", "id", set_it, values, condition=condition) is None
    assert state.get("kind", "id") == {"kind": "kind", "id": "id", "number": 1}
    values["least"] = 1
    assert state.update("kind", "id", set_it, values, condition=condition) is not None


@pytest.mark.parametrize(
    "trouble",
    [THROTTLED, Refused("InternalServerError", 500), NEVER_SENT, ANSWER_LOST],
    ids=["throttled", "internal", "never sent", "answer lost"],
)
def test_a_bad_moment_is_waited_out(setting: Setting, trouble: Refused | NoAnswer) -> None:
    setting.aws.intervention = at(1, trouble, "PutItem")
    setting.state().put("kind", "id", {"number": 1})
    assert 0 < setting.clock.monotonic() <= 0.1
    assert setting.state().get("kind", "id") == {"kind": "kind", "id": "id", "number": 1}


@pytest.mark.parametrize(
    "operation", ["get", "put", "delete", "query", "update", "update_together"]
)
def test_a_table_that_stays_away_is_told_in_time_with_its_name(
    setting: Setting, operation: str
) -> None:
    setting.aws.intervention = always(THROTTLED)
    state = setting.state(patience=4.0)
    calls: dict[str, Callable[[], object]] = {
        "get": lambda: state.get("kind", "id"),
        "put": lambda: state.put("kind", "id", {}),
        "delete": lambda: state.delete("kind", "id"),
        "query": lambda: state.query("kind"),
        "update": lambda: state.update("kind", "id", "SET #a = :a", {"a": 1}),
        "update_together": lambda: state.update_together([_set(1)]),
    }
    before = len(setting.aws.calls)
    with pytest.raises(StateUnavailableError) as told:
        calls[operation]()
    words = str(told.value)
    assert words == (
        f"The state table {setting.table} did not answer: ProvisionedThroughputExceededException."
    )
    assert 1.5 < setting.clock.monotonic() < 4.0
    tries = len(setting.aws.calls) - before
    assert 5 <= tries <= 9, "waits double: a throttled table is not asked a hundred times"


def test_the_first_wait_is_short(setting: Setting) -> None:
    for seed in range(20):
        state = StateTable(
            setting.dynamodb, setting.table, clock=setting.clock, random=Random(seed), patience=9.0
        )
        setting.aws.intervention = at(1, THROTTLED, "PutItem")
        started = setting.clock.monotonic()
        state.put("kind", "id", {})
        assert setting.clock.monotonic() - started <= 0.1


def test_waits_differ_so_that_two_windows_do_not_ask_in_step(setting: Setting) -> None:
    asked: list[float] = []

    def refuse(_: Call) -> Refused:
        asked.append(setting.clock.monotonic())
        return THROTTLED

    def waits() -> list[float]:
        asked.clear()
        with pytest.raises(StateUnavailableError):
            state.get("kind", "id")
        return [round(later - earlier, 6) for earlier, later in pairwise(asked)]

    setting.aws.intervention = refuse
    state = setting.state()
    assert waits()[:3] != waits()[:3]


@pytest.mark.parametrize("operation", WRITES)
def test_what_no_waiting_cures_is_raised_at_once(setting: Setting, operation: str) -> None:
    setting.aws.intervention = always(Refused("AccessDeniedException"), operation)
    state = setting.state()
    calls: dict[str, Callable[[], object]] = {
        "PutItem": lambda: state.put("kind", "id", {}),
        "DeleteItem": lambda: state.delete("kind", "id"),
        "UpdateItem": lambda: state.update(
            "kind", "id", "SET #a = :a", {"a": 1}, condition="attribute_not_exists(#a)"
        ),
        "TransactWriteItems": lambda: state.update_together([_set(1)]),
    }
    with pytest.raises(ClientError, match="AccessDenied"):
        calls[operation]()
    assert setting.clock.monotonic() == 0


def _set(number: int, item_id: str = "id", condition: str | None = None) -> ItemChange:
    values = {"number": number} | ({"least": 5} if condition else {})
    return ItemChange("kind", item_id, "SET #number = :number", values, condition)


def test_changes_are_made_together(state: StateTable) -> None:
    assert state.update_together([_set(1), _set(2, "other")]) == []
    assert [item["number"] for item in state.query("kind")] == [1, 2]


def test_where_one_condition_does_not_hold_nothing_changes_and_the_item_is_told(
    state: StateTable,
) -> None:
    state.update_together([_set(1), _set(7, "other"), _set(3, "third")])
    at_least = "#number >= :least"
    refused = state.update_together(
        [_set(11, "id", at_least), _set(12, "other", at_least), _set(13, "third", at_least)]
    )
    assert [(item["id"], item["number"]) for item in refused] == [("id", 1), ("third", 3)]
    assert [item["number"] for item in state.query("kind")] == [1, 7, 3]


@pytest.mark.parametrize("trouble", [THROTTLED, NEVER_SENT, ANSWER_LOST], ids=str)
def test_changes_that_add_are_made_once_when_they_are_tried_again(
    setting: Setting, trouble: Refused | NoAnswer
) -> None:
    state = setting.state()
    add = ItemChange("kind", "id", "ADD #number :number", {"number": 5})
    setting.aws.intervention = at(1, trouble, "TransactWriteItems")
    assert state.update_together([add]) == []
    assert state.update_together([add]) == []
    assert state.get("kind", "id") == {"kind": "kind", "id": "id", "number": 10}


def test_no_call_is_begun_when_its_time_is_over(setting: Setting) -> None:
    """One that hangs takes seconds to fail, and the function has no more of them."""
    state = setting.edges().state(setting.clock.monotonic() + 7)
    setting.clock.sleep(6.9)
    state.put("kind", "id", {})
    setting.clock.sleep(0.1)
    asked = len(setting.aws.calls)
    with pytest.raises(StateUnavailableError, match="No time was left to ask the state table"):
        state.get("kind", "id")
    assert len(setting.aws.calls) == asked


def test_a_call_is_waited_for_no_longer_than_until_all_must_be_over(setting: Setting) -> None:
    ends_at = setting.clock.monotonic() + 1.0
    state = StateTable(
        setting.dynamodb,
        setting.table,
        clock=setting.clock,
        random=Random(1),
        patience=4.0,
        give_up_at=ends_at,
    )
    setting.aws.intervention = always(THROTTLED)
    with pytest.raises(StateUnavailableError):
        state.get("kind", "id")
    assert setting.clock.monotonic() < ends_at
