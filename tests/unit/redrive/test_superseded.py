"""A version that the index refused for a newer one is done: not sent, not dead, but counted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.redrive import failures
from tests.unit.redrive.setting import DEAD, KEY, Setting, unfit, waiting

CONFLICT = "version_conflict_engine_exception"
# What an engine answers of a field; the post's words are in it.
QUOTED = {"type": "mapper_parsing_exception", "reason": f"failed to parse: '{CONFLICT} 409'"}


def told(code: str, message: object, number: int = 1) -> dict[str, Any]:
    text = message if isinstance(message, str) else json.dumps(message)
    return failures.index_failure(failures.post(number)) | {
        "errorCode": code,
        "errorMessage": text,
    }


def test_it_is_deleted_and_not_sent_again(setting: Setting) -> None:
    setting.put(KEY, failures.lines(*(failures.conflict(failures.post(n)) for n in range(3))))
    answer = setting.run()
    assert setting.calls == ["ListObjectsV2", "GetObject", "DeleteObject"]
    assert (setting.sent, setting.objects()) == ([], {})
    assert (answer["superseded"], answer["resent"], answer["dead"]) == (3, 0, 0)


def test_its_neighbours_are_sent_again_and_given_up_as_ever(setting: Setting) -> None:
    superseded = failures.lines(failures.conflict(failures.post(1)))
    setting.put(KEY, superseded + waiting(2) + failures.lines(unfit(3)) + superseded)
    answer = setting.run()
    assert [each["id"] for each in setting.sent] == ["2"]
    assert setting.unpacked() == {DEAD: failures.lines(unfit(3))}
    assert (answer["superseded"], answer["resent"], answer["dead"]) == (2, 1, 1)


def test_the_third_attempt_that_comes_too_late_is_not_dead(setting: Setting) -> None:
    setting.put(KEY, failures.lines(failures.conflict(failures.post(1, attempts=3))))
    assert setting.run()["superseded"] == 1
    assert setting.objects() == {}


def test_it_counts_once_and_only_when_its_object_is_gone(setting: Setting) -> None:
    setting.put(KEY, failures.lines(failures.conflict(failures.post(1))) + waiting(2))
    setting.refuse_posts(2)
    assert setting.run()["superseded"] == 0
    setting.faults.heal()
    assert setting.run()["superseded"] == 1


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("409", "version conflict"),
        ("409", ""),
        ("OS.409", ""),
        ("ES.VersionConflict", ""),
        (CONFLICT, ""),
        ("OS.Unheard", {"type": CONFLICT, "reason": "is higher than the one provided"}),
    ],
)
def test_it_is_known_by_the_code_or_by_the_kind_of_error(
    setting: Setting, code: str, message: object
) -> None:
    setting.put(KEY, failures.lines(told(code, message)))
    assert setting.run()["superseded"] == 1
    assert setting.sent == []


@pytest.mark.parametrize(
    "failure",
    [
        told("400", QUOTED),
        told("400", f"{QUOTED}"),
        told("400", "409"),
        told("400", ["409"]),
        told("400", "[" * 100_000),
        told("1409", ""),
        told("4090", ""),
        told("429", {"type": "es_rejected_execution_exception"}),
        failures.transform_failure(failures.post(1)) | {"errorCode": "409"},
    ],
    ids=str,
)
def test_what_failed_of_another_cause_is_sent_again_whatever_it_quotes(
    setting: Setting, failure: dict[str, Any]
) -> None:
    setting.put(KEY, failures.lines(failure))
    answer = setting.run()
    assert (answer["superseded"], answer["resent"]) == (0, 1)
