from sentiment.comprehend.pace import Pace
from tests.fake_clock import FakeClock


def starts(pace: Pace, clock: FakeClock, count: int) -> list[float]:
    found = []
    for _ in range(count):
        assert pace.wait(deadline=1e9)
        found.append(clock.monotonic())
    return found


def test_no_second_holds_more_calls_than_the_rate() -> None:
    clock = FakeClock()
    times = starts(Pace(25, clock), clock, 200)
    for start in times:
        assert sum(start <= time < start + 0.999 for time in times) <= 25
    assert times[-1] < 199 / 25 + 0.001


def test_time_without_calls_is_not_saved_up() -> None:
    clock = FakeClock()
    pace = Pace(25, clock)
    clock.advance(60)
    times = starts(pace, clock, 26)
    assert times[-1] - times[0] > 0.99


def test_no_call_starts_at_or_after_the_deadline() -> None:
    clock = FakeClock()
    pace = Pace(10, clock)
    allowed = [pace.wait(deadline=0.95) for _ in range(20)]
    assert allowed.count(True) == 10
    assert clock.monotonic() < 0.95


def test_throttling_halves_the_rate_once_for_calls_that_were_under_way_together() -> None:
    clock = FakeClock()
    pace = Pace(24, clock)
    for _ in range(16):
        pace.slow_down()
    assert pace.calls_per_second == 12
    clock.advance(1.5)
    pace.slow_down()
    assert pace.calls_per_second == 6


def test_the_rate_never_falls_to_nothing_and_comes_back_to_the_full_rate() -> None:
    clock = FakeClock()
    pace = Pace(25, clock)
    for _ in range(50):
        pace.slow_down()
        clock.advance(2)
    assert pace.calls_per_second == 0.5
    for _ in range(100):
        pace.speed_up()
    assert pace.calls_per_second == 25


def test_a_throttled_call_makes_the_next_one_wait() -> None:
    clock = FakeClock()
    pace = Pace(25, clock)
    pace.wait(deadline=1e9)
    pace.slow_down()
    before = clock.monotonic()
    pace.wait(deadline=1e9)
    assert clock.monotonic() - before >= 1 / 12.5


def test_a_call_may_start_until_the_deadline_and_not_at_it() -> None:
    pace = Pace(10, FakeClock())
    assert not pace.wait(deadline=0.0)
    assert pace.wait(deadline=0.001)


def test_a_call_that_may_not_start_takes_no_moment_from_others() -> None:
    clock = FakeClock()
    pace = Pace(10, clock)
    assert pace.wait(deadline=1.0)
    assert not pace.wait(deadline=0.1)
    assert clock.slept == []
    assert pace.wait(deadline=1.0)
    assert clock.monotonic() == 0.1


def test_a_second_after_a_sign_of_throttling_the_next_one_counts() -> None:
    clock = FakeClock()
    pace = Pace(24, clock)
    pace.slow_down()
    clock.advance(0.999)
    pace.slow_down()
    assert pace.calls_per_second == 12
    clock.advance(0.001)
    pace.slow_down()
    assert pace.calls_per_second == 6


def test_each_answer_gives_back_a_fiftieth_of_the_full_rate() -> None:
    pace = Pace(50, FakeClock())
    pace.slow_down()
    pace.speed_up()
    assert pace.calls_per_second == 26


def test_a_rate_below_the_slowest_stays_what_it_is() -> None:
    pace = Pace(0.25, FakeClock())
    pace.slow_down()
    assert pace.calls_per_second == 0.25


def test_a_sign_of_throttling_never_brings_a_call_forward() -> None:
    clock = FakeClock()
    pace = Pace(1, clock)
    for _ in range(4):
        pace.wait(deadline=1e9)
    clock.advance(-3.0)
    pace.slow_down()
    pace.wait(deadline=1e9)
    assert clock.monotonic() == 4.0
