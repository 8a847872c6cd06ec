import gzip
import importlib
import json
import random
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.config import Config
from hypothesis import example, given, settings
from hypothesis import strategies as st

from redrive.bucket import FailuresBucket
from redrive.redrive import SECONDS_FOR_AN_OBJECT, RedriveReport, redrive
from shared.put_records import put_records
from tests.fake_clock import FakeClock
from tests.unit.redrive import failures
from tests.unit.redrive.aws_server import AwsServer, State

KEY = "failed/AmazonOpenSearchService_failed/2026/11/23/15/dev-1"
ONCE = Config(retries={"mode": "standard", "total_max_attempts": 1})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[AwsServer]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with AwsServer() as running:
        monkeypatch.setenv("AWS_ENDPOINT_URL", running.url)
        yield running


@pytest.fixture
def state(server: AwsServer) -> State:
    return server.state


def run(url: str, clock: FakeClock | None = None, seconds_left: float = 70) -> RedriveReport:
    clock = clock or FakeClock()
    with ExitStack() as stack:
        session = boto3.Session("test", "test", region_name="us-east-1")
        s3 = session.client("s3", endpoint_url=url, config=ONCE)
        stack.callback(s3.close)
        firehose = session.client("firehose", endpoint_url=url, config=ONCE)
        stack.callback(firehose.close)
        return redrive(
            FailuresBucket(s3, "failures"),
            lambda records, seconds: put_records(
                firehose,
                "stream",
                records,
                clock=clock,
                random=random.Random(1),
                give_up_after_seconds=seconds,
            ),
            clock,
            clock.monotonic() + seconds_left,
        )


def sent(state: State) -> list[dict[str, Any]]:
    return [json.loads(record) for record in state.taken]


def test_what_failed_is_sent_again_and_then_deleted(server: AwsServer, state: State) -> None:
    state.objects[KEY] = failures.lines(
        failures.transform_failure(failures.post(1)),
        failures.index_failure(failures.post(2, sentiment="NEUTRAL", attempts=1)),
    )
    report = run(server.url)
    assert sent(state) == [
        failures.post(1, attempts=1),
        failures.post(2, sentiment="NEUTRAL", attempts=2),
    ]
    assert state.objects == {}
    assert (report.objects, report.resent, report.dead, report.left) == (1, 2, 0, 0)
    assert dict(report.failures) == {"transform: Lambda.FunctionError": 1, "index: 429": 1}


def test_all_objects_are_found_over_many_pages(server: AwsServer, state: State) -> None:
    for number in range(9):
        body = failures.lines(failures.index_failure(failures.post(number)))
        state.objects[f"failed/x/{number}"] = gzip.compress(body) if number % 2 else body
    state.objects["dead/x"] = state.objects["other"] = b"not ours to send"
    report = run(server.url)
    assert [each["id"] for each in sent(state)] == [str(number) for number in range(9)]
    assert state.pages == 5
    assert report.objects == 9
    assert set(state.objects) == {"dead/x", "other"}


def test_after_three_attempts_a_record_waits_under_dead(server: AwsServer, state: State) -> None:
    tired = failures.transform_failure(failures.post(1, attempts=3))
    state.objects[KEY] = failures.lines(tired, failures.transform_failure(failures.post(2)))
    report = run(server.url)
    assert sent(state) == [failures.post(2, attempts=1)]
    assert state.objects == {KEY.replace("failed/", "dead/", 1): failures.lines(tired)}
    assert (report.resent, report.dead) == (1, 1)


def test_a_record_that_is_no_json_goes_to_dead_as_it_is(server: AwsServer, state: State) -> None:
    broken = failures.transform_failure(b'{"id": "1", "te')
    state.objects[KEY] = failures.lines(broken)
    report = run(server.url)
    assert state.taken == []
    assert state.objects == {KEY.replace("failed/", "dead/", 1): failures.lines(broken)}
    assert report.dead == 1


