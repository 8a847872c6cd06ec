"""What failed comes back through the delivery stream, and goes only when it is safe."""

from __future__ import annotations

import gzip
from typing import IO

import pytest

from redrive import bucket, one_object
from sandbox.simulation.aws import Call, NoAnswer, Refused
from tests.unit.redrive import failures
from tests.unit.redrive.setting import DEAD, KEY, Setting, unfit, waiting


def test_what_failed_is_sent_again_and_then_deleted(setting: Setting) -> None:
    setting.put(
        KEY,
        failures.lines(
            failures.transform_failure(failures.post(1)),
            failures.index_failure(failures.post(2, sentiment="NEUTRAL", attempts=1)),
        ),
    )
    setting.clock.advance(1800)
    assert setting.run() == {
        "objects": 1,
        "resent": 2,
        "superseded": 0,
        "dead": 0,
        "unreadable": 0,
        "postponed": 0,
        "left": 0,
    }
    assert setting.sent == [
        failures.post(1, attempts=1),
        failures.post(2, sentiment="NEUTRAL", attempts=2),
    ]
    assert setting.objects() == {}


def test_an_empty_bucket_is_nothing_to_do(setting: Setting) -> None:
    assert set(setting.run().values()) == {0}
    assert setting.calls == ["ListObjectsV2"]


def test_all_objects_are_found_over_many_pages(setting: Setting) -> None:
    for number in range(9):
        body = waiting(number)
        setting.put(f"failed/x/{number}", gzip.compress(body) if number % 2 else body)
    setting.put("dead/x", b"not ours to send")
    setting.put("other", b"not ours to send")
    setting.function.s3.meta.events.register(
        "before-parameter-build.s3.ListObjectsV2", lambda params, **_: params.update(MaxKeys=2)
    )
    assert setting.run()["objects"] == 9
    assert [each["id"] for each in setting.sent] == [str(number) for number in range(9)]
    assert setting.calls.count("ListObjectsV2") == 5
    assert set(setting.objects()) == {"dead/x", "other"}


def test_an_object_goes_only_after_all_of_it_is_safe(setting: Setting) -> None:
    setting.put(KEY, failures.lines(unfit(1)) + waiting(*range(2, 503)))
    assert setting.run()["resent"] == 501
    assert setting.calls[-1] == "DeleteObject"
    assert sorted(setting.calls) == sorted(
        ["ListObjectsV2", "GetObject", "PutObject", *["PutRecordBatch"] * 2, "DeleteObject"]
    )


def test_what_is_not_acknowledged_is_left_for_the_next_run(setting: Setting) -> None:
    setting.put(KEY, waiting(1, 2))
    setting.refuse_posts(2)
    answer = setting.run()
    assert setting.unpacked() == {KEY: waiting(2)}
    assert (answer["resent"], answer["left"]) == (1, 1)
    setting.faults.heal()
    setting.run()
    assert setting.objects() == {}
    assert [each["id"] for each in setting.sent] == ["1", "2"]
    assert all(each["attempts"] == 1 for each in setting.sent)


@pytest.mark.parametrize(
    ("refused", "resent", "kept"), [(0, 499, (0, 500)), (250, 499, (250, 500)), (500, 500, (500,))]
)
def test_a_record_that_is_refused_and_what_comes_after_its_call_is_left_and_nothing_else(
    setting: Setting, refused: int, resent: int, kept: tuple[int, ...]
) -> None:
    """What Firehose took would be sent again every hour, and never rest."""
    setting.put(KEY, waiting(*range(501)))
    setting.refuse_posts(refused)
    answer = setting.run()
    assert (answer["resent"], answer["left"]) == (resent, 1)
    assert setting.unpacked() == {KEY: waiting(*kept)}


def test_beside_a_refused_record_stays_what_was_given_up_or_superseded(setting: Setting) -> None:
    old = failures.lines(failures.conflict(failures.post(3)))
    body = failures.lines(unfit(1)) + old + waiting(2, 4)
    setting.put(KEY, body)
    setting.refuse_posts(2)
    answer = setting.run()
    assert setting.unpacked() == {KEY: failures.lines(unfit(1)) + old + waiting(2)}
    assert (answer["dead"], answer["superseded"], answer["left"]) == (0, 0, 1)
    setting.faults.heal()
    answer = setting.run()
    assert setting.unpacked() == {DEAD: failures.lines(unfit(1))}
    assert (answer["dead"], answer["superseded"], answer["left"]) == (1, 1, 0)


