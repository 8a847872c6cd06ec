"""A line that can't be read may have been a post: it is searched for, and told."""

from __future__ import annotations

from typing import Any

import pytest

from collector.state.table import StateTable
from shared.snowflake import first_id_at
from tests.unit.collector.setting import Setting, hexed


@pytest.mark.parametrize("line", [b'{"data":{"id":"2123', b"[]", b"\xff", b'{"data":[]}'])
def test_a_damaged_line_does_not_lose_its_post(setting: Setting, line: bytes) -> None:
    lost: list[int] = []

    def lose() -> None:
        rules = setting.x.answer("GET rules", {}, None, "").body["data"]
        ids = [rule["id"] for rule in rules]
        setting.x.answer("POST rules", {}, {"delete": {"ids": ids}}, "")
        lost.append(setting.publish())
        setting.hold_rules(*({"value": rule["value"], "tag": rule["tag"]} for rule in rules))
        setting.order({"kind": "raw", "line": hexed(line)})

    setting.later(12, lose)
    report = setting.run()

    assert setting.delivered == lost
    assert {record["source"] for record in setting.kept.records()} == {"search"}
    assert (report.bad_lines, report.posts_from_search) == (1, 1)


@pytest.mark.parametrize("name", ["post", "tweet", "item"])
def test_posts_under_a_new_name_are_searched_for_and_told(setting: Setting, name: str) -> None:
    """X is one to rename: it called `tweet.fields` `post.fields`."""
    ids: list[int] = []

    def publish() -> None:
        rules = setting.x.answer("GET rules", {}, None, "").body["data"]
        setting.x.answer("POST rules", {}, {"delete": {"ids": [rules[0]["id"]]}}, "")
        ids.extend(setting.publish() for _ in range(5))
        setting.hold_rules({"value": rules[0]["value"], "tag": rules[0]["tag"]})
        for post_id in ids:
            line = {name: {"id": str(post_id)}, "matching_rules": [{"id": "7"}]}
            setting.order({"kind": "raw", "line": hexed(line)})

    setting.later(12, publish)
    report = setting.run()
    assert sorted(setting.delivered) == ids
    assert (report.bad_lines, report.unknown_messages, report.posts_from_search) == (5, 0, 5)
    assert report.gaps.closed == 1
    assert report.warnings == [
        "5 lines of the stream can't be read: what was posted about then is searched for."
    ]
    assert report.fields_never_seen == ["data"], "an alarm watches that"


def test_one_odd_message_with_an_id_among_posts_is_no_renaming(setting: Setting) -> None:
    setting.order({"kind": "raw", "line": hexed({"news": {"id": "7"}})})
    setting.publish_later(10, 1)
    report = setting.run()
    assert (report.bad_lines, report.fields_never_seen) == (1, [])


def test_a_post_damaged_on_its_way_is_found_while_the_stream_goes_on(setting: Setting) -> None:
    setting.order({"kind": "damaged_line", "after_posts": 1})
    ids = setting.publish_later(10, 3)
    report = setting.run()
    assert sorted(setting.delivered) == ids
    assert (report.bad_lines, report.disconnects, report.gaps.open) == (1, 0, 0)


@pytest.mark.parametrize("kind", ["truncated_line", "reset_mid_line", "reset", "silence"])
def test_a_post_cut_off_in_the_middle_is_found(setting: Setting, kind: str) -> None:
    faults: list[dict[str, Any]] = [{"kind": kind, "after_posts": 3, "seconds": 100.0}]
    setting.order(*faults)
    ids = setting.publish_later(10, 3)
    more = setting.publish_later(11, 3)
    report = setting.run(remaining=200.0)
    assert sorted(setting.delivered) == ids + more
    assert (report.disconnects, report.gaps.open) == (1, 0)


def test_a_post_of_a_page_that_can_not_be_read_counts_as_a_damaged_line_does(
    setting: Setting, state: StateTable
) -> None:
    now = setting.clock.now()
    state.put("gap", "odd", {"first": first_id_at(now - 600), "last": first_id_at(now)})
    page = {"data": [{"text": "sun"}, {"id": "none"}], "meta": {"result_count": 2}}
    setting.order({"kind": "answer", "where": "search", "status": 200, "line": hexed(page)})
    report = setting.run()
    assert report.bad_lines == 2
    assert "2 posts that search found can't be read: they have no id." in report.warnings