def test_what_is_not_acknowledged_is_left_for_the_next_run(server: AwsServer, state: State) -> None:
    body = failures.lines(
        failures.index_failure(failures.post(1)), failures.index_failure(failures.post(2))
    )
    state.objects[KEY] = body
    state.refused = {failures.encoded(failures.post(2))}
    report = run(server.url)
    assert state.objects == {KEY: body}
    assert (report.resent, report.left) == (1, 1)
    state.refused = set()
    report = run(server.url)
    assert state.objects == {}
    assert {each["id"] for each in sent(state)} == {"1", "2"}
    assert all(each["attempts"] == 1 for each in sent(state))


def test_a_record_under_dead_is_there_once_when_its_object_is_left_and_read_again(
    server: AwsServer, state: State
) -> None:
    tired = failures.index_failure(failures.post(1, attempts=3))
    state.objects[KEY] = failures.lines(tired, failures.index_failure(failures.post(2)))
    state.refused = {failures.encoded(failures.post(2))}
    reports = [run(server.url), run(server.url)]
    state.refused = set()
    reports.append(run(server.url))
    assert state.objects == {KEY.replace("failed/", "dead/", 1): failures.lines(tired)}
    assert sum(report.dead for report in reports) == 1


def test_a_damaged_object_moves_to_dead_whole_and_nothing_of_it_is_sent(
    server: AwsServer, state: State
) -> None:
    good = failures.lines(failures.index_failure(failures.post(1)))
    damaged = gzip.compress(good)[:-4]
    state.objects = {KEY: damaged, KEY + "2": good + b"half a li", KEY + "3": good}
    report = run(server.url)
    dead = KEY.replace("failed/", "dead/", 1)
    assert state.objects == {dead: damaged, dead + "2": good + b"half a li"}
    assert len(state.taken) == 1
    assert report.unreadable == 2


def test_one_object_that_cannot_be_read_does_not_stop_the_others(
    server: AwsServer, state: State
) -> None:
    for number in range(3):
        body = failures.lines(failures.index_failure(failures.post(number)))
        state.objects[f"failed/{number}"] = body
    state.broken_keys = {"failed/1"}
    report = run(server.url)
    assert set(state.objects) == {"failed/1"}
    assert report.left == 1
    assert "AccessDenied" in report.errors[0]
    assert "GetObject" in report.errors[0]


def test_nothing_is_deleted_when_dead_records_cannot_be_kept(
    server: AwsServer, state: State
) -> None:
    body = failures.lines(failures.index_failure(failures.post(1, attempts=3)))
    state.objects = {KEY: body, KEY + "2": b"damaged"}
    state.read_only = True
    report = run(server.url)
    assert state.objects == {KEY: body, KEY + "2": b"damaged"}
    assert (report.dead, report.unreadable, report.left) == (0, 0, 2)


def test_a_stream_that_refuses_leaves_every_object(server: AwsServer, state: State) -> None:
    body = failures.lines(failures.index_failure(failures.post(1)))
    state.objects = {KEY: body, KEY + "2": body}
    state.firehose_error = "AccessDeniedException"
    report = run(server.url)
    assert state.objects == {KEY: body, KEY + "2": body}
    assert (report.resent, report.left) == (0, 2)
    assert "PutRecordBatch" in report.errors[0]


def test_what_failed_since_the_start_waits_for_the_next_run(
    server: AwsServer, state: State
) -> None:
    clock = FakeClock()
    body = failures.lines(failures.index_failure(failures.post(1)))
    state.objects = {"failed/new": body, "failed/old": body}
    state.modified = {"failed/new": clock.now() + 60}
    assert run(server.url, clock).objects == 1
    assert set(state.objects) == {"failed/new"}


def test_no_object_is_begun_without_the_time_to_finish_it(server: AwsServer, state: State) -> None:
    body = failures.lines(failures.index_failure(failures.post(1)))
    state.objects = {f"failed/{number}": body for number in range(3)}
    report = run(server.url, seconds_left=SECONDS_FOR_AN_OBJECT - 1)
    assert (report.objects, report.left) == (0, 3)
    assert len(state.objects) == 3
    assert state.taken == []


