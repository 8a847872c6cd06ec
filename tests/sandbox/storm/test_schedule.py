"""A storm is drawn from its seed alone, and over the seeds everything that can fail does."""

from collections import Counter
from typing import Any

import pytest

from sandbox.cloud.faults import FAULTS as CLOUD_FAULTS
from sandbox.cloud.faults import Faults as CloudFaults
from sandbox.storm.posts import SIGN, made_up_posts
from sandbox.storm.schedule import UNFIT, StormSchedule, draw
from sandbox.x_api.faults import AT_CLOSE, AT_REQUEST, BETWEEN_POSTS, ON_A_POST, Fault
from sandbox.x_api.settings import XSettings
from sandbox.x_api.stand_in import XApi

STORMS = [draw(seed, posts=2000, seconds=10) for seed in range(200)]


def strikes_of(kind: str, storms: list[StormSchedule] = STORMS) -> list[dict[str, object]]:
    return [dict(each.details) for storm in storms for each in storm.strikes if each.kind == kind]


def test_the_same_seed_gives_the_same_storm() -> None:
    assert draw(7, 2000, 10) == draw(7, 2000, 10)
    assert made_up_posts(7, 100) == made_up_posts(7, 100)


def test_another_seed_gives_another_storm() -> None:
    assert len({storm.strikes for storm in map(_hashable, STORMS)}) == len(STORMS)
    assert made_up_posts(7, 100) != made_up_posts(8, 100)


def test_every_strike_comes_in_order_and_within_the_storm() -> None:
    for storm in STORMS:
        times = [strike.at_seconds for strike in storm.strikes]
        assert times == sorted(times)
        assert times[0] >= 0
        assert times[-1] <= storm.seconds


def test_over_the_seeds_every_kind_of_fault_is_drawn() -> None:
    rates = Counter(name for each in strikes_of("cloud_faults") for name in each["rates"])  # type: ignore[attr-defined]
    frozen = {"function.sentiment.freeze", "function.collector.freeze"}
    crashed = {"function.sentiment.crash", "function.redrive.crash"}
    assert set(rates) == {*CLOUD_FAULTS, *frozen, *crashed} - UNFIT.keys()
    scripted = {fault["kind"] for each in strikes_of("x_faults") for fault in each["faults"]}  # type: ignore[attr-defined]
    assert scripted == {*AT_REQUEST, *BETWEEN_POSTS, *ON_A_POST, *AT_CLOSE}
    kinds = {strike.kind for storm in STORMS for strike in storm.strikes}
    single = {"kill", "second_window", "restart_index", "redrive", "renew_budget"}
    assert kinds == {"cloud_faults", "x_random", "x_faults", *single}


def test_some_storms_have_a_small_budget_and_only_there_it_is_renewed() -> None:
    allowed = [storm.posts_allowed for storm in STORMS]
    assert None in allowed
    assert any(allowed)
    for storm in STORMS:
        renewed = any(strike.kind == "renew_budget" for strike in storm.strikes)
        assert not renewed or storm.posts_allowed


def test_over_the_seeds_each_service_is_away_as_a_whole_for_a_phase() -> None:
    rates: list[Any] = [each["rates"] for each in strikes_of("cloud_faults")]
    away = Counter(name for each in rates for name, rate in each.items() if rate == 1.0)
    for name in ("firehose.unavailable", "dynamodb.throttled", "comprehend.throttled"):
        assert away[name] > len(STORMS) / 10


def test_in_every_storm_texts_fail_one_by_one_for_a_while_and_nothing_keeps_them_from_it() -> None:
    for storm in STORMS:
        rates: list[Any] = [each["rates"] for each in strikes_of("cloud_faults", [storm])]
        assert rates.count({"comprehend.item_error": 0.9}) == 1


def test_in_every_storm_lines_arrive_damaged_from_a_stream_that_goes_on() -> None:
    for storm in STORMS:
        faults: list[Any] = [each["faults"] for each in strikes_of("x_faults", [storm])]
        assert faults.count([{"kind": "damaged_line"}]) >= 5


def test_what_is_drawn_is_accepted_where_it_strikes() -> None:
    cloud, x = CloudFaults(), XApi("token")
    for storm in STORMS:
        XSettings().change(storm.x_settings)
    for each in strikes_of("cloud_faults"):
        cloud.order(each["rates"], each["seed"])  # type: ignore[arg-type]
    for each in strikes_of("x_random"):
        x.faults.at_random(**each)  # type: ignore[arg-type]
    for each in strikes_of("x_faults"):
        for fault in each["faults"]:  # type: ignore[attr-defined]
            Fault.of(fault)


@pytest.mark.parametrize("seed", range(5))
def test_most_made_up_posts_match_and_each_carries_the_sign(seed: int) -> None:
    posts = made_up_posts(seed, 300)
    edits = [post for post in posts if "edit_of" in post]
    assert len(posts) - len(edits) == 300
    assert 10 < len(edits) < 60
    assert all(SIGN in post["text"] for post in posts)
    keys = [post["key"] for post in posts]
    assert len(set(keys)) == len(posts)
    answered = [post.get("reply_to") or post.get("quote_of") for post in posts]
    assert any(answered)
    assert {name for name in answered if name} <= set(keys)


def _hashable(storm: StormSchedule) -> StormSchedule:
    strikes = tuple(repr(strike) for strike in storm.strikes)
    return StormSchedule(storm.seed, storm.seconds, {}, strikes)  # type: ignore[arg-type]
