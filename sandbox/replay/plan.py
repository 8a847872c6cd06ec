"""Decides what a demo replays: which posts, how fast, over how many windows, by which rules."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.command_line import MOST_POSTS_PER_SECOND, Options
from sandbox.failure import WrongInput
from sandbox.posts.reader import SAMPLE, BadPosts, read_posts
from sandbox.replay.keywords import most_frequent_keywords

DEFAULT_WINDOWS = 3
SAMPLE_TRACK = "climate change, #cleanenergy, solar power"
# Posts are spread over this share of the windows, so that the last one ends with all of them read.
SHARE_OF_WINDOWS = 0.85
# Comfortable for the index that comes along; `--rate` may ask for more.
USUAL_MOST_POSTS_PER_SECOND = 100.0
# X's recent search takes queries of 512 characters (docs.x.com, "Search posts: build a query").
LONGEST_RULE = 500
MOST_AUTHOR_RULES = 25
ONLY_ORIGINALS = " -is:retweet"


@dataclass(frozen=True)
class ReplayPlan:
    """What is published, at which pace, and what the stack tracks."""

    posts: Sequence[Mapping[str, Any]]
    track: str
    rules: Sequence[Mapping[str, str]]
    windows: int
    window_seconds: float
    posts_per_second: float

    @property
    def contents(self) -> str:
        """The posts, and those of them that are newer versions of others, in words."""
        edits = sum("edit_of" in post for post in self.posts)
        of_them = f" and {edits:,} edits of them" if edits else ""
        return f"{len(self.posts) - edits:,} posts{of_them}"

    @property
    def seconds(self) -> float:
        """Real seconds that the windows last."""
        return self.windows * self.window_seconds


def plan_replay(options: Options) -> ReplayPlan:
    """Read the posts and fit them into windows. Raises WrongInput for posts that can't be used."""
    try:
        posts = read_posts(options.posts or SAMPLE)
    except BadPosts as problem:
        raise WrongInput(str(problem)) from None
    windows, pace = fit(len(posts), options)
    track = options.track or (None if options.posts else SAMPLE_TRACK)
    return ReplayPlan(
        posts=posts,
        track=track or derived_track(posts),
        rules=[] if track else author_rules(posts),
        windows=windows,
        window_seconds=options.window_seconds,
        posts_per_second=pace,
    )


def fit(number_of_posts: int, options: Options) -> tuple[int, float]:
    """Return windows and posts a second, so that all posts are published before the last ends.

    Raises WrongInput when the given windows are too few for that.
    """
    a_window = options.window_seconds * SHARE_OF_WINDOWS
    most = MOST_POSTS_PER_SECOND if options.windows else USUAL_MOST_POSTS_PER_SECOND
    pace = options.rate or most
    needed = math.ceil(number_of_posts / (pace * a_window))
    if options.windows is None:
        windows = max(DEFAULT_WINDOWS, needed)
    elif needed > options.windows:
        raise WrongInput(
            f"{number_of_posts} posts at {pace:g} a second need {needed} windows of "
            f"{options.window_seconds:g} s; {options.windows} were asked for. "
            "Give more --windows, or a higher --rate, or fewer posts."
        )
    else:
        windows = options.windows
    return windows, options.rate or max(number_of_posts / (windows * a_window), 0.1)


def derived_track(posts: Sequence[Mapping[str, Any]]) -> str:
    """Return what the posts are about as a value of `track`."""
    keywords = most_frequent_keywords(post.get("text", "") for post in posts)
    return ", ".join(keywords) or "replay"


def author_rules(posts: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return rules by author that match every post, whatever it is about.

    With too many authors for X's rules there are none, and the keywords alone decide.
    """
    authors = sorted({str(post.get("username", "replay")) for post in posts})
    groups: list[list[str]] = [[]]
    for author in authors:
        if len(_any_of([*groups[-1], author])) > LONGEST_RULE:
            groups.append([])
        groups[-1].append(author)
    if len(groups) > MOST_AUTHOR_RULES:
        return []
    if len(groups) == 1:
        return [{"tag": "replay", "value": _any_of(groups[0])}]
    return [
        {"tag": f"replay {number}", "value": _any_of(group)}
        for number, group in enumerate(groups, start=1)
    ]


def _any_of(authors: Sequence[str]) -> str:
    names = " OR ".join(f"from:{author}" for author in authors)
    return f"({names}){ONLY_ORIGINALS}" if len(authors) > 1 else f"{names}{ONLY_ORIGINALS}"
