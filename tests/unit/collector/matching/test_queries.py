"""Many rules become few queries, and the queries find what the rules would."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.matching.characters import weighted_length
from collector.matching.expression import write
from collector.matching.parsing import parse
from collector.matching.queries import Query, pack
from collector.matching.searchable import as_searched
from collector.settings import Rule
from tests.unit.collector.matching.at_x import AtX
from tests.unit.collector.matching.situations import accepted, posts, published
from tests.unit.collector.matching.texts import rules

LONGEST = 512


def values(*given_: str, longest: int = LONGEST) -> list[str]:
    packing = pack([Rule(value, value) for value in given_], longest)
    assert not packing.left_out
    return [query.value for query in packing.queries]


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
        assert {half.given for half in query.halves()} <= {query.given}


def test_queries_are_filled_to_the_last_character() -> None:
    assert values("a" * 512) == ["a" * 512]
    assert values("a" * 254, "b" * 254) == [f"{'a' * 254} OR {'b' * 254}"]
    assert len(values("a" * 254, "b" * 255)) == 2
    assert len(values("a" * 254, "b" * 255, longest=513)) == 1
    assert len(values("気" * 127, "b" * 254)) == 1
    assert len(values("気" * 127, "b" * 255)) == 2


def left_out(value: str, longest: int = LONGEST) -> str:
    packing = pack([Rule("x", value)], longest)
    assert packing.queries == ()
    ((rule, reason),) = packing.left_out
    assert rule == Rule("x", value)
    return reason


@pytest.mark.parametrize(
    ("value", "longest", "reason"),
    [
        ("a" * 513, 512, "it has 513 characters, search takes 512"),
        ("気" * 257, 512, "it has 514 characters, search takes 512"),
        ("wind sea", 7, "it has 8 characters, search takes 7"),
        ("solar sample:10", 512, "search does not know sample:"),
        ("solar -BIO:x", 512, "search does not know BIO:"),
        ("a OR (b min_followers:5)", 512, "search does not know min_followers:"),
        ('wind -(a followers_count:1..2) "x"', 512, "search does not know followers_count:"),
    ],
)
def test_what_search_does_not_take_is_left_out_with_the_reason(
    value: str, longest: int, reason: str
) -> None:
    assert left_out(value, longest) == reason


STREAM_ONLY = [
    "bio", "bio_location", "bio_name", "embedding", "embedding_threshold", "followers_count",
    "following_count", "listed_count", "min_followers", "sample", "tweets_count", "url_contains",
    "url_description", "url_title",
]  # fmt: skip


@pytest.mark.parametrize("name", STREAM_ONLY)
def test_no_operator_of_the_stream_alone_is_searched(name: str) -> None:
    assert left_out(f"wind {name}:1") == f"search does not know {name}:"


@pytest.mark.parametrize(
    "value", ['"sample:10" sun', '"bio:x" -(a b)', "biosample", "url:x/bio:y", "x -(no_bio:a b)"]
)
def test_a_name_of_an_operator_inside_a_text_is_taken(value: str) -> None:
    assert values(value) == [value]


def test_one_bad_rule_keeps_no_other_from_being_searched() -> None:
    tagged = [Rule("energy", "solar sample:10"), Rule("energy", "wind -is:retweet")]
    packing = pack(tagged, LONGEST)
    assert [query.rules for query in packing.queries] == [(tagged[1],)]
    assert [rule for rule, _ in packing.left_out] == [tagged[0]]


KEYWORDS = sorted(
    {
        f"{a}{b}{c * length}"
        for a in "abcdefg"
        for b in "hijkl"
        for c in "mno"
        for length in range(1, 8)
    }
)


def keyword_rules(keywords: list[str]) -> list[Rule]:
    return [Rule(keyword, f"{keyword} -is:retweet") for keyword in keywords]


@pytest.mark.parametrize("longest", [512, 4096])
def test_503_keywords_need_about_as_many_queries_as_their_lengths_say(longest: int) -> None:
    keywords = KEYWORDS[:503]
    queries = pack(keyword_rules(keywords), longest).queries
    least = sum(len(keyword) + len(" OR ") for keyword in keywords) / longest
    assert least <= len(queries) <= 1.1 * least + 1


def test_a_keyword_more_changes_few_queries() -> None:
    before = set(pack(keyword_rules(KEYWORDS), LONGEST).queries)
    new = [
        len(set(pack(keyword_rules([*KEYWORDS, f"{start}zz"]), LONGEST).queries) - before)
        for start in string.ascii_lowercase[:8]
    ]
    assert len(before) > 10
    assert sum(new) <= 4 * len(new)


def test_halves_of_halves_leave_the_guilty_rule_alone() -> None:
    (query,) = pack(keyword_rules(list(string.ascii_letters[:26])), LONGEST).queries
    asked = 0
    while halves := query.halves():
        assert [*halves[0].rules, *halves[1].rules] == list(query.rules)
        assert abs(len(halves[0].rules) - len(halves[1].rules)) <= 1
        asked += 2
        query = next(half for half in halves if Rule("q", "q -is:retweet") in half.rules)
    assert query == Query("q -is:retweet", (Rule("q", "q -is:retweet"),))
    assert asked <= 10


taggable = st.lists(
    st.builds(Rule, st.sampled_from(["energy", "other"]), rules.filter(accepted)),
    min_size=1,
    max_size=12,
)
lengths = st.sampled_from([60, 90, 512])


@given(taggable, lengths)
def test_every_rule_is_in_one_query_or_left_out(given_: list[Rule], longest: int) -> None:
    packing = pack(given_, longest)
    placed = [rule for query in packing.queries for rule in query.rules]
    assert sorted([*placed, *(rule for rule, _ in packing.left_out)], key=repr) == sorted(
        set(given_), key=repr
    )


@given(taggable, lengths, st.randoms())
def test_the_same_rules_in_any_order_make_the_same_queries(
    given_: list[Rule], longest: int, random: Any
) -> None:
    shuffled = list(given_)
    random.shuffle(shuffled)
    assert pack(shuffled, longest) == pack(given_, longest)


@given(taggable, lengths, posts)
def test_x_takes_every_query_and_finds_by_them_what_it_finds_by_the_rules(
    given_: list[Rule], longest: int, plain: dict[str, Any]
) -> None:
    x = AtX()
    post = published(x, **plain)
    packing = pack(given_, longest)
    for packed in packing.queries:
        for query in (packed, *packed.halves()):
            assert weighted_length(query.value) <= longest
            searched = [write(as_searched(parse(rule.value))) for rule in query.rules]
            by_rules = any(x.finds(value, post) for value in searched)
            assert x.finds(query.value, post, longest) == by_rules
            if any(x.finds(rule.value, post) for rule in query.rules):
                assert by_rules
