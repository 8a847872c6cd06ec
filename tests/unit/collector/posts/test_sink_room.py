"""The sink holds a bounded number of records and bytes, and says when it is full."""

from __future__ import annotations

import pytest

from collector.posts import sink as sink_module
from collector.posts.sink import MOST_BYTES, MOST_RECORDS, Sink, Taken
from collector.timing import Timing
from shared.put_records import MAX_BYTES_A_RECORD
from tests.unit.collector.posts.sinks import Setting, all_of

TIMING = Timing()
MEBIBYTE = 1024 * 1024


@pytest.fixture
def ten(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sink_module, "MOST_RECORDS", 10)
    return 10


def fill(sink: Sink, setting: Setting, number: int, size: int = 0) -> list[Taken]:
    return [sink.put(setting.outgoing(post_id, size)) for post_id in range(1, number + 1)]


def test_a_full_sink_says_so_instead_of_growing(setting: Setting, ten: int) -> None:
    setting.refuse = all_of
    sink = setting.sink()
    assert fill(sink, setting, 12) == [Taken.ACCEPTED] * 10 + [Taken.NO_ROOM] * 2
    assert setting.clock.monotonic() == pytest.approx(2 * TIMING.sink_patience), "it waited"
    left = sink.end(give_up_after=1.0)
    assert [item.post_id for item in left] == list(range(1, 11))


def test_it_holds_ten_thousand_small_records(setting: Setting) -> None:
    setting.refuse = all_of
    sink = setting.sink()
    assert fill(sink, setting, MOST_RECORDS) == [Taken.ACCEPTED] * MOST_RECORDS
    assert sink.put(setting.outgoing(MOST_RECORDS + 1)) is Taken.NO_ROOM
    assert MOST_RECORDS == 10_000


@pytest.mark.parametrize(
    ("last", "then"), [(MEBIBYTE, Taken.NO_ROOM), (MEBIBYTE - 1, Taken.ACCEPTED)]
)
def test_it_takes_records_until_it_holds_sixteen_mebibytes(
    setting: Setting, last: int, then: Taken
) -> None:
    setting.refuse = all_of
    setting.takes_seconds = TIMING.delivery_patience
    sink = setting.sink()
    assert fill(sink, setting, 15, MEBIBYTE) == [Taken.ACCEPTED] * 15
    assert sink.put(setting.outgoing(16, last)) is Taken.ACCEPTED
    assert sink.put(setting.outgoing(17)) is then
    assert sink.put(setting.outgoing(18)) is Taken.NO_ROOM
    sink.end(give_up_after=1.0)
    assert MOST_BYTES == 16 * MEBIBYTE


def test_what_was_refused_takes_room_beside_what_was_acknowledged(setting: Setting) -> None:
    setting.refuse = lambda ids: [each for each in ids if each != 16]
    sink = setting.sink()
    fill(sink, setting, 15, MEBIBYTE)
    assert sink.put(setting.outgoing(16)) is Taken.ACCEPTED
    assert not sink.wait_until_acknowledged(give_up_after=1.0)
    more = [sink.put(setting.outgoing(post_id, MEBIBYTE)) for post_id in (17, 18)]
    assert more == [Taken.ACCEPTED, Taken.NO_ROOM]


def test_what_was_acknowledged_makes_room_for_other_bytes(setting: Setting) -> None:
    sink = setting.sink()
    for first in range(1, 200, 10):
        for post_id in range(first, first + 10):
            assert sink.put(setting.outgoing(post_id, MAX_BYTES_A_RECORD)) is Taken.ACCEPTED
        assert sink.wait_until_acknowledged(give_up_after=10.0)
    assert setting.clock.monotonic() < TIMING.sink_patience, "nobody waited for room"


