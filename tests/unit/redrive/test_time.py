"""A run takes what failed before it, and ends before its function does."""

from __future__ import annotations

import gzip

import pytest

from redrive.redrive import AT_ONCE
from sandbox.simulation.aws import Call
from tests.unit.redrive import failures
from tests.unit.redrive.setting import KEY, Setting, waiting


def test_what_failed_since_the_start_waits_for_the_next_run(setting: Setting) -> None:
    setting.put("failed/now", waiting(1))
    setting.clock.advance(0.001)
    setting.put("failed/later", waiting(2))
    setting.clock.advance(-0.001)
    assert setting.run()["objects"] == 1
    assert set(setting.objects()) == {"failed/later"}
    setting.clock.advance(0.001)
    setting.run()
    assert setting.objects() == {}


def test_what_fails_again_while_it_runs_waits_for_the_next_run(setting: Setting) -> None:
    def fails_again(call: Call) -> None:
        if call.operation == "PutRecordBatch":
            setting.clock.advance(1.0)
            setting.put("failed/x2", waiting(1))

    setting.put("failed/x1", waiting(1))
    setting.verdict = fails_again
    assert setting.run()["objects"] == 1
    assert set(setting.objects()) == {"failed/x2"}


def test_an_object_that_takes_too_long_is_left_before_the_function_ends(setting: Setting) -> None:
    """Firehose takes everything, in six calls; there is time for some of them."""
    posts = [failures.post(each, text="x" * 500_000) for each in range(18)]
    body = gzip.compress(failures.lines(*map(failures.index_failure, posts)), 1)
    setting.put(KEY, body)

    def slowly(call: Call) -> None:
        setting.clock.advance(10.0 * (call.operation == "PutRecordBatch"))

    setting.verdict = slowly
    began = setting.clock.monotonic()
    assert setting.run(seconds_left=61.0)["left"] == 1
    assert setting.clock.monotonic() - began < 61.0
    assert setting.objects() == {KEY: body}


def test_no_object_is_begun_without_a_minute_to_finish_it(setting: Setting) -> None:
    for number in range(3):
        setting.put(f"failed/{number}", waiting(number))
    answer = setting.run(seconds_left=59.999)
    assert (answer["objects"], answer["left"]) == (0, 3)
    assert setting.calls == ["ListObjectsV2"]
    assert setting.run(seconds_left=60)["objects"] == 3


def test_objects_that_there_is_no_time_for_are_left_and_told(setting: Setting) -> None:
    def slow(call: Call) -> None:
        if call.operation == "PutRecordBatch":
            setting.clock.advance(50)

    for number in range(4):
        setting.put(f"failed/{number}", waiting(number))
    setting.verdict = slow
    answer = setting.run(seconds_left=120)
    assert (answer["objects"], answer["left"]) == (2, 2)
    assert set(setting.objects()) == {"failed/2", "failed/3"}


@pytest.mark.parametrize(("seconds_left", "tried"), [(60, 30), (61, 31), (120, 60), (300, 60)])
def test_a_refused_object_is_given_up_after_a_minute_and_half_a_minute_before_the_end(
    setting: Setting, seconds_left: float, tried: float
) -> None:
    setting.put(KEY, waiting(1))
    setting.refuse_posts(1)
    setting.run(seconds_left)
    assert tried - 5 <= setting.clock.monotonic() <= tried
    assert set(setting.objects()) == {KEY}


def test_a_post_is_as_old_as_it_is_in_nominal_time(setting: Setting) -> None:
    setting.clock = type(setting.clock)(scale=0.5)
    setting.function = setting.load()
    for number, days in ((1, 14.9), (2, 15.1)):
        written = failures.iso(setting.clock.now() - days * 86_400)
        post = failures.post(number, created_at=written)
        setting.put(f"{KEY}{number}", failures.lines(failures.index_failure(post)))
    answer = setting.run()
    assert (answer["resent"], answer["dead"]) == (1, 1), "retention is 30 days"


def test_time_is_nominal_and_a_call_that_hangs_ends_well_before_the_reserve(
    setting: Setting,
) -> None:
    setting.clock = type(setting.clock)(scale=0.5)
    setting.function = setting.load()
    for client in (setting.function.s3, setting.function.firehose, setting.function.cloudwatch):
        config = client.meta.config
        assert (config.connect_timeout, config.read_timeout) == (1.0, 5.0)
        assert config.retries == {"mode": "standard", "total_max_attempts": 2}
        assert config.max_pool_connections == AT_ONCE, "no thread waits for another's connection"
    setting.put(KEY, waiting(1))
    assert setting.run(seconds_left=30)["objects"] == 1
    assert setting.run(seconds_left=29.9)["objects"] == 0
