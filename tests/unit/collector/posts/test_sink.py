from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.posts import sink as sink_module
from collector.posts.remembered import RememberedPosts
from collector.posts.sink import Outgoing, Sink, Taken
from collector.timing import Timing
from shared.clock import SystemClock

FAST = SystemClock(0.001)


def outgoing(post_id: int) -> Outgoing:
    return Outgoing(post_id, json.dumps(post_id).encode(), FAST.now(), from_stream=True)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 60), max_size=120), st.integers(0, 2**32), st.floats(0, 0.9))
def test_every_post_is_acknowledged_once_or_handed_back(
    post_ids: list[int], seed: int, share_refused: float
) -> None:
    random = Random(seed)
    acknowledged: Counter[int] = Counter()

    def deliver(records: Sequence[bytes], _: float) -> list[bytes]:
        refused = [record for record in records if random.random() < share_refused]
        acknowledged.update(int(record) for record in records if record not in refused)
        return refused

    sink = Sink(deliver, RememberedPosts(), FAST, Timing())
    sink.start()
    taken = [sink.put(outgoing(post_id)) for post_id in post_ids]
    left = sink.end(give_up_after=20.0)

    assert Taken.NO_ROOM not in taken
    assert set(acknowledged) | {item.post_id for item in left} == set(post_ids)
    assert all(times == 1 for times in acknowledged.values())
    assert not set(acknowledged) & {item.post_id for item in left}
    assert sink.sent == len(acknowledged)
    assert sink.duplicates == taken.count(Taken.DUPLICATE) == len(post_ids) - len(set(post_ids))


def test_a_post_that_was_not_acknowledged_is_taken_again_from_search() -> None:
    remembered = RememberedPosts()
    failing = Sink(lambda records, _: list(records), remembered, FAST, Timing())
    failing.start()
    failing.put(outgoing(1))
    assert [item.post_id for item in failing.end(give_up_after=5.0)] == [1]

    healthy = Sink(lambda records, _: [], remembered, FAST, Timing())
    healthy.start()
    assert healthy.put(outgoing(1)) is Taken.ACCEPTED
    assert healthy.end(give_up_after=1000.0) == []


def test_a_post_sent_by_an_earlier_window_of_the_process_is_a_duplicate() -> None:
    remembered = RememberedPosts()
    for expected in (Taken.ACCEPTED, Taken.DUPLICATE):
        sink = Sink(lambda records, _: [], remembered, FAST, Timing())
        sink.start()
        assert sink.put(outgoing(5)) is expected
        sink.end(give_up_after=1000.0)


def test_records_waiting_for_an_answer_are_not_waited_for_past_newer_ones() -> None:
    """An old refused record keeps `wait_until_acknowledged` waiting, however many newer ones go."""

    def deliver(records: Sequence[bytes], _: float) -> list[bytes]:
        return [record for record in records if record == b"1"]

    sink = Sink(deliver, RememberedPosts(), FAST, Timing())
    sink.start()
    for post_id in range(1, 50):
        sink.put(outgoing(post_id))
    assert not sink.wait_until_acknowledged(give_up_after=50.0)
    assert [item.post_id for item in sink.end(give_up_after=5.0)] == [1]


def test_a_full_sink_says_so_instead_of_growing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sink_module, "MOST_RECORDS", 10)
    sink = Sink(lambda records, _: list(records), RememberedPosts(), FAST, Timing())
    sink.start()
    taken = [sink.put(outgoing(post_id)) for post_id in range(1, 13)]
    assert taken == [Taken.ACCEPTED] * 10 + [Taken.NO_ROOM] * 2
    assert not sink.has_room_to_reconnect()
    assert len(sink.end(give_up_after=1.0)) == 10


def test_an_answer_that_no_retry_cures_is_told_and_keeps_the_records() -> None:
    def deliver(records: Sequence[bytes], _: float) -> list[bytes]:
        raise PermissionError("AccessDenied")

    sink = Sink(deliver, RememberedPosts(), FAST, Timing())
    sink.start()
    sink.put(outgoing(1))
    assert not sink.wait_until_acknowledged(give_up_after=1000.0)
    assert isinstance(sink.failure, PermissionError)
    assert [item.post_id for item in sink.end(give_up_after=1.0)] == [1]
    assert sink.put(outgoing(2)) is Taken.NO_ROOM
