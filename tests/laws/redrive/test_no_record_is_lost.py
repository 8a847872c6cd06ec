"""Whatever the bucket holds and Firehose refuses, each record is sent, kept or waits."""

from __future__ import annotations

import gzip
import json
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.unit.redrive import failures
from tests.unit.redrive.setting import Setting

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


def packed(records: list[bytes], kind: str) -> bytes:
    body = failures.lines(*(failures.index_failure(record) for record in records))
    return {"plain": body, "gzip": gzip.compress(body, mtime=0), "damaged": body + b"{"}[kind]


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example([([b"{}"], "plain")], set())
@example([([failures.encoded(failures.post(7))], "gzip")], {7})
@given(OBJECTS, st.sets(st.integers(0, 50)))
def test_no_record_is_ever_lost(
    setting: Setting, objects: list[tuple[list[bytes], str]], refused: set[int]
) -> None:
    setting.empty()
    setting.refuse_posts(*refused)
    bodies = {f"failed/{number}": packed(*each) for number, each in enumerate(objects)}
    for key, body in bodies.items():
        setting.put(key, body)
    setting.run(seconds_left=70)
    kept, unpacked = setting.objects(), setting.unpacked()
    taken = [without_attempts(each) for each in setting.sent]
    for number, (records, kind) in enumerate(objects):
        if kept.get(f"failed/{number}") == bodies[f"failed/{number}"]:
            continue
        still_there = b"".join(unpacked.get(f"{each}/{number}", b"") for each in ("failed", "dead"))
        for record in records:
            line = failures.lines(failures.index_failure(record))
            assert line in still_there or without_attempts(json.loads(record)) in taken
        assert kind != "damaged" or still_there.rstrip(b"\n").endswith(b"{")
