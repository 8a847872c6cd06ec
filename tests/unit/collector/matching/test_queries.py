"""Many rules become few queries, and the queries find what the rules would."""

from __future__ import annotations

import pytest

from collector.matching.expression import write
from collector.matching.parsing import parse
from collector.matching.queries import pack
from collector.matching.searchable import misses_reposts
from collector.settings import Rule
from tests.unit.collector.matching.packed import LONGEST, values


@pytest.mark.parametrize(
    ("rules_", "query"),
    [
        (["wind"], "wind"),
        (["sun", "wind"], "sun OR wind"),
        (["wind power", "sun"], "sun OR (wind power)"),
        (["wind OR sea", "sun"], "sun OR wind OR sea"),
        (["sun -is:retweet", "-is:retweet wind"], "(sun OR wind) -is:retweet"),
        (["(sun sea) -is:retweet"], "sun sea -is:retweet"),
        (["(sun OR sea) -is:retweet"], "(sun OR sea) -is:retweet"),
        (['"a b" -is:retweet', "(c -@d) -is:retweet"], '("a b" OR (c -@d)) -is:retweet'),
        (
            ["sun (lang:en OR lang:de) -is:retweet", "-is:retweet sea (lang:en OR lang:de)"],
            "(sea OR sun) -is:retweet (lang:en OR lang:de)",
        ),
        (
            ["sun lang:en", "sea lang:en", "air -is:reply", "wind"],
            "wind OR (air -is:reply) OR ((sea OR sun) lang:en)",
        ),
        (["sun LANG:en has:links sun", "sea"], "sea OR (sun sun LANG:en has:links)"),
        (
            ["has:links is:reply", "conversation_id:1 has:links is:reply"],
            "(has:links is:reply) OR (conversation_id:1 has:links is:reply)",
        ),
        (["(sun OR has:links) sea lang:en"], "(sun OR has:links) sea lang:en"),
        (["wind -café -is:retweet -cafe"], "wind -is:retweet"),
        (['wind -"un cafe" -#the -lang:é'], "wind -lang:é"),
        (["wind -@mara -$TSLA -from:joe"], "wind -@mara -$TSLA -from:joe"),
        (["wind -东京 -2026 -👍"], "wind"),
        (['wind -"sea sun"~3'], "wind"),
        (["wind (sea OR -cafe)"], "wind"),
        (["wind (sea OR (sun -cafe))"], "wind (sea OR sun)"),
        (["(wind -élan) OR sun"], "wind OR sun"),
    ],
)
def test_what_rules_share_is_written_once(rules_: list[str], query: str) -> None:
    assert values(*rules_) == [query]


@pytest.mark.parametrize(
    ("rule", "queries"),
    [
        ("wind OR from:mara", ["wind", "from:mara"]),
        (
            "(wind OR sea OR from:mara OR url:a) lang:en",
            ["(wind OR sea) lang:en", "(from:mara OR url:a) lang:en"],
        ),
        ("(wind -is:retweet) OR from:mara", ["wind -is:retweet", "from:mara"]),
        ("(wind OR from:mara) -is:retweet", ["(wind OR from:mara) -is:retweet"]),
        ("(wind OR from:mara) sea", ["(wind OR from:mara) sea"]),
        ("wind (from:mara OR from:joe)", ["wind (from:mara OR from:joe)"]),
        ("(wind OR is:reply) from:mara", ["(wind OR is:reply) from:mara"]),
        ("wind OR -from:mara", ["wind OR -from:mara"]),
        ("wind OR sea", ["wind OR sea"]),
    ],
)
def test_what_search_finds_with_reposts_is_asked_apart_from_words(
    rule: str, queries: list[str]
) -> None:
    """Words or not, X takes what stands beside the OR by itself."""
    assert sorted(values(rule)) == sorted(queries)


@pytest.mark.parametrize(
    ("rule", "misses"),
    [
        ("wind", True),
        ("wind -is:retweet", False),
        ("wind -Is:Retweet", False),
        ("wind is:retweet", True),
        ("wind -is:reply", True),
        ("(wind OR sea) lang:en -is:retweet", False),
        ("(wind -is:retweet) OR sea", True),
        ("(wind -is:retweet) OR (sea -is:retweet)", False),
        ("wind (lang:en OR -is:retweet)", True),
        ("from:mara", False),
        ("from:mara OR (wind -is:retweet)", False),
        ("from:mara -wind", False),
        ('"wind sea"~3', True),
        ("#wind", True),
        ("wind -(sea sun)", True),
        ("wind -(sea sun) -is:retweet", False),
    ],
)
def test_a_rule_whose_reposts_only_the_stream_delivers_is_known(rule: str, misses: bool) -> None:
    assert misses_reposts(parse(rule)) is misses


