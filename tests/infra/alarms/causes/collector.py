"""What goes wrong with windows, and what they meet at X and in the state table."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.simulation.aws import Call, Refused
from tests.infra.alarms.causes.cause import Cause
from tests.infra.deployed_stack.stack import COLLECTOR, REDRIVE, Stack
from tests.unit.collector.setting import hexed

REFUSED_TOKEN = {"kind": "unauthorized"}


def state_table_away(call: Call) -> Refused | None:
    is_away = call.service == "dynamodb"
    return Refused("ProvisionedThroughputExceededException") if is_away else None


def a_window_finds_no_state_table(stack: Stack) -> Iterator[None]:
    stack.setting.aws.intervention = state_table_away
    stack.run(COLLECTOR)
    stack.wait(minutes=20)  # it waits for the table until it must end
    yield
    stack.setting.aws.intervention = None
    stack.wait(minutes=45)
    yield


def the_schedule_may_not_start_windows(stack: Stack) -> Iterator[None]:
    stack.scheduler_is_refused = True
    stack.run(COLLECTOR)
    stack.wait(hours=2)
    yield
    stack.scheduler_is_refused = False
    stack.wait(minutes=45)
    yield


def x_refuses_the_token_of_two_windows(stack: Stack) -> Iterator[None]:
    stack.setting.order(REFUSED_TOKEN, REFUSED_TOKEN)
    stack.run(COLLECTOR)
    stack.wait(minutes=16)
    yield
    stack.wait(minutes=45)
    yield


def x_refuses_the_token_of_one_window(stack: Stack) -> Iterator[None]:
    stack.setting.order(REFUSED_TOKEN)
    stack.run(COLLECTOR)
    stack.wait(minutes=2)
    yield
    stack.wait(minutes=45)
    yield


def x_takes_no_search_for_days(stack: Stack) -> Iterator[None]:
    stack.open_gap(days_ago=2.1)
    stack.setting.order(*[{"kind": "unavailable", "where": "search"}] * 500)
    stack.run(COLLECTOR)
    stack.wait(minutes=16)
    yield
    stack.setting.x.heal()
    stack.wait(minutes=45)
    yield


def nothing_is_posted_for_hours(stack: Stack) -> Iterator[None]:
    stack.run(COLLECTOR)
    stack.wait(hours=1.3)
    yield
    stack.publish_every(60.0)
    stack.wait(minutes=50)
    yield


def a_gap_has_been_open_for_eight_days(stack: Stack) -> Iterator[None]:
    stack.open_gap(days_ago=8)
    stack.run(COLLECTOR)
    stack.wait(minutes=20)
    yield
    stack.wait(minutes=45)
    yield


def x_sends_posts_without_their_language(stack: Stack) -> Iterator[None]:
    nameless = {"data": {"id": "1", "text": "climate change"}, "matching_rules": []}
    stack.run(COLLECTOR)
    stack.wait(minutes=1)
    stack.setting.order(*[{"kind": "raw", "line": hexed(nameless)}] * 60)
    stack.wait(minutes=20)
    yield
    stack.publish_every(5.0)
    stack.wait(minutes=45)
    yield


def more_is_posted_than_the_day_has_budget_for(stack: Stack) -> Iterator[None]:
    stack.wait(hours=12.5)  # half an hour before the UTC day ends
    stack.publish_every(0.5)
    stack.run(COLLECTOR)
    stack.wait(minutes=22)
    yield
    stack.publishing_ends()
    stack.wait(minutes=50)
    yield


def lambda_has_no_concurrency_left(stack: Stack) -> Iterator[None]:
    stack.limit(0)
    stack.start(COLLECTOR)
    stack.start(REDRIVE)
    stack.wait(minutes=19)
    yield
    stack.limit(None)
    stack.wait(minutes=90)
    yield


CAUSES: dict[str, Cause] = {
    "collector-errors": a_window_finds_no_state_table,
    "no-window": the_schedule_may_not_start_windows,
    "windows-refused": x_refuses_the_token_of_two_windows,
    "access-refused": x_refuses_the_token_of_one_window,
    "gaps-open": x_takes_no_search_for_days,
    "no-posts": nothing_is_posted_for_hours,
    "gaps-dropped": a_gap_has_been_open_for_eight_days,
    "fields-missing": x_sends_posts_without_their_language,
    "budget-80": more_is_posted_than_the_day_has_budget_for,
    "budget-100": more_is_posted_than_the_day_has_budget_for,
    "windows-missed": lambda_has_no_concurrency_left,
    "redrive-missed": lambda_has_no_concurrency_left,
}
