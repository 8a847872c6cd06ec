"""The two dashboards, the list of posts and the index pattern, as people find them."""

from __future__ import annotations

from typing import Any

import pytest

from bootstrap import saved_objects
from tests.unit.bootstrap.conftest import DASHBOARDS, JsonObject
from tests.unit.bootstrap.dashboards.panel_shapes import EVERYTHING

WIDTH = 48
"""Columns of Kibana's grid."""

# Title, description, and rows from top to bottom: height, then panels and their widths.
BOARDS: dict[str, tuple[str, str, list[tuple[int, list[tuple[str, int]]]]]] = {
    "tweet-sentiment": (
        "Tweet Sentiment",
        "What people post on X about your keywords, and how they feel about it",
        [
            # The text says that controls are on the left.
            (7, [("controls", 24), ("about", 24)]),
            (7, [("totals", 48)]),
            (15, [("sentiment-share", 16), ("sentiment-over-time", 32)]),
            (14, [("net-sentiment-by-keyword", 24), ("net-sentiment-over-time", 24)]),
            (15, [("hashtags", 16), ("hashtag-mood", 16), ("languages", 16)]),
            (22, [("latest-posts", 48)]),
        ],
    ),
    "tweet-sentiment-pipeline": (
        "Pipeline health",
        "How fast and how completely posts arrive",
        [
            (7, [("delivery", 48)]),
            (14, [("lag-over-time", 24), ("source-over-time", 24)]),
            (14, [("source-share", 16), ("kinds", 16), ("skipped-reasons", 16)]),
            (9, [("redriven", 24)]),
        ],
    ),
}


@pytest.mark.parametrize("name", sorted(BOARDS))
def test_each_panel_has_its_place(name: str, readable: dict[str, JsonObject]) -> None:
    panels: list[dict[str, Any]] = []
    top = 0
    for height, row in BOARDS[name][2]:
        left = 0
        for panel, width in row:
            number = str(len(panels) + 1)
            kind = readable[panel]["type"]
            panels.append(_panel(number, kind, panel, x=left, y=top, w=width, h=height))
            left += width
        assert left <= WIDTH
        top += height
    assert readable[name]["attributes"]["panelsJSON"] == panels


def test_every_object_is_on_one_dashboard(readable: dict[str, JsonObject]) -> None:
    placed = [panel for _, _, rows in BOARDS.values() for _, row in rows for panel, _ in row]
    assert sorted([*placed, *BOARDS, "tweets"]) == sorted(readable)


@pytest.mark.parametrize("name", sorted(BOARDS))
def test_a_dashboard_opens_at_the_last_week_and_stays_live(
    name: str, readable: dict[str, JsonObject]
) -> None:
    title, description, _ = BOARDS[name]
    attributes = dict(readable[name]["attributes"])
    del attributes["panelsJSON"]
    assert readable[name]["type"] == "dashboard"
    assert attributes == {
        "title": title,
        "description": description,
        "hits": 0,
        "version": 1,
        "timeRestore": True,  # or the range that somebody looked at last would stay
        "timeFrom": "now-7d",
        "timeTo": "now",
        "refreshInterval": {"pause": False, "value": 30_000},
        "optionsJSON": {"useMargins": True, "hidePanelTitles": False},
        "kibanaSavedObjectMeta": {"searchSourceJSON": EVERYTHING},
    }


def test_the_latest_posts_are_listed_newest_first_with_what_was_found_and_a_link(
    readable: dict[str, JsonObject],
) -> None:
    assert readable["latest-posts"] == {
        "type": "search",
        "id": "latest-posts",
        "attributes": {
            "title": "Latest posts",
            "description": "The newest posts, each with a link to X",
            "hits": 0,
            "columns": ["text", "sentiment", "sentiment_net", "matched", "lang", "url"],
            "sort": [["created_at", "desc"]],
            "version": 1,
            "kibanaSavedObjectMeta": {
                "searchSourceJSON": {
                    "index": "tweets",
                    "highlightAll": True,
                    "version": True,
                    **EVERYTHING,
                }
            },
        },
    }


def test_the_index_pattern_covers_the_weeks_by_the_time_of_the_post(
    readable: dict[str, JsonObject],
) -> None:
    pattern = readable["tweets"]
    assert (pattern["type"], pattern["id"]) == ("index-pattern", "tweets")
    attributes = dict(pattern["attributes"])
    formats = attributes.pop("fieldFormatMap")
    # By when it was written: a post that search brought late stands where it belongs.
    assert attributes == {"title": "tweets-*", "timeFieldName": "created_at"}
    assert formats == {
        "url": _link("Open on X"),
        "urls": _link(""),  # shown as they are
        # A sign tells praise from anger.
        "sentiment_net": _number("+0.00"),
        "lag_seconds": _number("0,0.0"),
        "sentiment_score.positive": _number("0.00"),
        "sentiment_score.negative": _number("0.00"),
        "sentiment_score.neutral": _number("0.00"),
        "sentiment_score.mixed": _number("0.00"),
    }


def test_a_file_is_named_after_the_object_in_it(readable: dict[str, JsonObject]) -> None:
    files = {path.stem for path in (DASHBOARDS / saved_objects.FOLDER).iterdir()}
    assert files == set(readable)


def _panel(number: str, kind: str, name: str, **place: int) -> dict[str, Any]:
    return {
        "version": "7.9.3",
        "panelIndex": number,
        "gridData": {**place, "i": number},
        "type": kind,
        "id": name,
        "embeddableConfig": {},
    }


def _link(label: str) -> dict[str, Any]:
    """A link beside which the dashboard stays open."""
    parameters = {"type": "a", "urlTemplate": "", "labelTemplate": label}
    return {"id": "url", "params": {**parameters, "openLinkInCurrentTab": False}}


def _number(pattern: str) -> dict[str, Any]:
    return {"id": "number", "params": {"pattern": pattern}}