def test_an_error_after_some_calls_leaves_what_came_after_them_alone(setting: Setting) -> None:
    """One that does not pass; else those before it would be sent anew each hour."""
    setting.put(KEY, waiting(*range(501)))
    setting.verdict = lambda call: (
        Refused("AccessDeniedException")
        if call.operation == "PutRecordBatch" and len(call.body["Records"]) == 1
        else None
    )
    for _ in range(3):
        assert setting.run()["left"] == 1
    assert len(setting.sent) == 500
    assert setting.unpacked() == {KEY: waiting(500)}


def test_no_more_than_two_files_are_open_for_an_object(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lambda's disk has room for them, eight objects at once."""
    made: list[IO[bytes]] = []

    def counted() -> IO[bytes]:
        made.append(bucket.new_file())
        return made[-1]

    monkeypatch.setattr(one_object, "new_file", counted)
    setting.put(KEY, waiting(1, 2))
    setting.refuse_posts(2)
    setting.run()
    assert len(made) == 2
    assert setting.unpacked() == {KEY: waiting(2)}


def test_an_object_of_which_nothing_was_taken_is_left_as_it_is(setting: Setting) -> None:
    setting.put(KEY, waiting(1, 2))
    setting.refuse_posts(1, 2)
    assert setting.run()["left"] == 1
    assert setting.objects() == {KEY: waiting(1, 2)}
    assert "PutObject" not in setting.calls


def test_an_answer_that_was_lost_is_no_acknowledgement(setting: Setting) -> None:
    setting.put(KEY, waiting(1))
    lost = iter([True] * 4)

    def loses_answers(call: Call) -> NoAnswer | None:
        sending = call.operation == "PutRecordBatch"
        return NoAnswer(done=True) if sending and next(lost, False) else None

    setting.verdict = loses_answers
    assert setting.run()["resent"] == 1
    assert [each["id"] for each in setting.sent] == ["1"] * 5
    assert setting.objects() == {}


@pytest.mark.parametrize("fault", ["firehose.unavailable", "firehose.internal"])
def test_a_stream_that_stays_away_leaves_every_object(setting: Setting, fault: str) -> None:
    setting.put(KEY, waiting(1))
    setting.put(KEY + "2", waiting(2))
    setting.faults.order({fault: 1})
    answer = setting.run()
    assert (answer["resent"], answer["left"]) == (0, 2)
    assert setting.objects() == {KEY: waiting(1), KEY + "2": waiting(2)}


def test_one_object_that_can_not_be_deleted_is_left_and_the_others_go_on(setting: Setting) -> None:
    for number in range(3):
        setting.put(f"failed/{number}", waiting(number))
    setting.refuse("DeleteObject", "AccessDenied", 403, key="failed/1")
    answer = setting.run()
    assert set(setting.objects()) == {"failed/1"}
    assert (answer["resent"], answer["left"]) == (3, 1)


def test_one_object_that_can_not_be_read_does_not_stop_the_others(setting: Setting) -> None:
    for number in range(3):
        setting.put(f"failed/{number}", waiting(number))
    setting.refuse("GetObject", "AccessDenied", 403, key="failed/1")
    answer = setting.run()
    assert set(setting.objects()) == {"failed/1"}
    assert (answer["objects"], answer["resent"], answer["left"]) == (3, 2, 1)


def test_a_record_under_dead_is_there_once_however_often_its_object_is_read(
    setting: Setting,
) -> None:
    setting.put(KEY, failures.lines(unfit(1)) + waiting(2))
    setting.refuse_posts(2)
    answers = [setting.run(), setting.run()]
    setting.faults.heal()
    answers.append(setting.run())
    assert setting.unpacked() == {DEAD: failures.lines(unfit(1))}
    assert sum(answer["dead"] for answer in answers) == 1
