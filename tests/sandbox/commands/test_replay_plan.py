"""A replay publishes every post within its windows, and every post can be matched."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.command_line import Options
from sandbox.failure import WrongInput
from sandbox.replay.plan import LONGEST_RULE, author_rules, fit, plan_replay


def options(**given: object) -> Options:
    return Options(command="demo", folder=Path("unused"), **given)  # type: ignore[arg-type]


@given(
    posts=st.integers(1, 100_000),
    seconds=st.floats(5, 60),
    rate=st.none() | st.floats(0.1, 250),
)
def test_all_posts_are_published_before_the_last_window_ends(
    posts: int, seconds: float, rate: float | None
) -> None:
    windows, pace = fit(posts, options(window_seconds=seconds, rate=rate))
    assert posts / pace <= windows * seconds


@given(posts=st.integers(1, 20_000), windows=st.integers(1, 50))
def test_given_windows_are_kept_or_refused(posts: int, windows: int) -> None:
    if posts / (250 * 12 * 0.85) > windows:
        with pytest.raises(WrongInput, match=f"{windows} were asked for"):
            fit(posts, options(windows=windows))
        return
    planned, pace = fit(posts, options(windows=windows))
    assert planned == windows
    assert posts / pace <= windows * 12


@given(st.sets(st.from_regex(r"[A-Za-z0-9_]{1,15}", fullmatch=True), min_size=1, max_size=300))
def test_every_author_is_in_a_rule_that_search_accepts(authors: set[str]) -> None:
    rules = author_rules([{"text": "x", "username": author} for author in authors])
    named = [name for rule in rules for name in re.findall(r"from:(\w+)", rule["value"])]
    assert sorted(named) == sorted(authors)
    assert all(len(rule["value"]) <= LONGEST_RULE + len(" -is:retweet") for rule in rules)
    assert len({rule["tag"] for rule in rules}) == len(rules)


def test_a_given_track_is_taken_alone(tmp_path: Path) -> None:
    posts = tmp_path / "posts.jsonl"
    posts.write_text('{"text": "tea is fine"}\n')
    plan = plan_replay(options(posts=posts, track="tea"))
    assert (plan.track, list(plan.rules)) == ("tea", [])


def test_without_a_track_the_posts_give_one_and_all_of_them_match(tmp_path: Path) -> None:
    posts = tmp_path / "posts.jsonl"
    posts.write_text('{"text": "coffee in Lisbon"}\n{"text": "coffee again"}\n')
    plan = plan_replay(options(posts=posts))
    assert plan.track.startswith("coffee")
    assert plan.rules == [{"tag": "replay", "value": "from:replay -is:retweet"}]


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    posts = tmp_path / "posts.jsonl"
    posts.write_text('{"text": "fine"}\nnot json\n')
    with pytest.raises(WrongInput, match="line 2: not JSON"):
        plan_replay(options(posts=posts))


def test_edits_are_told_apart_from_posts() -> None:
    plan = plan_replay(options())
    edits = sum("edit_of" in post for post in plan.posts)
    assert edits > 1
    assert plan.contents == f"{len(plan.posts) - edits} posts and {edits} edits of them"