def test_what_was_acknowledged_makes_room_for_other_records(setting: Setting, ten: int) -> None:
    setting.refuse = lambda ids: [each for each in ids if each > 3]
    sink = setting.sink()
    assert fill(sink, setting, 10) == [Taken.ACCEPTED] * 10
    assert not sink.wait_until_acknowledged(give_up_after=1.0)
    more = [sink.put(setting.outgoing(post_id)) for post_id in (11, 12, 13, 14)]
    assert more == [Taken.ACCEPTED] * 3 + [Taken.NO_ROOM]


def test_who_waits_for_room_goes_on_as_soon_as_there_is_some(setting: Setting, ten: int) -> None:
    setting.takes_seconds = 2.0
    sink = setting.sink()
    fill(sink, setting, 10)
    assert sink.put(setting.outgoing(11)) is Taken.ACCEPTED
    assert setting.clock.monotonic() == pytest.approx(TIMING.flush_interval + 2.0)


def _end(sink: Sink) -> None:
    sink.end(give_up_after=0.0)


@pytest.mark.parametrize("ending", ["end", "failure"])
def test_nobody_waits_for_room_that_can_not_come(setting: Setting, ten: int, ending: str) -> None:
    def refuse(ids: list[int]) -> list[int]:
        if ending == "failure" and setting.clock.monotonic() > 1.5:
            raise PermissionError
        return ids

    setting.refuse = refuse
    setting.takes_seconds = 0.6
    sink = setting.sink()
    fill(sink, setting, 10)
    if ending == "end":
        setting.clock.timer(1.5, lambda: _end(sink)).start()
    assert sink.put(setting.outgoing(11)) is Taken.NO_ROOM
    assert setting.clock.monotonic() < 3.0 < TIMING.sink_patience


def test_a_post_that_two_threads_waited_for_room_with_is_taken_once(
    setting: Setting, ten: int
) -> None:
    setting.takes_seconds = 2.0
    sink = setting.sink()
    fill(sink, setting, 10)
    taken: list[Taken] = []
    threads = [
        setting.clock.thread(lambda: taken.append(sink.put(setting.outgoing(11))), name)
        for name in ("stream", "search")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sink.end(give_up_after=10.0) == []
    assert taken == [Taken.ACCEPTED, Taken.DUPLICATE]
    assert setting.acknowledged == list(range(1, 12))
    assert sink.duplicates == 1


def test_a_post_that_was_sent_while_it_waited_for_room_is_a_duplicate(
    setting: Setting, ten: int
) -> None:
    """It was on its way from the stream when search found it."""
    setting.takes_seconds = 2.0
    sink = setting.sink()
    fill(sink, setting, 10)
    waiting = setting.outgoing(11, from_stream=False)
    taken: list[Taken] = []
    search = setting.clock.thread(lambda: taken.append(sink.put(waiting)), "search")
    search.start()
    setting.clock.sleep(1.0)
    setting.remembered.add(11)
    search.join()
    assert sink.end(give_up_after=10.0) == []
    assert taken == [Taken.DUPLICATE]
    assert setting.acknowledged == list(range(1, 11))


@pytest.mark.parametrize(("left", "room"), [(2500, True), (2501, False)])
@pytest.mark.parametrize("sending", [True, False])
def test_the_stream_is_read_again_when_a_quarter_is_left(
    setting: Setting, left: int, room: bool, sending: bool
) -> None:
    setting.takes_seconds = 100.0
    sink = setting.sink()
    if sending:
        sink.put(setting.outgoing(1))
        setting.clock.sleep(1.5)
    for post_id in range(2 if sending else 1, left + 1):
        sink.put(setting.outgoing(post_id))
    assert sink.has_room_to_reconnect() is room


def test_a_duplicate_does_not_wait_for_room(setting: Setting, ten: int) -> None:
    setting.refuse = all_of
    sink = setting.sink()
    fill(sink, setting, 10)
    assert sink.put(setting.outgoing(1)) is Taken.DUPLICATE
    assert setting.clock.monotonic() == 0
