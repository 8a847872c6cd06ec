"""Many objects: the oldest first, several at once, and each of them delays itself alone."""

from __future__ import annotations

import gzip
import resource

import pytest

from redrive import bucket, objects
from redrive.bucket import FAILED_PREFIX, FailuresBucket
from redrive.decisions import RetryPolicy
from redrive.delivery import Delivery
from redrive.redrive import AT_ONCE, Redrive
from redrive.report import RedriveReport
from sandbox.simulation.aws import Call, InProcessAws, NoAnswer, Refused
from sandbox.simulation.clock import JumpingClock
from sandbox.simulation.services import date_objects_by
from tests.unit.redrive import failures
from tests.unit.redrive.setting import DEAD, KEY, Setting, waiting

MIB = 1024 * 1024


def test_the_oldest_come_first_whatever_their_prefix(setting: Setting) -> None:
    for number, key in enumerate(["failed/z", "failed/b/1", "failed/a", "failed/b/0"]):
        setting.put(key, waiting(number))
        setting.clock.advance(1)
    setting.run()
    assert [each["id"] for each in setting.sent] == ["0", "1", "2", "3"]


def test_of_too_many_the_oldest_are_taken(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket, "MOST_OBJECTS", 3)
    for number in range(5):
        setting.put(f"failed/{9 - number}", waiting(number))
        setting.clock.advance(1)
    assert setting.run()["objects"] == 3
    assert set(setting.objects()) == {"failed/6", "failed/5"}


def test_an_object_that_another_run_has_done_is_no_trouble(setting: Setting) -> None:
    setting.put("failed/1", waiting(1))
    setting.put("failed/2", waiting(2))
    setting.refuse("GetObject", "NoSuchKey", 404, key="failed/1")
    answer = setting.run()
    assert (answer["objects"], answer["resent"], answer["left"]) == (2, 1, 0)
    assert setting.calls.count("DeleteObject") == 1


