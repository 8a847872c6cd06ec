"""Reading ends with the budget, and nothing is lost that was wanted."""

from __future__ import annotations

import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from collector.state.table import StateTable
from shared.snowflake import first_id_at
from tests.unit.collector.helpers import message, new_id, post
from tests.unit.collector.x_server import StreamWriter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

from tests.unit.collector.window_setting import QUICK, Setting, busy, quiet


def test_reading_stops_when_the_budget_is_used_up_and_no_later_window_reads(
    setting: Setting,
) -> None:
    setting.x.on_stream = busy
    first = setting.run(max_posts_per_day=50)
    second = setting.run(owner="two", max_posts_per_day=50)

    assert first.outcome == second.outcome == "budget_used_up"
    assert len(setting.firehose.ids) == first.posts_read == second.posts_read_today == 50
    assert (first.share_of_day, first.estimated_spend_usd) == (1.0, 0.25)
    assert setting.x.connections == 1


def test_what_came_while_the_budget_was_used_up_is_not_searched_for(
    setting: Setting, state: StateTable
) -> None:
    now = time.time()
    paused_at = {"post_id": first_id_at(now - 60), "paused": True, "fence": 1}
    state.put("checkpoint", "stream", paused_at)
    unwanted = new_id(now - 30)
    setting.found = [post(unwanted)]
    setting.x.on_stream = quiet
    report = setting.run(timing=QUICK)

    assert str(unwanted) not in setting.firehose.ids
    assert report.gaps.open == 0


def test_a_budget_that_can_not_be_asked_for_stops_reading_and_loses_nothing(
    setting: Setting, dynamodb: DynamoDBClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    outage = threading.Event()

    def throttled(call: Any, **request: Any) -> Any:
        if outage.is_set() and request["Key"]["kind"] == {"S": "spend"}:
            error = {"Error": {"Code": "ThrottlingException"}}
            raise ClientError(error, "UpdateItem")  # type: ignore[arg-type]
        return call(**request)

    monkeypatch.setattr(dynamodb, "update_item", partial(throttled, dynamodb.update_item))
    sent: list[int] = []

    def stream(writer: StreamWriter) -> None:
        writer.accept()
        if not sent:
            outage.set()
            for _ in range(60):
                sent.append(new_id(time.time()))
                writer.post(message(sent[-1]))
            setting.found = [post(post_id) for post_id in sent]
            threading.Timer(0.4, outage.clear).start()
        writer.keep_alive_until_gone(0.05)

    setting.x.on_stream = stream
    report = setting.run(timing=QUICK)

    assert report.disconnect_reasons["state unavailable"] >= 1
    assert report.outcome == "deadline"
    assert sorted(setting.firehose.ids) == sorted(map(str, sent))