def test_a_stream_that_takes_nothing_is_given_up_before_the_deadline(
    server: AwsServer, state: State
) -> None:
    clock = FakeClock()
    state.objects[KEY] = failures.lines(failures.index_failure(failures.post(1)))
    state.refused = {failures.encoded(failures.post(1))}
    run(server.url, clock, seconds_left=120)
    assert clock.monotonic() < 120
    assert set(state.objects) == {KEY}


RECORDS = st.one_of(
    st.builds(
        lambda number, attempts: failures.encoded(failures.post(number, attempts=attempts)),
        st.integers(0, 50),
        st.integers(0, 4),
    ),
    st.binary(max_size=10),
)
OBJECTS = st.lists(
    st.tuples(st.lists(RECORDS, max_size=6), st.sampled_from(["plain", "gzip", "damaged"])),
    max_size=5,
)


def without_attempts(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "attempts"}


@settings(deadline=None, max_examples=25)
@example([([b"{}"], "plain")], set())
@given(OBJECTS, st.sets(st.integers(0, 50)))
def test_no_record_is_ever_lost(
    objects: list[tuple[list[bytes], str]], refused_ids: set[int]
) -> None:
    bodies = {}
    for number, (records, kind) in enumerate(objects):
        body = failures.lines(*(failures.index_failure(record) for record in records))
        damaged = body + b"{"
        packed = {"plain": body, "gzip": gzip.compress(body), "damaged": damaged}
        bodies[f"failed/{number}"] = packed[kind]
    with AwsServer() as server:
        state = server.state
        state.objects = dict(bodies)
        state.refused = {failures.encoded(failures.post(number)) for number in refused_ids}
        run(server.url)
    kept = state.objects
    taken = [without_attempts(each) for each in sent(state)]
    for number, (records, kind) in enumerate(objects):
        key = f"failed/{number}"
        if key in kept:
            assert kept[key] == bodies[key]
        elif kind == "damaged":
            assert kept[f"dead/{number}"] == bodies[key]
        else:
            dead = kept.get(f"dead/{number}", b"")
            for record in records:
                line = failures.lines(failures.index_failure(record))
                assert line in dead or without_attempts(json.loads(record)) in taken


@pytest.fixture
def function(server: AwsServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    settings = {
        "STACK": "dev",
        "POWERTOOLS_SERVICE_NAME": "redrive",
        "POWERTOOLS_METRICS_NAMESPACE": "TweetSentiment",
        "FAILURES_BUCKET": "failures",
        "DELIVERY_STREAM": "stream",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    sys.modules.pop("redrive.handler", None)
    module = importlib.import_module("redrive.handler")
    yield module
    module.firehose.close()
    module.s3.close()


def test_the_function_reports_and_measures_what_it_did(
    function: ModuleType,
    state: State,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    state.objects[KEY] = failures.lines(
        failures.index_failure(failures.post(1)),
        failures.index_failure(failures.post(2, attempts=3)),
    )
    state.objects[KEY + "2"] = b"damaged"
    context = SimpleNamespace(
        function_name="redrive",
        memory_limit_in_mb=256,
        invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:redrive",
        aws_request_id="1",
        get_remaining_time_in_millis=lambda: 300_000,
    )
    answer = function.handler({}, context)
    assert answer == {"objects": 2, "resent": 1, "dead": 1, "unreadable": 1, "left": 0}
    printed = capsys.readouterr().out
    (line,) = [json.loads(line) for line in printed.splitlines() if '"_aws"' in line]
    names = [each["Name"] for each in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]]
    assert {name: line[name] for name in names} == {
        "ObjectsRead": [2.0],
        "RecordsResent": [1.0],
        "RecordsDead": [1.0],
        "ObjectsUnreadable": [1.0],
        "ObjectsLeft": [0.0],
    }
    logged = [vars(record) for record in caplog.records]
    assert "Redriven" in caplog.messages
    assert "text" not in f"{[entry['msg'] for entry in logged]} {printed}"