def test_an_error_that_nobody_thought_of_is_its_objects_alone(
    setting: Setting, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stage(failure: dict[str, object]) -> str:
        if "esIndexName" in failure:
            return "index"
        raise ZeroDivisionError("a secret text")

    setting.put("failed/1", waiting(1))
    setting.put("failed/2", failures.encoded({"rawData": "e30="}))
    monkeypatch.setattr(objects, "_stage", stage)
    answer = setting.run()
    assert (answer["objects"], answer["resent"], answer["left"]) == (2, 1, 1)
    assert set(setting.objects()) == {"failed/2"}
    told = [vars(each)["error"] for each in caplog.records if each.levelname == "ERROR"]
    assert told == ["failed/2: ZeroDivisionError"]


@pytest.mark.parametrize(("written_ago", "told"), [(1000.0, 1000.0), (150.0, 200.0), (None, 200.0)])
def test_how_old_the_oldest_is_that_still_waits_is_told(
    setting: Setting,
    capsys: pytest.CaptureFixture[str],
    written_ago: float | None,
    told: float,
) -> None:
    """By when its post was written, or when its object came, whichever is longer ago."""
    written = written_ago and failures.iso(setting.clock.now() + 300 - written_ago)
    for number, key in enumerate(("failed/1", "failed/2", "failed/3")):
        post = failures.post(number, created_at=written)
        setting.put(key, failures.lines(failures.index_failure(post)))
        setting.clock.advance(100)
    setting.refuse("DeleteObject", "AccessDenied", 403, key="failed/2")
    setting.run()
    assert f'"OldestWaitingSeconds":[{told}]' in capsys.readouterr().out


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(bytes(100_000_000), 1),
        gzip.compress(b"\n" * 600_000),
        gzip.compress(b" \n" * 40_000_000, 1),
        gzip.compress((b"{" + b" " * 4_000_000 + b"}\n") * 7, 1),
        b"x" * (objects.LONGEST_LINE_BYTES + 1),
    ],
    ids=["zeros", "lines", "blanks", "large", "line"],
)
def test_what_is_more_than_firehose_writes_is_put_aside_unread(
    setting: Setting, body: bytes
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    setting.put(KEY, body)
    setting.put(KEY + "2", waiting(2))
    answer = setting.run()
    assert (answer["unreadable"], answer["resent"]) == (1, 1)
    assert setting.objects() == {DEAD: body}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000, "KiB"


@pytest.mark.parametrize(
    ("bytes_a_record", "expected"), [(MIB // 4, [5, 5, 2]), (MIB // 4 + 1, [4, 4, 4])]
)
def test_few_of_a_large_objects_records_are_in_memory_at_once(
    setting: Setting, bytes_a_record: int, expected: list[int]
) -> None:
    rest = len(failures.encoded(failures.post(10, text="", attempts=1)))
    text = "x" * (bytes_a_record - rest)
    posts = [failures.post(number, text=text) for number in range(10, 22)]
    setting.put(KEY, failures.lines(*(failures.index_failure(each) for each in posts)))
    batches: list[int] = []

    def count(call: Call) -> None:
        if call.operation == "PutRecordBatch":
            batches.append(len(call.body["Records"]))

    setting.verdict = count
    assert setting.run()["resent"] == 12
    assert batches == expected, "a batch ends with the record that makes it more than a MiB"


def test_a_file_is_in_memory_while_it_is_small_and_on_disk_then() -> None:
    with bucket.new_file() as file:
        file.write(bytes(bucket.BYTES_IN_MEMORY))
        assert file.name is None
        file.write(b"x")
        assert file.name is not None


def test_those_for_which_there_is_no_time_wait_as_well(
    setting: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(3):
        setting.put(f"failed/{number}", waiting(number))
        setting.clock.advance(100)
    setting.run(seconds_left=59)
    told = capsys.readouterr().out
    assert '"OldestWaitingSeconds":[300.0]' in told
    assert '"ObjectsWaiting":[3.0]' in told


def test_what_is_too_large_for_the_disk_is_put_aside_without_a_look(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = waiting(*range(9))
    setting.put(KEY, body)
    for limit, unreadable in ((len(body) - 1, 1), (len(body), 0)):
        monkeypatch.setattr(bucket, "MOST_PACKED_BYTES", limit)
        setting.put(KEY, body)
        assert setting.run()["unreadable"] == unreadable
    assert setting.objects() == {DEAD: body}
    assert len(setting.sent) == 9


def test_what_is_not_read_to_its_end_holds_no_connection(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There are as many as objects are sent at once; a run that lost them all would stand still."""
    bodies = []
    setting.function.s3.meta.events.register(
        "after-call.s3.GetObject", lambda parsed, **_: bodies.append(parsed["Body"])
    )
    setting.put(KEY, waiting(1))
    monkeypatch.setattr(bucket, "MOST_PACKED_BYTES", 1)
    assert setting.run()["unreadable"] == 1
    assert [body._raw_stream.closed for body in bodies] == [True]


class Threads:
    """Runs of the product with threads, on a clock that jumps; each call takes 40 ms."""

    def __init__(self, objects: int, *, seconds_a_call: float = 0.04) -> None:
        self.clock = JumpingClock()
        self.slow: dict[str, float] = {}
        self._seconds_a_call = seconds_a_call
        self.aws = InProcessAws(self._see)
        self._s3 = InProcessAws().client("s3")
        date_objects_by(self.clock.now)
        self._objects = objects

    def _see(self, call: Call) -> Refused | NoAnswer | None:
        name = call.path.rsplit("/", 1)[-1]
        self.clock.sleep(self.slow.get(name, self._seconds_a_call))
        return None

    def fill(self, setting: Setting) -> None:
        for number in range(self._objects):
            setting.put(f"failed/{number:05}", waiting(number))

    def run(self, setting: Setting, seconds: float = 900.0) -> RedriveReport:
        failed = FailuresBucket(self.aws.client("s3"), setting.bucket)
        firehose, cloudwatch = (self.aws.client(name) for name in ("firehose", "cloudwatch"))
        delivery = Delivery(firehose, cloudwatch, setting.stream, self.clock)
        deadline = self.clock.monotonic() + seconds
        policy = RetryPolicy(30 * 86_400.0, insists=False, second=1.0)
        redrive = Redrive(failed, delivery, self.clock, deadline, policy, lambda _: None)
        return redrive.run(FAILED_PREFIX)


def test_several_objects_are_sent_at_once(setting: Setting) -> None:
    threads = Threads(4 * AT_ONCE)
    threads.fill(setting)
    report = threads.run(setting)
    assert (report.objects, report.resent, report.left) == (32, 32, 0)
    assert setting.objects() == {}
    assert threads.clock.monotonic() == pytest.approx(2 * 0.04 + 4 * 3 * 0.04), (
        "a list and a look first"
    )


def test_one_slow_object_delays_none_but_itself(setting: Setting) -> None:
    threads = Threads(5 * AT_ONCE)
    threads.fill(setting)
    threads.slow["00003"] = 30.0
    report = threads.run(setting, seconds=95.0)
    assert (report.resent, report.left) == (5 * AT_ONCE, 0)
    assert threads.clock.monotonic() < 61


def test_two_runs_at_once_lose_nothing(setting: Setting) -> None:
    threads = Threads(40)
    threads.fill(setting)
    reports: list[RedriveReport] = []
    other = threads.clock.thread(lambda: reports.append(threads.run(setting)), "other")
    other.start()
    reports.append(threads.run(setting))
    other.join()
    assert [report.left for report in reports] == [0, 0]
    assert setting.objects() == {}
    assert {each["id"] for each in setting.sent} == {str(number) for number in range(40)}
