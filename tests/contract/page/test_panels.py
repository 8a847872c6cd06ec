"""What a panel asks and shows, beyond what the present dashboards use; refusals say why."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sandbox.page.aggregations import search_body
from sandbox.page.answers import drawing
from sandbox.page.definitions import (
    Aggregation,
    IndexPattern,
    NotDrawableError,
    Panel,
    Place,
    read_definitions,
)
from sandbox.page.index import Index
from sandbox.page.periods import Period, interval
from sandbox.page.queries import saved_conditions
from sandbox.page.rows import Row, flatten
from sandbox.page.snapshot import take_snapshot
from tests.contract.page.documents import DASHBOARDS

Json = dict[str, Any]

PERIOD = Period(0, 60_000)
PATTERN = IndexPattern("tweets-*", "created_at", frozenset({"analysed_at"}))
COUNT = Aggregation("1", "count", "metric", {})
MOOD = Aggregation("2", "avg", "metric", {"field": "sentiment_net"})

MEDIAN = Aggregation("3", "percentiles", "metric", {"field": "lag_seconds"})
STEPS = {"type": "steps", "data": {"id": "1"}}


def terms(**params: Any) -> Aggregation:
    return Aggregation("9", "terms", "segment", {"field": "lang", "orderBy": "1", **params})


def panel(*aggregations: Aggregation, kind: str = "pie", **rest: Any) -> Panel:
    return Panel("p", "Panel", kind, Place(0, 0, 1, 1), PATTERN, "", aggregations, **rest)


def answer(*buckets: Json, other: int = 0, rest: Json | None = None) -> Json:
    found = {"9": {"buckets": list(buckets), "sum_other_doc_count": other}, **(rest or {})}
    return {"hits": {"total": {"value": 100}}, "aggregations": found}


def bucket(key: str, count: int, mood: float = 0) -> Json:
    return {"key": key, "doc_count": count, "2": {"value": mood}}


def test_an_order_by_a_metric_is_finished_here_over_all_terms() -> None:
    wanted = panel(COUNT, MOOD, terms(orderBy="2", size=2))
    body = search_body(wanted, PERIOD, {})
    assert body is not None
    assert body["aggs"]["9"]["terms"] == {"field": "lang", "size": 10_000}
    found = answer(bucket("en", 9, 0.1), bucket("de", 5, 0.9), bucket("ja", 1, 0.5))
    assert flatten(wanted, found) == [Row(("de",), (5, 0.9)), Row(("ja",), (1, 0.5))]


def test_documents_without_the_field_are_a_bucket_of_their_own() -> None:
    wanted = panel(COUNT, terms(missingBucket=True, missingBucketLabel="No language"))
    body = search_body(wanted, PERIOD, {})
    assert body is not None
    assert body["aggs"]["9-missing"] == {"missing": {"field": "lang"}}
    found = answer(bucket("en", 9), bucket("de", 2), rest={"9-missing": {"doc_count": 4}})
    assert [row.keys[0] for row in flatten(wanted, found)] == ["en", "No language", "de"]


def test_terms_beyond_the_size_are_counted_as_other() -> None:
    found = answer(bucket("en", 9), other=6)
    rows = flatten(panel(COUNT, terms(otherBucket=True, size=1)), found)
    assert rows == [Row(("en",), (9,)), Row(("Other",), (6,))]


def test_the_newest_time_is_read_from_the_newest_document() -> None:
    newest = panel(Aggregation("3", "max", "metric", {"field": "analysed_at"}), kind="metric")
    body = search_body(newest, PERIOD, {})
    assert body is not None
    assert body["aggs"]["3"]["top_hits"]["sort"][0]["analysed_at"]["order"] == "desc"
    hits = {"hits": [{"_source": {"analysed_at": "2026-11-23T20:15:04.000Z"}}]}
    drawn = drawing(newest, answer(rest={"3": {"hits": hits}}), PERIOD)
    assert drawn["numbers"][0]["value"] == "2026-11-23T20:15:04.000Z"


def test_raw_html_in_a_text_panel_is_escaped_and_script_links_are_not_links() -> None:
    markdown = "<script>x</script> [a](javascript:x) [b](https://x.com) [c](#/view/other)"
    text = drawing(panel(kind="markdown", params={"markdown": markdown}), {}, PERIOD)["html"]
    assert "<script" not in text
    assert 'href="javascript' not in text
    assert 'href="https://x.com"' in text
    assert 'href="#/view/other"' in text


@pytest.mark.parametrize(
    ("undrawable", "reason"),
    [
        (panel(COUNT, terms(), kind="gauge"), "type 'gauge' are not drawn"),
        (panel(COUNT, terms(), terms()), "one split and one metric"),
        (panel(COUNT, terms(include="e.*")), "'include'"),
        (panel(COUNT, terms(orderBy="7")), "order of '7'"),
        (panel(MEDIAN, kind="metric"), "metric 'percentiles'"),
        (panel(COUNT, Aggregation("9", "geohash_grid", "segment", {})), "split 'geohash_grid'"),
        (panel(COUNT, terms(), query={"query": "lang > (1", "language": "kuery"}), "KQL query"),
        (panel(COUNT, terms(), kind="line", params={"seriesParams": [STEPS]}), "drawn as 'steps'"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_reason(undrawable: Panel, reason: str) -> None:
    def ask_and_draw() -> None:
        search_body(undrawable, PERIOD, {})
        drawing(undrawable, answer(bucket("en", 1)), PERIOD)

    with pytest.raises(NotDrawableError, match=reason):
        ask_and_draw()


def test_a_panel_that_cannot_be_drawn_is_shown_with_the_reason(
    index_url: str, tmp_path: Path
) -> None:
    shutil.copytree(DASHBOARDS, tmp_path / "dashboards")
    path = tmp_path / "dashboards" / "saved-objects" / "kinds.json"
    saved = json.loads(path.read_text("utf-8"))
    saved["attributes"]["visState"]["type"] = "gauge"
    path.write_text(json.dumps(saved), "utf-8")
    definitions = read_definitions(tmp_path / "dashboards")
    snapshot = take_snapshot(Index(index_url, "tweets-*"), definitions, {}, datetime.now(UTC))
    panels = {each["id"]: each for board in snapshot["dashboards"] for each in board["panels"]}
    assert "'gauge' are not drawn" in panels["kinds"]["error"]
    assert [name for name, each in panels.items() if "error" in each] == ["kinds"]


def test_an_empty_index_is_drawn_empty(index_url: str) -> None:
    definitions = read_definitions(DASHBOARDS)
    snapshot = take_snapshot(Index(index_url, "none-*"), definitions, {}, datetime.now(UTC))
    panels = {each["id"]: each for board in snapshot["dashboards"] for each in board["panels"]}
    assert snapshot["documents"] == 0
    assert [name for name, each in panels.items() if "error" in each] == []
    assert panels["totals"]["drawing"]["numbers"][0]["value"] == 0


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("sentiment : *", "sentiment : *"),
        ('lang: "en" and not kind: repost', 'lang: "en" AND NOT kind: repost'),
        ('lang: "this and that" or lang: de', 'lang: "this and that" OR lang: de'),
    ],
)
def test_simple_kql_is_put_into_the_words_of_elasticsearch(text: str, clause: str) -> None:
    wanted, unwanted = saved_conditions({"query": text, "language": "kuery"}, ())
    assert wanted == [{"query_string": {"query": clause}}]
    assert unwanted == []


def test_saved_filters_hold_negated_or_not_and_disabled_ones_do_not() -> None:
    exists = {"exists": {"field": "attempts"}}
    phrase = {"match_phrase": {"lang": "en"}}
    filters: list[Json] = [
        {**exists, "meta": {"negate": True}, "$state": {"store": "appState"}},
        {"query": phrase, "meta": {}},
        {"query": phrase, "meta": {"disabled": True}},
    ]
    assert saved_conditions({"query": "", "language": "kuery"}, filters) == ([phrase], [exists])


@pytest.mark.parametrize(
    ("wanted", "seconds", "request_body"),
    [
        ("auto", 30, {"fixed_interval": "1s"}),
        ("auto", 3_600, {"fixed_interval": "1m"}),
        ("auto", 30 * 86_400, {"fixed_interval": "12h"}),
        ("h", 10, {"fixed_interval": "1h"}),
        ("10m", 10, {"fixed_interval": "10m"}),
        ("w", 10, {"calendar_interval": "1w"}),
    ],
)
def test_time_is_cut_into_at_most_sixty_round_steps(
    wanted: str, seconds: int, request_body: Json
) -> None:
    assert interval(wanted, Period(0, seconds * 1000)).request == request_body
