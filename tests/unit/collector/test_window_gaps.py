"""What the stream did not deliver is found by search, once."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from collector.state.table import StateTable
from shared.snowflake import first_id_at
from tests.unit.collector.helpers import message, new_id, post
from tests.unit.collector.x_server import StreamWriter

if TYPE_CHECKING:
    pass

from tests.unit.collector.window_setting import BLIND, LAGGING, QUICK, Setting, quiet


def test_what_a_killed_window_missed_is_found_by_search(
    setting: Setting, state: StateTable
) -> None:
    now = time.time()
    state.put("lease", "stream", {"owner": "killed", "fence": 4, "lives_until": int(now * 1000)})
    state.put("checkpoint", "stream", {"post_id": first_id_at(now - 60), "fence": 4})
    missed = [new_id(now - age) for age in (50, 20, 1)]
    setting.found = [post(post_id) for post_id in missed]
    setting.x.on_stream = quiet
    report = setting.run(timing=QUICK)

    assert report.outcome == "deadline"
    assert sorted(setting.firehose.ids) == sorted(map(str, missed))
    assert (report.gaps.opened, report.gaps.closed, report.gaps.open) == (1, 1, 0)
    assert report.posts_from_search == report.posts_read == 3
    assert {record["source"] for record in setting.firehose.records} == {"search"}


def test_what_was_sent_is_known_until_the_gap_around_it_is_filled(setting: Setting) -> None:
    def stream(writer: StreamWriter) -> None:
        writer.accept()
        for _ in range(20):
            post_id = new_id(time.time())
            setting.found.append(post(post_id))
            writer.post(message(post_id))
        writer.keep_alive_until_gone(0.05)

    def steady(writer: StreamWriter) -> None:
        writer.accept()
        while writer.post(message(new_id(time.time()))):
            setting.x.stopping.wait(0.02)

    setting.x.on_stream = stream
    assert setting.run(owner="one", timing=LAGGING).sent == 20
    setting.x.on_stream = steady
    assert setting.run(owner="two", timing=BLIND).gaps.open == 1
    setting.x.on_stream = quiet
    third = setting.run(owner="three", timing=QUICK)

    assert third.gaps.open == 0
    assert (third.sent, third.duplicates) == (0, 20)


def test_posts_lost_in_a_disconnect_are_found_once(setting: Setting) -> None:
    notice = {"errors": [{"title": "operational-disconnect", "disconnect_type": "ForceDisconnect"}]}
    sent: list[int] = []

    def stream(writer: StreamWriter) -> None:
        writer.accept()
        received, lost = new_id(time.time()), new_id(time.time())
        setting.found.extend([post(received), post(lost)])
        sent.append(received)
        writer.post(message(received))
        if len(sent) == 1:
            writer.post(notice)
        writer.keep_alive_until_gone(0.05)

    setting.x.on_stream = stream
    report = setting.run(timing=QUICK)

    ids = setting.firehose.ids
    assert len(ids) == len(set(ids))
    assert {*(item["id"] for item in setting.found[:2]), str(sent[1])} <= set(ids)
    assert report.disconnects == 1
    assert report.disconnect_reasons == {"notice": 1}
    assert (report.gaps.closed, report.gaps.open) == (1, 0)
    assert report.duplicates >= 1


def test_a_damaged_line_does_not_lose_its_post(setting: Setting) -> None:
    made: list[int] = []

    def stream(writer: StreamWriter) -> None:
        damaged, good = new_id(time.time()), new_id(time.time())
        made.extend([damaged, good])
        setting.found = [post(damaged)]
        writer.accept()
        writer.send(b'{"data":{"id":"' + str(damaged).encode() + b'","te\r\n')
        writer.post(message(good))
        writer.keep_alive_until_gone(0.05)

    setting.x.on_stream = stream
    report = setting.run(timing=QUICK)

    assert sorted(setting.firehose.ids) == sorted(map(str, made))
    assert (report.bad_lines, report.disconnects) == (1, 0)
