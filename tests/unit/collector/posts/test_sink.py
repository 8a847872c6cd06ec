"""Every record that the sink takes is acknowledged by Firehose once, or handed back."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.posts.remembered import RememberedPosts
from collector.posts.sink import Outgoing, Sink, Taken
from collector.timing import Timing
from tests.unit.collector.posts.sinks import Setting, all_of
from tests.unit.collector.setting import Setting as WholeSetting


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 60), st.floats(0, 0.4)), max_size=120),
    st.integers(0, 2**32),
    st.floats(0, 0.9),
)
def test_every_post_is_acknowledged_once_or_handed_back(
    posts: list[tuple[int, float]], seed: int, share_refused: float
) -> None:
    random = Random(seed)
    setting = Setting()
    setting.takes_seconds = 0.1
    setting.refuse = lambda ids: [each for each in ids if random.random() < share_refused]
    sink = setting.sink()
    taken = []
    for post_id, pause in posts:
        taken.append(sink.put(setting.outgoing(post_id)))
        setting.clock.sleep(pause)
    left = [item.post_id for item in sink.end(give_up_after=5.0)]

    post_ids = {post_id for post_id, _ in posts}
    assert Taken.NO_ROOM not in taken
    assert {*setting.acknowledged, *left} == post_ids
    assert len(setting.acknowledged) + len(left) == len(post_ids), "each once"
    assert sink.sent == len(setting.acknowledged)
    assert sink.duplicates == taken.count(Taken.DUPLICATE) == len(posts) - len(post_ids)


def test_firehose_keeps_every_record_once_although_it_refuses_many() -> None:
    whole = WholeSetting()
    whole.faults.order({"firehose.partial": 0.5, "firehose.unavailable": 0.3}, seed=3)
    sink = Sink(whole.edges().deliver(), RememberedPosts(), whole.clock, Timing())
    sink.start()
    for post_id in range(1, 1201):
        outgoing = Outgoing(post_id, b"%d" % post_id, whole.clock.now(), from_stream=True)
        assert sink.put(outgoing) is Taken.ACCEPTED
    assert sink.wait_until_acknowledged(give_up_after=600.0)
    assert Counter(map(int, whole.kept.data)) == Counter(range(1, 1201))
    assert sink.end(give_up_after=10.0) == []


def test_a_post_is_taken_again_only_if_it_was_not_acknowledged(setting: Setting) -> None:
    setting.refuse = all_of
    failing = setting.sink()
    failing.put(setting.outgoing(1))
    assert failing.put(setting.outgoing(1)) is Taken.DUPLICATE, "it is on its way"
    assert [item.post_id for item in failing.end(give_up_after=5.0)] == [1]

    setting.refuse = lambda _: ()
    healthy = setting.sink()
    assert healthy.put(setting.outgoing(1)) is Taken.ACCEPTED
    assert healthy.end(give_up_after=5.0) == []


def test_a_post_sent_by_an_earlier_window_of_the_process_is_a_duplicate(setting: Setting) -> None:
    for expected in (Taken.ACCEPTED, Taken.DUPLICATE):
        sink = setting.sink()
        assert sink.put(setting.outgoing(5)) is expected
        sink.end(give_up_after=5.0)
    assert setting.acknowledged == [5]
    assert (sink.sent, sink.duplicates) == (0, 1)


@pytest.mark.parametrize("is_acknowledged", [True, False])
def test_a_post_is_sent_again_when_it_is_to_take_its_own_place(
    setting: Setting, is_acknowledged: bool
) -> None:
    sink = setting.sink()
    first = setting.outgoing(5)
    assert sink.put(first) is Taken.ACCEPTED
    if is_acknowledged:
        assert sink.wait_until_acknowledged(5.0)
    assert sink.put(setting.outgoing(5)) is Taken.DUPLICATE
    assert sink.put(replace(setting.outgoing(5), is_again=True)) is Taken.ACCEPTED
    assert sink.end(5.0) == []
    assert setting.acknowledged == [5, 5]
    assert (sink.sent, sink.duplicates) == (2, 1)


def test_each_post_that_lacks_tags_is_counted_once(setting: Setting) -> None:
    sink = setting.sink()
    for post_id, lacks in ((1, True), (2, False), (3, True), (3, True)):
        sink.put(replace(setting.outgoing(post_id), lacks_tags=lacks))
    assert sink.lacking_tags == 2


def test_refused_records_go_first_again_in_their_order(setting: Setting) -> None:
    setting.takes_seconds = 1.0
    setting.refuse = lambda ids: [2, 3, 5] if len(setting.calls) == 1 else []
    sink = setting.sink()
    for post_id in (1, 2, 3, 4, 5):
        sink.put(setting.outgoing(post_id))
    setting.clock.sleep(1.5)
    for post_id in (6, 7):
        sink.put(setting.outgoing(post_id))
    assert [item.post_id for item in sink.unacknowledged()] == [1, 2, 3, 4, 5, 6, 7]
    setting.clock.sleep(0.6)
    assert [item.post_id for item in sink.unacknowledged()] == [2, 3, 5, 6, 7]
    assert sink.end(give_up_after=10.0) == []
    assert setting.calls == [[1, 2, 3, 4, 5], [2, 3, 5, 6, 7]]


def test_what_is_on_its_way_is_told_in_the_order_in_which_it_was_put(setting: Setting) -> None:
    setting.takes_seconds = 5.0
    sink = setting.sink()
    for post_id in (9, 3, 7):
        sink.put(setting.outgoing(post_id))
    assert [item.post_id for item in sink.unacknowledged()] == [9, 3, 7]
    setting.clock.sleep(2.0)
    assert setting.calls == [[9, 3, 7]]
    sink.put(setting.outgoing(1, from_stream=False))
    left = sink.unacknowledged()
    assert [item.post_id for item in left] == [9, 3, 7, 1]
    assert [item.from_stream for item in left] == [True, True, True, False]
    sink.end(give_up_after=60.0)
    assert sink.unacknowledged() == []


def test_an_answer_that_no_retry_cures_is_told_and_keeps_the_records(setting: Setting) -> None:
    def refuse(_: list[int]) -> list[int]:
        raise PermissionError("AccessDenied")

    setting.refuse = refuse
    sink = setting.sink()
    sink.put(setting.outgoing(1))
    sink.put(setting.outgoing(2))
    asked_at = setting.clock.monotonic()
    assert not sink.wait_until_acknowledged(give_up_after=1000.0)
    assert setting.clock.monotonic() - asked_at < 1.0, "nothing more can come"
    assert isinstance(sink.failure, PermissionError)
    assert sink.put(setting.outgoing(3)) is Taken.NO_ROOM
    assert [item.post_id for item in sink.end(give_up_after=1.0)] == [1, 2]
    assert not sink.has_room_to_reconnect()
    assert 1 not in setting.remembered
    assert sink.sent == 0


@pytest.mark.parametrize("give_up_after", [0.0, 3.0])
def test_at_the_end_what_firehose_did_not_take_in_time_is_handed_back(
    setting: Setting, give_up_after: float
) -> None:
    setting.refuse = lambda ids: [each for each in ids if each != 2]
    setting.takes_seconds = 0.5
    sink = setting.sink()
    for post_id in (1, 2, 3):
        sink.put(setting.outgoing(post_id))
    left = [item.post_id for item in sink.end(give_up_after)]
    assert setting.clock.monotonic() == pytest.approx(give_up_after)
    assert left == ([1, 3] if give_up_after else [1, 2, 3])
    assert sink.put(setting.outgoing(4)) is Taken.NO_ROOM
    calls = len(setting.calls)
    setting.clock.sleep(60.0)
    assert len(setting.calls) <= calls + 1, "it has stopped"


def test_at_the_end_all_that_was_put_is_sent_without_delay(setting: Setting) -> None:
    sink = setting.sink()
    for post_id in range(1, 1201):
        sink.put(setting.outgoing(post_id))
    assert sink.end(give_up_after=10.0) == []
    assert setting.clock.monotonic() < 0.1, "it does not wait for a second's worth"
    assert setting.acknowledged == list(range(1, 1201))
    assert setting.patience == {Timing().delivery_patience}
