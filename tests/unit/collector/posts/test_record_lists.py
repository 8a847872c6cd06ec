"""Authors, entities and tags: what X says of a post, in bounded lists without repetition."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from collector.posts.record import LARGEST_COUNT, LONGEST_LINK, LONGEST_WORD, MOST_ENTITIES
from tests.unit.collector.posts.records import record

NAMES = [("hashtags", "tag"), ("mentions", "username"), ("cashtags", "tag")]
USER = {
    "id": "12",
    "name": "Ines Q.",
    "username": "ines",
    "verified": True,
    "public_metrics": {"followers_count": 212},
}


def author(**changes: Any) -> Any:
    other = {"id": "11", "username": "other"}
    users = [7, other, {**USER, **changes}]
    return record({"author_id": "12"}, {"users": users})["author"]


def test_an_expanded_author_is_told_and_a_bare_one_has_an_id() -> None:
    assert record({"author_id": "12"})["author"] == {"id": "12"}
    assert record({"author_id": "12"}, {"users": [{"id": "11"}]})["author"] == {"id": "12"}
    assert author() == {
        "id": "12",
        "username": "ines",
        "name": "Ines Q.",
        "followers": 212,
        "verified": True,
    }
    assert author(verified=False)["verified"] is False


@pytest.mark.parametrize(
    ("changes", "absent"),
    [
        ({"username": ""}, "username"),
        ({"name": None}, "name"),
        ({"verified": "true"}, "verified"),
        ({"verified": None}, "verified"),
        ({"public_metrics": [1]}, "followers"),
        ({"public_metrics": {}}, "followers"),
        ({"public_metrics": {"followers_count": "5"}}, "followers"),
        ({"public_metrics": {"followers_count": True}}, "followers"),
        ({"public_metrics": {"followers_count": 1.5}}, "followers"),
        ({"public_metrics": {"followers_count": -1}}, "followers"),
        ({"public_metrics": {"followers_count": LARGEST_COUNT + 1}}, "followers"),
    ],
)
def test_what_is_wrong_about_an_author_is_left_out(changes: dict[str, Any], absent: str) -> None:
    left = {"id", "username", "name", "followers", "verified"} - {absent}
    assert set(author(**changes)) == left


@pytest.mark.parametrize("count", [0, LARGEST_COUNT])
def test_any_number_of_followers_that_an_index_can_hold_is_told(count: int) -> None:
    assert LARGEST_COUNT == 2**63 - 1
    assert author(public_metrics={"followers_count": count})["followers"] == count


@pytest.mark.parametrize("includes", [None, [USER], {"users": USER}, {"users": None}])
def test_users_that_are_none_leave_the_id(includes: object) -> None:
    assert record({"author_id": "12"}, includes)["author"] == {"id": "12"}


def test_a_link_is_told_by_the_address_that_lies_furthest_behind_it() -> None:
    urls = [
        {"url": "https://t.co/a", "expanded_url": "https://b.it/a", "unwound_url": "https://a/"},
        {"url": "https://t.co/b", "expanded_url": "https://b/", "unwound_url": ""},
        {"url": "https://t.co/c", "expanded_url": None},
        {"display_url": "d"},
    ]
    made = record({"entities": {"urls": urls}})
    assert made["urls"] == ["https://a/", "https://b/", "https://t.co/c"]


@pytest.mark.parametrize("field", ["unwound_url", "expanded_url", "url"])
@pytest.mark.parametrize("length", [501, LONGEST_LINK - 1, LONGEST_LINK, LONGEST_LINK + 1, 90_000])
def test_a_link_is_told_whole_or_not_at_all(field: str, length: int) -> None:
    link = f"https://example.org/list?page={'7' * length}"[:length]
    made = record({"entities": {"urls": [{field: link}, {"url": "https://t.co/short"}]}})
    whole = [link] if length <= LONGEST_LINK else []
    assert made["urls"] == [*whole, "https://t.co/short"]


def test_a_link_that_is_too_long_is_not_told_by_another_address() -> None:
    urls = [{"url": "https://t.co/a", "expanded_url": "https://a/" + "a" * LONGEST_LINK}]
    assert record({"entities": {"urls": urls}})["urls"] == []


@pytest.mark.parametrize(("name", "field"), NAMES)
def test_a_name_is_told_whole_or_not_at_all(name: str, field: str) -> None:
    items = [{field: "x" * LONGEST_WORD}, {field: "x" * LONGEST_WORD + "y"}]
    assert record({"entities": {name: items}})[name] == ["x" * LONGEST_WORD]


@pytest.mark.parametrize(("name", "field"), NAMES)
@pytest.mark.parametrize(
    "spellings", [("TSLA", "tsla", "Tsla"), ("BRK.B", "brk.b"), ("NASA_99", "nasa_99", "Nasa_99")]
)
def test_a_name_is_the_same_in_any_case(name: str, field: str, spellings: tuple[str, ...]) -> None:
    each = [record({"entities": {name: [{field: word}]}})[name] for word in spellings]
    together = record({"entities": {name: [{field: word} for word in spellings]}})[name]
    assert together == [spellings[0].lower()]
    assert each == [together] * len(spellings), "posts of their own too"


@pytest.mark.parametrize("word", ["Élan", "Ångström", "Việt", "각하", "Й", "क़लम", "İzmir"])
def test_a_hashtag_is_the_same_in_any_of_unicodes_forms(word: str) -> None:
    forms = [unicodedata.normalize(form, word) for form in ("NFC", "NFD")]
    for spellings in (forms, forms[::-1], [word.upper() for word in forms]):
        (tag,) = record({"entities": {"hashtags": [{"tag": tag} for tag in spellings]}})["hashtags"]
        assert tag == unicodedata.normalize("NFC", word.lower())


def test_words_that_only_look_alike_stay_two() -> None:
    hashtags = [{"tag": "Maße"}, {"tag": "masse"}, {"tag": "MASSE"}]
    assert record({"entities": {"hashtags": hashtags}})["hashtags"] == ["maße", "masse"]


@pytest.mark.parametrize(("name", "field"), NAMES)
def test_each_entity_is_told_once_in_the_order_of_the_text(name: str, field: str) -> None:
    items = [{field: word} for word in ("b", "a", "b", "")] + [7, {}, {field: 5}, {field: "c"}]
    assert record({"entities": {name: items}})[name] == ["b", "a", "c"]


@pytest.mark.parametrize("odd", [None, "x", {}, 5, [None]])
def test_entities_that_are_none_make_empty_lists(odd: object) -> None:
    names = ("hashtags", "mentions", "cashtags", "urls")
    for entities in (odd, dict.fromkeys(names, odd)):
        made = record({"entities": entities})
        assert [made[name] for name in names] == [[], [], [], []]


def test_lists_and_words_are_bounded() -> None:
    words = [f"{number:04}" for number in range(MOST_ENTITIES + 5)]
    entities = {
        "hashtags": [{"tag": word} for word in words],
        "cashtags": [{"tag": word} for word in words],
    }
    long = "y" * (LONGEST_WORD + 1)
    data = {"entities": entities, "lang": long, "author_id": long, "conversation_id": long}
    made = record(data, matched=[*words[:-6], long, *words[-6:]])
    assert made["hashtags"] == made["cashtags"] == words[:MOST_ENTITIES]
    assert made["matched"] == [*words[: MOST_ENTITIES - 1], long[:-1]]
    assert made["lang"] == made["conversation_id"] == made["author"]["id"] == long[:-1]
    assert (MOST_ENTITIES, LONGEST_WORD) == (100, 500)
