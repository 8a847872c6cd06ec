"""What each panel shows, and that it can."""

from __future__ import annotations

import re
from typing import Any

import pytest

from collector.posts.record import KINDS_BY_PRECEDENCE
from redrive.decisions import LONGEST_PAUSE_SECONDS, SECONDS_A_DAY
from sentiment.comprehend.analysis import LABELS, SkipReason
from tests.unit.bootstrap.conftest import JsonObject
from tests.unit.bootstrap.dashboards.panel_shapes import COLOURS, EVERYTHING, Split, visualization
from tests.unit.bootstrap.dashboards.panel_table import PANELS, SENTIMENT


@pytest.mark.parametrize("name", sorted(PANELS))
def test_a_panel_shows_what_it_promises_in_the_way_of_its_kind(
    name: str, readable: dict[str, JsonObject]
) -> None:
    expected = {"type": "visualization", "id": name, "attributes": visualization(PANELS[name])}
    assert readable[name] == expected


def test_every_visualization_is_in_the_table(readable: dict[str, JsonObject]) -> None:
    drawn = {i for i, item in readable.items() if item["type"] == "visualization"}
    assert drawn == {*PANELS, "controls", "about"}


def test_every_value_that_a_document_can_have_finds_a_place_and_a_colour() -> None:
    assert set(COLOURS["sentiment"]) == LABELS
    assert SENTIMENT.most == len(LABELS)
    assert set(COLOURS["source"]) == {"stream", "search"}  # see `collector.posts.record`
    (kinds,) = [split for split in PANELS["kinds"].splits if isinstance(split, Split)]
    assert kinds.most == len({*KINDS_BY_PRECEDENCE, "original"})
    (reasons,) = [s for s in PANELS["skipped-reasons"].splits if isinstance(s, Split)]
    assert reasons.most >= len(SkipReason)
    (attempts,) = [s for s in PANELS["redriven"].splits if isinstance(s, Split)]
    assert attempts.most > 2 * SECONDS_A_DAY / LONGEST_PAUSE_SECONDS, "an outage of two days"


@pytest.mark.parametrize(
    ("number", "identifier", "field", "label"),
    [(0, "keyword", "matched", "Keyword"), (1, "language", "lang", "Language")],
)
def test_a_person_chooses_keywords_and_languages_of_those_that_there_are(
    readable: dict[str, JsonObject], number: int, identifier: str, field: str, label: str
) -> None:
    assert _parameters(readable, "controls")["controls"][number] == {
        "id": identifier,
        "indexPattern": "tweets",
        "fieldName": field,
        "parent": "",
        "label": label,
        "type": "list",
        "options": {
            "type": "terms",
            "multiselect": True,  # several at once
            "dynamicOptions": True,  # typing searches beyond the twenty most frequent ones
            "size": 20,
            "order": "desc",
        },
    }


def test_a_choice_applies_at_once_within_the_shown_time_and_to_this_dashboard_alone(
    readable: dict[str, JsonObject],
) -> None:
    controls = _parameters(readable, "controls")
    assert len(controls.pop("controls")) == 2
    assert controls == {
        "updateFiltersOnChange": True,
        "useTimeFilter": True,
        "pinFilters": False,
    }


def test_the_words_say_what_colours_and_numbers_mean_and_lead_on(
    readable: dict[str, JsonObject],
) -> None:
    about = _parameters(readable, "about")
    words = about.pop("markdown")
    assert about == {"fontSize": 12, "openLinksInNewTab": True}
    names = {"Green": "positive", "red": "negative", "grey": "neutral", "amber": "mixed"}
    assert re.findall(r"\*\*(\w+)\*\*(?: is)? (\w+)", words) == list(names.items())
    assert "*Net sentiment* is the positive score minus the negative one: +1 is all praise" in words
    assert "-1 all anger" in words
    assert "The time of a post is the time it was written." in words
    assert "Pick keywords or languages on the left" in words  # where the controls are
    assert "click a slice, a bar or a word" in words
    links = re.findall(r"\[([^]]+)\]\(([^)]+)\)", words)
    pipeline = readable["tweet-sentiment-pipeline"]
    assert links == [(pipeline["attributes"]["title"], f"#/view/{pipeline['id']}")]
    assert words.endswith(f"[{links[0][0]}]({links[0][1]}).")


@pytest.mark.parametrize(
    ("name", "title", "description"),
    [
        ("controls", "Keyword and language", "Choose what the dashboard shows"),
        ("about", "About this dashboard", "What the numbers mean"),
    ],
)
def test_what_counts_nothing_searches_nothing(
    readable: dict[str, JsonObject], name: str, title: str, description: str
) -> None:
    item = readable[name]
    attributes = dict(item["attributes"])
    state = dict(attributes.pop("visState"))
    del state["params"]
    kind = {"controls": "input_control_vis", "about": "markdown"}[name]
    assert state == {"title": title, "type": kind, "aggs": []}
    assert attributes == {
        "title": title,
        "description": description,
        "version": 1,
        "uiStateJSON": {},
        "kibanaSavedObjectMeta": {"searchSourceJSON": EVERYTHING},
    }


def _parameters(readable: dict[str, JsonObject], name: str) -> Any:
    return dict(readable[name]["attributes"]["visState"]["params"])
