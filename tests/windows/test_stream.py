"""What a window hands on of its stream, and what its report tells of it."""

from __future__ import annotations

from typing import Any

from shared.snowflake import first_id_at
from tests.unit.collector.setting import Setting, hexed

OURS = "tweet-sentiment/dev/"


def test_a_window_delivers_every_post_of_its_stream_in_order(setting: Setting) -> None:
    ids = setting.publish_later(10, 700)
    report = setting.run()

    assert (report.outcome, report.warnings) == ("deadline", [])
    assert setting.delivered == ids
    assert report.sent == report.posts_from_stream == report.posts_read_today == 700
    records = setting.kept.records()
    assert {record["matched"][0] for record in records} == {"sun"}
    assert {record["source"] for record in records} == {"stream"}


def test_a_text_is_as_its_author_typed_it_from_the_stream_and_from_search(setting: Setting) -> None:
    typed = "sun: write &lt;b&gt; for bold, 1 < 2 && 3 > 2, &amp;amp; & &copy;"
    setting.order({"kind": "operational_disconnect", "after_posts": 1})
    setting.publish_later(10, 1, typed)
    setting.later(10.5, setting.road.break_all)
    setting.later(10.1, lambda: setattr(setting.road, "is_closed", True))
    setting.publish_later(15, 1, typed)
    setting.later(20, lambda: setattr(setting.road, "is_closed", False))
    setting.run(remaining=200.0)
    records = setting.kept.records()
    assert {record["source"] for record in records} == {"stream", "search"}
    assert {record["text"] for record in records} == {typed}


def test_a_document_says_which_keyword_matched_even_when_x_leaves_the_tag_out(
    setting: Setting,
) -> None:
    ours, cats = setting.hold_rules(
        {"value": "sun -is:retweet", "tag": OURS + "sun"}, {"value": "cats"}
    )
    expected: list[tuple[Any, list[str]]] = [
        ([{"id": ours, "tag": OURS + "sun"}], ["sun"]),
        ([{"id": ours}], ["sun"]),
        ([{"id": ours, "tag": OURS + "renamed"}], ["sun"]),
        ([{"id": cats}, {"id": ours, "tag": ""}], [cats, "sun"]),
        (
            [{"id": "77", "tag": OURS + "new"}, {"id": "78", "tag": "someone's"}],
            ["new", "someone's"],
        ),
        ([{"id": "77", "tag": f"their/{OURS}new"}], [f"their/{OURS}new"]),
        ([{"id": "77", "tag": "same"}, {"id": "78", "tag": "same"}], ["same"]),
        ([{"id": 77}], ["77"]),
        ([{"id": "77", "tag": 5}], ["77"]),
        ([{"tag": "tag alone"}], ["tag alone"]),
        ([{"id": ours, "tag": 7}, 5, "x", None], ["sun"]),
        ([{"id": "77", "tag": OURS}], []),
        (None, []),
        ({"id": ours}, []),
        ([7, {"tag": 5}, {"id": None}, {"id": [ours]}, {"id": ""}], []),
    ]
    first = first_id_at(setting.clock.now())
    for number, (rules, _) in enumerate(expected):
        data = {"id": str(first + number), "text": "sun"}
        line = hexed({"data": data, "matching_rules": rules})
        setting.order({"kind": "raw", "line": line})
    report = setting.run()

    assert [record["matched"] for record in setting.kept.records()] == [
        matched for _, matched in expected
    ]
    assert report.warnings == [
        "1 rules of this X app are not ours; their posts are read and billed too: cats (tag none)"
    ]


def test_the_tag_is_found_by_the_rules_id_when_the_stream_leaves_tags_out(
    setting: Setting,
) -> None:
    setting.order({"kind": "no_tag"}, {"kind": "errors_with_data"})
    ids = setting.publish_later(10, 2)
    report = setting.run()
    assert setting.delivered == ids
    assert [record["matched"] for record in setting.kept.records()] == [["sun"], ["sun"]]
    assert (report.disconnects, report.bad_lines, report.unknown_messages) == (0, 0, 0)


def test_a_post_without_a_number_for_an_id_is_a_damaged_line(setting: Setting) -> None:
    odd: list[Any] = ["none", "0", "-5", 1.5, None, [], "9" * 25]
    for post_id in odd:
        setting.order({"kind": "raw", "line": hexed({"data": {"id": post_id, "text": "sun"}})})
    report = setting.run()
    assert (report.bad_lines, report.posts_read, report.sent) == (7, 0, 0)
    assert (report.gaps.opened, report.gaps.closed) == (1, 1)
