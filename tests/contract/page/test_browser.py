"""In a real browser the panels show the index's numbers, and tweets stay text."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from sandbox.page import Page, write_static_page
from tests.contract.page.browser import CHROMIUM, Shown, open_page
from tests.contract.page.documents import (
    DASHBOARDS,
    HOSTILE_LINK,
    HOSTILE_TEXT,
    HOSTILE_WORD,
    documents,
)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no `chromium` on this machine")

DOCUMENTS = documents()


@pytest.fixture(scope="module")
def static_page(index_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("static") / "page.html"
    write_static_page(path, index_url, DASHBOARDS)
    return path


@pytest.fixture(scope="module", params=["live", "file"])
def shown(
    request: pytest.FixtureRequest,
    page: Page,
    static_page: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Shown:
    url = page.url if request.param == "live" else static_page.as_uri()
    return open_page(url, tmp_path_factory.mktemp(request.param))


def counted(shown: Shown, table: str) -> dict[str, int]:
    return {row[0]: int(row[-1]) for row in shown.tables[table][1:]}


def test_no_script_fails_and_nothing_is_refused(shown: Shown) -> None:
    assert shown.errors == []
    assert shown.texts.get("problem", "") == ""
    assert not any("Not drawn" in text for text in shown.texts.values())


def test_panels_show_the_numbers_of_the_index(shown: Shown) -> None:
    moods = Counter(each["sentiment"] for each in DOCUMENTS if "sentiment" in each)
    assert counted(shown, "Sentiment") == moods
    assert counted(shown, "Kinds of posts") == Counter(each["kind"] for each in DOCUMENTS)
    assert counted(shown, "Share from search") == Counter(each["source"] for each in DOCUMENTS)
    assert f"{len(DOCUMENTS)}Posts" in shown.texts["panel-totals"]
    assert f"{len(DOCUMENTS)} posts in the index" in shown.texts["status"]


def test_the_charts_of_the_open_dashboard_are_drawn(shown: Shown) -> None:
    for name in ("sentiment-over-time", "net-sentiment-by-keyword", "languages"):
        assert "svg" in shown.inside[f"panel-{name}"]
    assert shown.hidden == ["board-tweet-sentiment-pipeline"]


def test_a_tweet_stays_text(shown: Shown) -> None:
    latest = shown.tables["Latest posts"]
    heading, newest = latest[0], latest[1]
    assert newest[heading.index("text")] == HOSTILE_TEXT
    assert shown.title == "Tweet Sentiment"
    assert "img" not in shown.tags
    assert "b" not in shown.tags
    assert HOSTILE_WORD in shown.texts["panel-hashtags"]
    in_table_and_chart = shown.texts["panel-net-sentiment-by-keyword"].count(HOSTILE_WORD)
    assert in_table_and_chart == 2


def test_links_lead_to_x_and_never_run_a_script(shown: Shown) -> None:
    assert HOSTILE_LINK not in shown.links
    assert [link for link in shown.links if link.startswith("https://x.com/i/web/status/")]
    assert not [link for link in shown.links if link.lower().startswith(("javascript", "data"))]


def test_a_file_needs_no_other_address(static_page: Path) -> None:
    text = static_page.read_text("utf-8")
    before_data = text[: text.index('<script id="snapshots"')]
    assert "default-src 'none'" in before_data
    assert 'src="' not in before_data
    assert "stylesheet" not in before_data


def after(
    script: str, static_page: Path, folder: Path, width: int = 1440, dark: bool = False
) -> Shown:
    """Open the file with `script` run once the page is drawn."""
    text, _, end = static_page.read_text("utf-8").rpartition("</body>")
    path = folder / "page.html"
    late = f"<script>setTimeout(() => {{ {script} }}, 500)</script>"
    path.write_text(f"{text}{late}</body>{end}", "utf-8")
    shown = open_page(path.as_uri(), folder, width, dark)
    assert shown.errors == []
    return shown


def test_choosing_a_language_works_in_a_file(static_page: Path, tmp_path: Path) -> None:
    choose = """
      const language = document.querySelector('select[data-field="lang"]');
      language.value = "de";
      language.dispatchEvent(new Event("change"));"""
    shown = after(choose, static_page, tmp_path)
    german = [each for each in DOCUMENTS if each["lang"] == "de"]
    assert counted(shown, "Kinds of posts") == Counter(each["kind"] for each in german)
    assert shown.texts["filters"] == "lang: de ✕"


def test_a_click_on_a_bar_filters_by_its_keyword(static_page: Path, tmp_path: Path) -> None:
    click = """
      const bars = document.querySelector("#panel-net-sentiment-by-keyword .chart");
      bars.emit("plotly_click", { points: [{ pointNumber: 0 }] });"""
    shown = after(click, static_page, tmp_path)
    keyword = shown.tables["Net sentiment by keyword"][1][0]
    assert shown.texts["filters"] == f"matched: {keyword} ✕"
    kept = [each for each in DOCUMENTS if keyword in each["matched"]]
    assert counted(shown, "Kinds of posts") == Counter(each["kind"] for each in kept)


@pytest.mark.parametrize("width", [500, 1024, 1440])
def test_no_panel_is_wider_than_the_window(static_page: Path, tmp_path: Path, width: int) -> None:
    measure = """
      const root = document.documentElement;
      const right = [...document.querySelectorAll(".panel, .chart svg")]
        .map((each) => each.getBoundingClientRect().right);
      document.title = `${root.scrollWidth <= innerWidth} ${Math.max(...right) <= innerWidth}`;"""
    assert after(measure, static_page, tmp_path, width).title == "true true"


@pytest.mark.parametrize(("dark", "background"), [(False, "rgb(243, 245"), (True, "rgb(17, 21")])
def test_light_and_dark_follow_the_reader(
    static_page: Path, tmp_path: Path, dark: bool, background: str
) -> None:
    measure = "document.title = getComputedStyle(document.body).backgroundColor;"
    assert after(measure, static_page, tmp_path, dark=dark).title.startswith(background)


def test_the_address_opens_the_other_dashboard(page: Page, tmp_path: Path) -> None:
    shown = open_page(f"{page.url}/#/view/tweet-sentiment-pipeline", tmp_path)
    assert shown.errors == []
    assert "Average lag, seconds" in shown.texts["panel-lag-over-time"]
    assert shown.hidden == ["board-tweet-sentiment"]


def changed_dashboards(folder: Path, name: str, before: str, after: str) -> Path:
    shutil.copytree(DASHBOARDS, folder / "dashboards")
    path = folder / "dashboards" / "saved-objects" / f"{name}.json"
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
    return folder / "dashboards"


def test_an_empty_index_says_so_in_every_panel(index_url: str, tmp_path: Path) -> None:
    dashboards = changed_dashboards(tmp_path, "tweets", "tweets-*", "none-*")
    write_static_page(tmp_path / "page.html", index_url, dashboards)
    shown = open_page((tmp_path / "page.html").as_uri(), tmp_path)
    assert shown.errors == []
    for name in ("sentiment-share", "lag-over-time", "hashtags", "latest-posts", "redriven"):
        assert "Nothing to show" in shown.texts[f"panel-{name}"]
    assert "0 posts in the index" in shown.texts["status"]


def test_a_field_that_no_document_has_leaves_no_empty_axes(index_url: str, tmp_path: Path) -> None:
    dashboards = changed_dashboards(tmp_path, "lag-over-time", "lag_seconds", "absent")
    write_static_page(tmp_path / "page.html", index_url, dashboards)
    shown = open_page((tmp_path / "page.html").as_uri(), tmp_path)
    assert "Nothing to show" in shown.texts["panel-lag-over-time"]
    assert "Nothing to show" not in shown.texts["panel-source-over-time"]
