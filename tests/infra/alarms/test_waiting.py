"""Posts that fail again and again are told as waiting, also by runs that send them once more."""

from __future__ import annotations

from itertools import count

from sandbox.simulation.aws import Call, Refused
from tests.infra.answers import name_of
from tests.infra.deployed_stack.stack import REDRIVE, Stack
from tests.unit.redrive import failures


def test_one_post_that_waits_for_two_days_rings_once(stack: Stack) -> None:
    stack.comprehend.order({"comprehend.internal": 1.0})
    stack.run(REDRIVE)
    stack.put(1)
    stack.wait(hours=48)
    rang = [each.state for each in stack.watch.changes if each.alarm == "records-waiting"]
    assert rang.count("ALARM") == 1


def test_posts_of_one_language_that_fail_for_a_night_beside_others_are_told(stack: Stack) -> None:
    def refuse_german(call: Call) -> Refused | None:
        is_german = call.service == "comprehend" and call.body["LanguageCode"] == "de"
        return Refused("InternalServerException", 500) if is_german else None

    numbers = count(10**6)

    def put_german() -> None:
        now = failures.iso(stack.clock.now())
        record = failures.post(next(numbers), lang="de", created_at=now)
        stack.setting.firehose.put_record_batch(
            DeliveryStreamName=name_of("FirehoseDeliveryStream", "tweets-delivery"),
            Records=[{"Data": failures.encoded(record)}],
        )

    stack.setting.aws.intervention = refuse_german
    stack.run(REDRIVE)
    stack.put_every(60.0)
    stack.repeat("german", 150.0, put_german)
    stack.wait(hours=8.5)
    assert "records-waiting" in stack.rings()
