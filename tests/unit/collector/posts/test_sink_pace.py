"""When the sink sends: a full call, a second's worth, or at once for who waits for an answer."""

from __future__ import annotations

import pytest

from collector.posts.sink import Taken
from collector.timing import Timing
from shared.put_records import MAX_RECORDS_A_CALL
from tests.unit.collector.posts.sinks import Setting, all_of

TIMING = Timing()


def test_a_few_records_wait_for_a_second_so_that_a_call_carries_more(setting: Setting) -> None:
    sink = setting.sink()
    sink.put(setting.outgoing(1))
    setting.clock.sleep(0.6)
    sink.put(setting.outgoing(2))
    setting.clock.sleep(TIMING.flush_interval - 0.6 - 0.001)
    assert setting.calls == []
    setting.clock.sleep(0.1)
    assert setting.calls == [[1, 2]]
    assert setting.called_at == [pytest.approx(TIMING.flush_interval)]


def test_each_second_counts_from_the_oldest_record_that_waits(setting: Setting) -> None:
    sink = setting.sink()
    for post_id, pause in ((1, 5.0), (2, 0.3), (3, 5.0)):
        sink.put(setting.outgoing(post_id))
        setting.clock.sleep(pause)
    assert setting.calls == [[1], [2, 3]]
    assert setting.called_at == [pytest.approx(1.0), pytest.approx(6.0)]


def test_a_record_that_came_while_another_was_sent_waits_for_its_own_second(
    setting: Setting,
) -> None:
    setting.takes_seconds = 0.6
    sink = setting.sink()
    sink.put(setting.outgoing(1))
    setting.clock.sleep(1.1)
    sink.put(setting.outgoing(2))
    setting.clock.sleep(3.0)
    assert setting.called_at == [pytest.approx(1.0), pytest.approx(2.1)]


def test_a_record_that_is_old_when_it_comes_is_sent_at_once(setting: Setting) -> None:
    sink = setting.sink()
    old = setting.outgoing(1)
    setting.clock.sleep(3.0)
    sink.put(old)
    setting.clock.sleep(0.001)
    assert setting.calls == [[1]]


def test_a_full_call_goes_at_once_and_holds_no_more_than_firehose_takes(setting: Setting) -> None:
    sink = setting.sink()
    for post_id in range(1, MAX_RECORDS_A_CALL + 4):
        sink.put(setting.outgoing(post_id))
    setting.clock.sleep(0.5)
    assert [len(call) for call in setting.calls] == [MAX_RECORDS_A_CALL]
    setting.clock.sleep(0.6)
    assert [len(call) for call in setting.calls] == [MAX_RECORDS_A_CALL, 3]


def test_who_waits_for_an_answer_does_not_wait_for_the_second(setting: Setting) -> None:
    sink = setting.sink()
    sink.put(setting.outgoing(1))
    setting.clock.sleep(0.2)
    assert sink.wait_until_acknowledged(give_up_after=10.0)
    assert setting.clock.monotonic() < 0.3
    assert setting.acknowledged == [1]
    sink.put(setting.outgoing(2))
    setting.clock.sleep(0.5)
    assert setting.acknowledged == [1], "the next ones wait again"


def test_with_nothing_on_its_way_there_is_nothing_to_wait_for(setting: Setting) -> None:
    sink = setting.sink()
    assert sink.wait_until_acknowledged(give_up_after=10.0)
    assert setting.clock.monotonic() == 0
    assert setting.calls == []


def test_records_waiting_for_an_answer_are_not_waited_for_past_newer_ones(
    setting: Setting,
) -> None:
    """An old refused record keeps `wait_until_acknowledged` waiting, however many newer ones go."""
    setting.refuse = lambda ids: [each for each in ids if each == 1]
    sink = setting.sink()
    for post_id in range(1, 50):
        sink.put(setting.outgoing(post_id))
    assert not sink.wait_until_acknowledged(give_up_after=5.0)
    assert setting.clock.monotonic() == pytest.approx(5.0)
    assert sorted(setting.acknowledged) == list(range(2, 50))
    assert [item.post_id for item in sink.end(give_up_after=1.0)] == [1]


def test_what_is_put_later_does_not_keep_anyone_waiting(setting: Setting) -> None:
    setting.takes_seconds = 1.0
    sink = setting.sink()
    sink.put(setting.outgoing(1))

    def busy_stream() -> None:
        for post_id in range(2, 200):
            sink.put(setting.outgoing(post_id))
            setting.clock.sleep(0.1)

    setting.clock.thread(busy_stream, "stream").start()
    assert sink.wait_until_acknowledged(give_up_after=15.0)
    assert setting.clock.monotonic() <= 2.1


def test_all_of_what_is_put_is_sent_in_the_order_of_putting(setting: Setting) -> None:
    setting.takes_seconds = 0.3
    sink = setting.sink()
    ids = [7, 3, 9, 1, 8, 2]
    for post_id in ids:
        assert sink.put(setting.outgoing(post_id)) is Taken.ACCEPTED
        setting.clock.sleep(0.4)
    sink.end(give_up_after=10.0)
    assert setting.acknowledged == ids


def test_an_outage_ends_when_firehose_takes_records_again(setting: Setting) -> None:
    setting.refuse = all_of
    sink = setting.sink()
    sink.put(setting.outgoing(1))
    setting.clock.sleep(5.0)
    assert setting.acknowledged == []
    setting.refuse = lambda _: ()
    assert sink.wait_until_acknowledged(give_up_after=1.0)
    assert setting.acknowledged == [1]
