"""Only what a record is itself puts it aside soon: no count of attempts that an outage cost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from redrive.decisions import LONGEST_PAUSE_SECONDS
from tests.laws.redrive.test_outage import DAY
from tests.unit.redrive import failures
from tests.unit.redrive.setting import DEAD, KEY, Setting


@pytest.mark.parametrize(
    "error",
    [
        {"errorCode": "400", "errorMessage": json.dumps({"type": "mapper_parsing_exception"})},
        {"errorCode": "400", "errorMessage": json.dumps({"type": "document_parsing_exception"})},
        {
            "errorCode": "400",
            "errorMessage": json.dumps({"type": "strict_dynamic_mapping_exception"}),
        },
        {"errorCode": "OS.MalformedData", "errorMessage": ""},
        {"errorCode": "ES.MalformedData", "errorMessage": ""},
    ],
    ids=str,
)
def test_what_the_index_can_not_take_is_tried_once_more_and_put_aside(
    setting: Setting, error: dict[str, Any]
) -> None:
    setting.put(KEY, failures.lines(failures.index_failure(failures.post(1)) | error))
    assert setting.run()["resent"] == 1
    again = failures.index_failure(setting.sent[0]) | error
    setting.put(KEY, failures.lines(again))
    assert setting.run()["dead"] == 1
    assert setting.unpacked() == {DEAD: failures.lines(again)}


@pytest.mark.parametrize("attempts", [1, 2, 25])
def test_attempts_that_an_outage_cost_are_none_of_a_documents_own(
    setting: Setting, attempts: int
) -> None:
    setting.clock.advance(DAY)
    setting.put(KEY, failures.lines(failures.unfit(failures.post(1, attempts=attempts))))
    assert setting.run()["resent"] == 1
    assert setting.sent[0] == failures.post(1, attempts=attempts + 1, refused=1)
    setting.put(KEY, failures.lines(failures.index_failure(setting.sent[0])))
    setting.clock.advance(DAY)
    assert setting.run()["resent"] == 1, "an outage again"
    setting.put(KEY, failures.lines(failures.unfit(setting.sent[1])))
    assert setting.run()["dead"] == 1


def test_what_the_transform_says_of_a_mapping_is_no_cause_of_the_record(setting: Setting) -> None:
    """Though the index refused it before; once more, and it would be put aside."""
    failure = failures.transform_failure(failures.post(1, attempts=5, refused=1)) | {
        "errorMessage": json.dumps({"type": "mapper_parsing_exception"})
    }
    setting.put(KEY, failures.lines(failure))
    setting.clock.advance(LONGEST_PAUSE_SECONDS)
    assert setting.run()["resent"] == 1
