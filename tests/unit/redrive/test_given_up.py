"""What can not be sent again waits under dead/ for a person, as it was."""

from __future__ import annotations

import gzip

import pytest

from sandbox.simulation.aws import Call, NoAnswer, Refused
from tests.unit.redrive import failures
from tests.unit.redrive.setting import DEAD, KEY, Setting, unfit, waiting


def test_what_is_given_up_is_under_dead_and_its_neighbours_are_sent(setting: Setting) -> None:
    setting.put(KEY, failures.lines(unfit(1)) + waiting(2) + failures.lines(unfit(3)))
    answer = setting.run()
    assert setting.sent == [failures.post(2, attempts=1)]
    assert setting.unpacked() == {DEAD: failures.lines(unfit(1), unfit(3))}
    assert (answer["resent"], answer["dead"], answer["left"]) == (1, 2, 0)


def test_only_the_first_part_of_a_key_says_that_it_is_dead(setting: Setting) -> None:
    setting.put("failed/a/failed/b", failures.lines(unfit(1)))
    setting.run()
    assert set(setting.objects()) == {"dead/a/failed/b"}


def test_a_record_that_is_no_json_goes_to_dead_as_it_is(setting: Setting) -> None:
    broken = failures.lines(failures.transform_failure(b'{"id": "1", "te'))
    setting.put(KEY, broken)
    assert setting.run()["dead"] == 1
    assert "PutRecordBatch" not in setting.calls
    assert setting.unpacked() == {DEAD: broken}


def test_a_damaged_object_moves_to_dead_whole_and_nothing_of_it_is_sent(setting: Setting) -> None:
    damaged = gzip.compress(waiting(1))[:-4]
    foreign = b"half a li\nne\n"
    for key, body in ((KEY, damaged), (KEY + "2", foreign), (KEY + "3", waiting(3))):
        setting.put(key, body)
    answer = setting.run()
    assert setting.objects() == {DEAD: damaged, DEAD + "2": foreign}
    assert [each["id"] for each in setting.sent] == ["3"]
    assert answer == {
        "objects": 3,
        "resent": 1,
        "superseded": 0,
        "dead": 0,
        "unreadable": 2,
        "postponed": 0,
        "left": 0,
    }


@pytest.mark.parametrize("damaged", [b"half a li", b"{}", b"[]", b'{"rawData": null}', b"\xff"])
def test_a_damaged_line_goes_to_dead_alone_and_its_neighbours_are_sent(
    setting: Setting, damaged: bytes
) -> None:
    setting.put(KEY, waiting(1) + damaged + b"\n" + waiting(2))
    answer = setting.run()
    assert (answer["resent"], answer["dead"], answer["unreadable"]) == (2, 1, 0)
    assert setting.unpacked() == {DEAD: damaged + b"\n"}


def test_what_another_run_put_aside_in_the_meantime_is_told_by_that_one_alone(
    setting: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged = gzip.compress(failures.lines(failures.conflict(failures.post(1))))[:-4]

    def be_quicker(call: Call) -> None:
        if call.operation == "CopyObject":
            setting.put(DEAD, damaged)
            setting.remove(KEY)

    setting.put(KEY, damaged)
    setting.put(KEY + "2", waiting(2))
    setting.verdict = be_quicker
    answer = setting.run()
    assert (answer["resent"], answer["unreadable"], answer["left"]) == (1, 0, 0)
    assert setting.objects() == {DEAD: damaged}
    assert answer["superseded"] == 0
    assert '"ERROR"' not in capsys.readouterr().out


def test_what_is_given_up_is_under_dead_before_its_object_goes(setting: Setting) -> None:
    for body, write in ((failures.lines(unfit(1)), "PutObject"), (b"damaged", "CopyObject")):
        setting.put(KEY, body)
        setting.calls.clear()
        setting.run()
        assert setting.calls == ["ListObjectsV2", "GetObject", write, "DeleteObject"]


@pytest.mark.parametrize("verdict", [Refused("AccessDenied", 403), NoAnswer(done=True)])
@pytest.mark.parametrize(
    ("body", "told"), [(b"damaged", (0, 1)), (failures.lines(unfit(1)), (1, 0))]
)
def test_what_is_put_aside_is_told_though_nobody_knows_whether_its_object_went(
    setting: Setting, verdict: Refused | NoAnswer, body: bytes, told: tuple[int, int]
) -> None:
    setting.put(KEY, body)
    setting.verdict = lambda call: verdict if call.operation == "DeleteObject" else None
    answer = setting.run()
    assert (answer["dead"], answer["unreadable"]) == told
    assert (answer["left"], set(setting.objects()) >= {DEAD}) == (1, True)


def test_nothing_is_deleted_when_what_is_given_up_can_not_be_kept(setting: Setting) -> None:
    bodies = {KEY: failures.lines(unfit(1)), KEY + "2": b"damaged"}
    for key, body in bodies.items():
        setting.put(key, body)
    setting.verdict = lambda call: (
        Refused("AccessDenied", 403) if call.operation in ("PutObject", "CopyObject") else None
    )
    answer = setting.run()
    assert setting.objects() == bodies
    assert (answer["dead"], answer["unreadable"], answer["left"]) == (0, 0, 2)
