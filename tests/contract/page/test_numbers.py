"""The page's numbers are those that anyone can count in the documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import pairwise
from statistics import fmean
from typing import Any

import pytest
import requests

from sandbox.page import Page
from tests.contract.page.documents import documents

Json = dict[str, Any]

DOCUMENTS = documents()
PANELS = (
    *("controls", "about", "totals", "sentiment-share", "sentiment-over-time"),
    *("net-sentiment-by-keyword", "net-sentiment-over-time", "hashtags", "hashtag-mood"),
    *("languages", "latest-posts", "delivery", "lag-over-time", "source-over-time"),
    *("source-share", "kinds", "skipped-reasons", "redriven"),
)


def drawings(page: Page, **chosen: str) -> dict[str, Json]:
    answer = requests.get(f"{page.url}/data", params=chosen, timeout=30).json()
    panels = [panel for board in answer["dashboards"] for panel in board["panels"]]
    assert [panel for panel in panels if "error" in panel] == []
    return {panel["id"]: panel["drawing"] for panel in panels}


@pytest.fixture(scope="module")
def drawn(any_page: Page) -> dict[str, Json]:
    return drawings(any_page)


def count(name: str, chosen: Iterable[Json] = DOCUMENTS) -> Counter[Any]:
    counted: Counter[Any] = Counter()
    for document in chosen:
        value = document.get(name, [])
        counted.update(value if isinstance(value, list) else [value])
    return counted


def net(chosen: Iterable[Json]) -> float:
    return fmean(each["sentiment_net"] for each in chosen if "sentiment_net" in each)


def by_first_column(drawing: Json) -> dict[Any, Any]:
    return {row[0]: row[1] for row in drawing["table"]["rows"]}


def test_every_panel_of_both_dashboards_is_drawn(drawn: dict[str, Json]) -> None:
    assert set(drawn) >= set(PANELS)


def test_totals_are_the_documents_people_mood_and_languages(drawn: dict[str, Json]) -> None:
    posts, people, mood, languages = (each["value"] for each in drawn["totals"]["numbers"])
    assert posts == len(DOCUMENTS)
    assert people == len({each["author"]["id"] for each in DOCUMENTS})
    assert mood == pytest.approx(net(DOCUMENTS))
    assert languages == len(count("lang"))


@pytest.mark.parametrize(
    ("panel", "name"),
    [
        ("sentiment-share", "sentiment"),
        ("hashtags", "hashtags"),
        ("source-share", "source"),
        ("kinds", "kind"),
        ("skipped-reasons", "sentiment_skipped"),
        ("redriven", "attempts"),
        ("hashtag-mood", "hashtags"),
    ],
)
def test_a_split_counts_its_field(drawn: dict[str, Json], panel: str, name: str) -> None:
    assert by_first_column(drawn[panel]) == count(name)


def test_a_pie_draws_the_numbers_of_its_table(drawn: dict[str, Json]) -> None:
    pie = drawn["sentiment-share"]
    assert dict(zip(pie["labels"], pie["values"], strict=True)) == by_first_column(pie)


@pytest.mark.parametrize(
    ("panel", "name"), [("sentiment-over-time", "sentiment"), ("source-over-time", "source")]
)
def test_each_step_of_time_counts_its_posts(drawn: dict[str, Json], panel: str, name: str) -> None:
    drawing = drawn[panel]
    starts = [datetime.fromisoformat(place) for place in drawing["places"]]
    width = starts[1] - starts[0]
    for series in drawing["series"]:
        times = [
            datetime.fromisoformat(each["created_at"])
            for each in DOCUMENTS
            if each.get(name) == series["name"]
        ]
        expected = [sum(start <= time < start + width for time in times) for start in starts]
        assert series["values"] == expected
    assert {series["name"] for series in drawing["series"]} == set(count(name))


def test_a_pause_in_the_posts_is_a_pause_on_the_axis(drawn: dict[str, Json]) -> None:
    starts = [datetime.fromisoformat(each) for each in drawn["source-over-time"]["places"]]
    steps = {later - earlier for earlier, later in pairwise(starts)}
    assert len(steps) == 1
    assert 0 in drawn["source-over-time"]["series"][0]["values"]


@pytest.mark.parametrize(
    ("panel", "name"), [("net-sentiment-by-keyword", "matched"), ("hashtag-mood", "hashtags")]
)
def test_net_sentiment_is_the_mean_of_the_group(
    drawn: dict[str, Json], panel: str, name: str
) -> None:
    rows = {row[0]: row[-1] for row in drawn[panel]["table"]["rows"]}
    assert rows == {
        value: pytest.approx(net(each for each in DOCUMENTS if value in each[name]))
        for value in count(name)
    }


def test_languages_are_split_by_sentiment(drawn: dict[str, Json]) -> None:
    rows = {(lang, mood): posts for lang, mood, posts in drawn["languages"]["table"]["rows"]}
    assert rows == Counter(
        (each["lang"], each["sentiment"]) for each in DOCUMENTS if "sentiment" in each
    )


def test_delivery_tells_how_long_posts_took(drawn: dict[str, Json]) -> None:
    lags = [each["lag_seconds"] for each in DOCUMENTS]
    posts, mean, longest = (each["value"] for each in drawn["delivery"]["numbers"][:3])
    assert (posts, longest) == (len(lags), pytest.approx(max(lags)))
    assert mean == pytest.approx(fmean(lags))


def test_the_newest_posts_come_first(drawn: dict[str, Json]) -> None:
    table = drawn["latest-posts"]["table"]
    newest = sorted((each["created_at"] for each in DOCUMENTS), reverse=True)
    assert [row[0] for row in table["rows"]] == newest[: len(table["rows"])]
    by_link = {each["url"]: each["text"] for each in DOCUMENTS}
    link, text = table["columns"].index("url"), table["columns"].index("text")
    assert {row[link]: row[text] for row in table["rows"]}.items() <= by_link.items()


@pytest.mark.parametrize(
    ("chosen", "holds"),
    [
        ({"lang": "de"}, lambda each: each["lang"] == "de"),
        ({"matched": "#vote"}, lambda each: "#vote" in each["matched"]),
        ({"hashtags": "solar"}, lambda each: "solar" in each["hashtags"]),
        (
            {"lang": "en", "matched": "climate change"},
            lambda each: each["lang"] == "en" and "climate change" in each["matched"],
        ),
    ],
)
def test_a_filter_holds_in_every_panel(
    any_page: Page, chosen: dict[str, str], holds: Callable[[Json], bool]
) -> None:
    drawn = drawings(any_page, **chosen)
    kept = [each for each in DOCUMENTS if holds(each)]
    assert drawn["totals"]["numbers"][0]["value"] == len(kept)
    assert drawn["delivery"]["numbers"][0]["value"] == len(kept)
    assert by_first_column(drawn["sentiment-share"]) == count("sentiment", kept)
    assert by_first_column(drawn["kinds"]) == count("kind", kept)


def test_the_controls_offer_all_values_whatever_is_chosen(any_page: Page) -> None:
    for chosen in ({}, {"lang": "ja"}):
        controls = drawings(any_page, **chosen)["controls"]["controls"]
        assert [(each["field"], each["options"]) for each in controls] == [
            ("matched", sorted(count("matched"))),
            ("lang", sorted(count("lang"))),
        ]