def test_a_rule_that_only_excludes_is_searched_as_it_is() -> None:
    """X takes no such rule, nor such a query."""
    assert values("-wind -sea") == ["-wind -sea"]


def test_what_a_rule_excludes_beside_others_narrows_no_query() -> None:
    """Search leaves out "café" for "-cafe", which the stream delivers."""
    assert values("wind -cafe", "wind -sea", "sun -is:retweet") == ["wind OR (sun -is:retweet)"]


def test_rules_that_mean_the_same_are_searched_once_and_all_named() -> None:
    same = [Rule("a", "wind sea"), Rule("b", "(wind sea)"), Rule("a", "(wind) (sea)")]
    (query,) = pack(same, LONGEST).queries
    assert query.value == "wind sea"
    assert set(query.rules) == set(same)
    assert query.halves() == ()


def test_a_rule_that_is_there_twice_counts_once() -> None:
    (query,) = pack([Rule("a", "wind"), Rule("a", "wind")], LONGEST).queries
    assert query.rules == (Rule("a", "wind"),)


@pytest.mark.parametrize(
    "apart",
    [
        ["wind", "from:mara"],  # with words, search returns no reposts
        ["wind", "conversation_id:1"],
        ["wind", "wind from:mara"],  # a name that is not known
        ["from:mara", "from:joe"],
        ["from:mara", "to:joe"],
        ["wind -from:mara", "wind -from:joe"],
        ["wind", "wind -is:nullcast"],
        ["wind", '"wind sea"~5'],
        ["wind", "$12"],
        ["wind", "#sea has:media"],
        ["wind -(sun sea)", "(a -(b c))"],  # not understood
    ],
)
def test_rules_that_would_spoil_a_query_for_others_have_one_of_their_own(apart: list[str]) -> None:
    assert sorted(values(*apart)) == sorted(apart)


@pytest.mark.parametrize(
    "together",
    [
        ["wind", "#sea"],
        ["$TSLA", "@mara"],
        ["a conversation_id:1", "b"],
        ["conversation_id:1 -wind", "conversation_id:2"],
        ["wind from:mara", "from:mara sea lang:en"],
        ["wind -is:nullcast", "sea -is:nullcast -is:retweet"],
        ["wind has:media from:mara", "from:mara has:media sea"],
        ["wind (from:mara OR from:joe)", "sea (from:mara OR from:joe)"],
    ],
)
def test_rules_that_spoil_nothing_share_a_query(together: list[str]) -> None:
    assert len(values(*together)) == 1


def test_users_share_a_query_when_names_are_asked_for() -> None:
    users = [Rule(name, f"from:{name}") for name in ("mara", "joe")]
    (query,) = pack(users, LONGEST, authors_known=True).queries
    assert query.value == "from:joe OR from:mara"
    assert query.given == frozenset()


def test_whoever_tells_most_of_a_post_searches_first() -> None:
    rules_ = ["sea", "from:mara OR from:joe", "from:mara", "from:mara has:media", "wind from:joe"]
    assert values(*rules_) == [
        "from:mara has:media",
        "wind from:joe",
        "from:mara",
        "from:mara OR from:joe",
        "sea",
    ]


def test_what_a_query_gives_is_what_only_x_can_tell_of_all_its_rules() -> None:
    rules_ = [Rule(value, value) for value in ("wind -from:mara has:media", "has:media -from:mara")]
    for query in pack(rules_, LONGEST).queries:
        assert set(map(write, query.given)) == {"-from:mara", "has:media"}


def test_what_only_x_can_tell_of_a_query_holds_for_its_halves() -> None:
    rules_ = [Rule(word, f"{word} -from:mara has:media") for word in ("wind", "sea", "rain")]
    (query,) = pack(rules_, LONGEST).queries
    assert [half.given for half in query.halves()] == [query.given] * 2
    assert set(map(write, query.given)) == {"-from:mara", "has:media"}


@pytest.mark.parametrize("filled", [None, 60, 4_096])
def test_no_query_is_filled_beyond_the_longest_that_x_takes(filled: int | None) -> None:
    rules_ = [Rule(letter, letter * 20) for letter in "abcdef"]
    queries = pack(rules_, 60, filled=filled).queries
    assert [len(query.rules) for query in queries] == [2, 2, 2]


def test_queries_are_filled_to_the_last_character() -> None:
    assert values("a" * 512) == ["a" * 512]
    assert values("a" * 254, "b" * 254) == [f"{'a' * 254} OR {'b' * 254}"]
    assert len(values("a" * 254, "b" * 255)) == 2
    assert len(values("a" * 254, "b" * 255, longest=513)) == 1
    assert len(values("気" * 127, "b" * 254)) == 1
    assert len(values("気" * 127, "b" * 255)) == 2
