"""A real cause for each alarm: what goes wrong, and how it is mended.

Each yields twice: when its alarm must ring, and when it must have stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sandbox.simulation.aws import Call, Refused
from tests.infra.alarms.stack import COLLECTOR, REDRIVE, SENTIMENT, Stack
from tests.infra.answers import name_of
from tests.unit.collector.setting import hexed
from tests.unit.redrive import failures

Cause = Callable[[Stack], Iterator[None]]
CAUSES: dict[str, Cause] = {}

REFUSED_TOKEN = {"kind": "unauthorized"}


def of(*alarms: str) -> Callable[[Cause], Cause]:
    """Say which alarms ring for a cause."""

    def add(cause: Cause) -> Cause:
        CAUSES.update(dict.fromkeys(alarms, cause))
        return cause

    return add


def state_table_away(call: Call) -> Refused | None:
    is_away = call.service == "dynamodb"
    return Refused("ProvisionedThroughputExceededException") if is_away else None


@of("collector-errors")
def a_window_finds_no_state_table(stack: Stack) -> Iterator[None]:
    stack.setting.aws.intervention = state_table_away
    stack.run(COLLECTOR)
    stack.wait(minutes=20)  # it waits for the table until it must end
    yield
    stack.setting.aws.intervention = None
    stack.wait(minutes=45)
    yield


@of("no-window")
def the_schedule_may_not_start_windows(stack: Stack) -> Iterator[None]:
    stack.scheduler_is_refused = True
    stack.run(COLLECTOR)
    stack.wait(hours=2)
    yield
    stack.scheduler_is_refused = False
    stack.wait(minutes=45)
    yield


@of("windows-refused")
def x_refuses_the_token_of_two_windows(stack: Stack) -> Iterator[None]:
    stack.setting.order(REFUSED_TOKEN, REFUSED_TOKEN)
    stack.run(COLLECTOR)
    stack.wait(minutes=16)
    yield
    stack.wait(minutes=45)
    yield


@of("access-refused")
def x_refuses_the_token_of_one_window(stack: Stack) -> Iterator[None]:
    stack.setting.order(REFUSED_TOKEN)
    stack.run(COLLECTOR)
    stack.wait(minutes=2)
    yield
    stack.wait(minutes=45)
    yield


@of("gaps-open")
def x_takes_no_search_for_days(stack: Stack) -> Iterator[None]:
    stack.open_gap(days_ago=2.1)
    stack.setting.order(*[{"kind": "unavailable", "where": "search"}] * 500)
    stack.run(COLLECTOR)
    stack.wait(minutes=16)
    yield
    stack.setting.x.heal()
    stack.wait(minutes=45)
    yield


@of("no-posts")
def nothing_is_posted_for_hours(stack: Stack) -> Iterator[None]:
    stack.run(COLLECTOR)
    stack.wait(hours=1.3)
    yield
    stack.publish_every(60.0)
    stack.wait(minutes=50)
    yield


@of("comprehend-denied")
def the_transform_may_not_call_comprehend(stack: Stack) -> Iterator[None]:
    stack.setting.aws.intervention = lambda call: (
        Refused("AccessDeniedException") if call.service == "comprehend" else None
    )
    stack.put(1)
    stack.wait(minutes=3)
    yield
    stack.setting.aws.intervention = None
    stack.wait(minutes=20)
    yield


@of("posts-not-analysed")
def comprehend_is_away_for_forty_minutes(stack: Stack) -> Iterator[None]:
    stack.comprehend.order({"comprehend.internal": 1.0})
    stack.put_every(60.0)
    stack.wait(minutes=40)
    yield
    stack.comprehend.heal()
    stack.wait(minutes=40)
    yield


@of("gaps-dropped")
def a_gap_has_been_open_for_eight_days(stack: Stack) -> Iterator[None]:
    stack.open_gap(days_ago=8)
    stack.run(COLLECTOR)
    stack.wait(minutes=20)
    yield
    stack.wait(minutes=45)
    yield


@of("fields-missing")
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


@of("budget-80", "budget-100")
def more_is_posted_than_the_day_has_budget_for(stack: Stack) -> Iterator[None]:
    stack.wait(hours=12.5)  # half an hour before the UTC day ends
    stack.publish_every(0.5)
    stack.run(COLLECTOR)
    stack.wait(minutes=22)
    yield
    stack.publishing_ends()
    stack.wait(minutes=50)
    yield


@of("delivery-late")
def the_transform_hangs_three_times(stack: Stack) -> Iterator[None]:
    stack.functions.frozen[name_of("Function", SENTIMENT)] = 10**6
    stack.put_every(60.0)
    stack.wait(minutes=16)
    stack.functions.frozen.clear()
    stack.wait(minutes=10)
    yield
    stack.wait(minutes=30)
    yield


@of("windows-missed", "redrive-missed")
def lambda_has_no_concurrency_left(stack: Stack) -> Iterator[None]:
    stack.limit(0)
    stack.start(COLLECTOR)
    stack.start(REDRIVE)
    stack.wait(minutes=19)
    yield
    stack.limit(None)
    stack.wait(minutes=90)
    yield


@of("no-redrive")
def the_schedule_of_redrive_is_gone(stack: Stack) -> Iterator[None]:
    stack.start(REDRIVE)
    stack.wait(hours=5)
    yield
    stack.run(REDRIVE)
    stack.wait(minutes=3)
    yield


@of("transform-throttled")
def the_transform_has_no_concurrency_left(stack: Stack) -> Iterator[None]:
    stack.limit(0)
    stack.put(1)
    stack.wait(minutes=3)
    yield
    stack.limit(None)
    stack.wait(hours=2)
    yield


@of("transform-errors")
def the_transform_hangs_each_time(stack: Stack) -> Iterator[None]:
    stack.functions.frozen[name_of("Function", SENTIMENT)] = 4
    stack.put(1)
    stack.wait(minutes=23)
    yield
    stack.put_every(600.0)
    stack.wait(hours=2)
    yield


@of("delivery-failing")
def the_domain_is_away_for_ten_minutes(stack: Stack) -> Iterator[None]:
    stack.faults.order({"search.unavailable": 1.0})
    stack.put_every(30.0)
    stack.wait(minutes=10)
    yield
    stack.faults.heal()
    stack.wait(minutes=20)
    yield


@of("redrive-errors")
def redrive_may_not_list_the_bucket(stack: Stack) -> Iterator[None]:
    stack.setting.aws.intervention = lambda call: (
        Refused("AccessDenied", 403) if call.operation == "ListObjectsV2" else None
    )
    stack.run(REDRIVE)
    stack.wait(minutes=2)
    yield
    stack.setting.aws.intervention = None
    stack.wait(hours=2)
    yield


@of("redrive-behind")
def firehose_takes_nothing_of_what_is_sent_again(stack: Stack) -> Iterator[None]:
    stack.leave("failed/one", failures.lines(failures.index_failure(failures.post(1))))
    stack.firehose.order({"firehose.unavailable": 1.0})
    stack.run(REDRIVE)
    stack.wait(hours=1.2)
    yield
    stack.firehose.heal()
    stack.wait(hours=3)
    yield


@of("dead-records")
def the_domain_finds_no_place_for_a_document(stack: Stack) -> Iterator[None]:
    stack.faults.order({"search.item_rejected": 1.0})
    stack.put(1)
    stack.wait(minutes=5)
    stack.run(REDRIVE)
    stack.wait(hours=2.1)
    yield
    stack.faults.heal()
    stack.wait(hours=2)
    yield


@of("records-waiting")
def the_domain_is_away_for_a_night(stack: Stack) -> Iterator[None]:
    stack.faults.order({"search.unavailable": 1.0})
    stack.run(REDRIVE)
    stack.put(1)
    stack.wait(hours=7)
    yield
    stack.faults.heal()
    stack.wait(hours=6)
    yield


@of("objects-unreadable")
def an_object_is_damaged(stack: Stack) -> Iterator[None]:
    stack.leave("failed/damaged", b"\x1f\x8b not gzip")
    stack.run(REDRIVE)
    stack.wait(minutes=2)
    yield
    stack.wait(hours=2)
    yield


def domain_fault(fault: str, share: float) -> Cause:
    def cause(stack: Stack) -> Iterator[None]:
        stack.faults.order({fault: share})
        stack.wait(minutes=8)
        yield
        stack.faults.heal()
        stack.wait(minutes=8)
        yield

    return cause


of("domain-red")(domain_fault("search.red", 1.0))
of("domain-storage")(domain_fault("search.volume_used", 0.76))
of("domain-blocked")(domain_fault("search.volume_used", 0.81))
