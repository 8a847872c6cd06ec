"""What each visualization counts, by what, and how it is drawn."""

from __future__ import annotations

from tests.unit.bootstrap.dashboards.panel_shapes import COLOURS, Metric, OverTime, Panel, Split

POSTS = Metric("count", "Posts")
NET = Metric("avg", "Net sentiment", "sentiment_net")
SENTIMENT = Split("sentiment", "Sentiment", most=4)
SOURCE = Split("source", "Source", most=2)
BLUE, GREY = "#3B6FB6", "#8A8F98"

PANELS = {
    "totals": Panel(
        "Totals",
        "Posts, people and the mood in one line",
        "metric",
        (
            POSTS,
            # Somebody's name may change, the id does not.
            Metric("cardinality", "People", "author.id"),
            NET,
            Metric("cardinality", "Languages", "lang"),
        ),
    ),
    "sentiment-share": Panel(
        "Sentiment",
        "Share of each sentiment",
        "pie",
        (POSTS,),
        (SENTIMENT,),
        colours=COLOURS["sentiment"],
    ),
    "sentiment-over-time": Panel(
        "Sentiment over time",
        "Posts by sentiment",
        "area",
        (POSTS,),
        (OverTime(), SENTIMENT),
        axis="Posts",
        colours=COLOURS["sentiment"],
    ),
    "net-sentiment-by-keyword": Panel(
        "Net sentiment by keyword",
        "Most frequent keywords first",
        "horizontal_bar",
        (NET,),
        (Split("matched", "Keyword", most=10, by_count=True),),
        axis="Net sentiment",
        stacked=False,
        colours={"Net sentiment": BLUE},
    ),
    "net-sentiment-over-time": Panel(
        "Net sentiment over time",
        "Positive minus negative score, on average",
        "line",
        (NET,),
        (OverTime(),),
        axis="Net sentiment",
        stacked=False,
        colours={"Net sentiment": BLUE},
    ),
    "hashtags": Panel(
        "Hashtags",
        "Larger means more posts",
        "tagcloud",
        (POSTS,),
        (Split("hashtags", "Hashtag", most=30),),
    ),
    "hashtag-mood": Panel(
        "Mood of hashtags",
        "Most frequent hashtags and their net sentiment",
        "table",
        (POSTS, NET),
        (Split("hashtags", "Hashtag", most=20),),
        rows=10,
    ),
    "languages": Panel(
        "Languages",
        "Posts by language and sentiment",
        "horizontal_bar",
        (POSTS,),
        (Split("lang", "Language", most=12), SENTIMENT),
        axis="Posts",
        colours=COLOURS["sentiment"],
    ),
    "delivery": Panel(
        "Delivery",
        "How many posts, and how long they took from X to here",
        "metric",
        (
            POSTS,
            Metric("avg", "Average lag, seconds", "lag_seconds"),
            Metric("max", "Longest lag, seconds", "lag_seconds"),
            Metric("max", "Last analysed", "analysed_at"),
        ),
    ),
    "lag-over-time": Panel(
        "Lag over time",
        "Average seconds from a post's creation to its analysis; posts from search close gaps, so"
        " they are late by nature",
        "line",
        (Metric("avg", "Average lag, seconds", "lag_seconds"),),
        (OverTime(), Split("source", "Source", most=2, by_count=True)),
        axis="Seconds",
        stacked=False,
        colours=COLOURS["source"],
    ),
    "source-over-time": Panel(
        "Stream and search over time",
        "Posts by where they came from",
        "histogram",
        (POSTS,),
        (OverTime(), SOURCE),
        axis="Posts",
        colours=COLOURS["source"],
    ),
    "source-share": Panel(
        "Share from search",
        "Posts that the stream missed and search brought back",
        "pie",
        (POSTS,),
        (SOURCE,),
        colours=COLOURS["source"],
    ),
    "kinds": Panel(
        "Kinds of posts",
        "Originals, replies, quotes and reposts",
        "pie",
        (POSTS,),
        (Split("kind", "Kind", most=4),),
    ),
    "skipped-reasons": Panel(
        "Posts without a sentiment",
        "Why they were not analysed",
        "horizontal_bar",
        (POSTS,),
        (Split("sentiment_skipped", "Reason", most=10),),
        axis="Posts",
        colours={"Posts": GREY},  # neither good nor bad
    ),
    "redriven": Panel(
        "Posts that needed another attempt",
        "By the number of attempts",
        "table",
        (POSTS,),
        (Split("attempts", "Attempts", most=20),),
        rows=5,
    ),
}
