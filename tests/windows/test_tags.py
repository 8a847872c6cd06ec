"""Tags that a document has no room for are told."""

from __future__ import annotations

import pytest

from collector.posts.record import MOST_ENTITIES
from collector.settings import Rule
from collector.state.table import StateTable
from shared.snowflake import first_id_at
from tests.unit.collector.setting import Setting


def words(number: int) -> list[str]:
    return [f"word{each}" for each in range(number)]


@pytest.mark.parametrize("source", ["stream", "search"])
@pytest.mark.parametrize(("more", "told"), [(0, []), (1, ["2 posts match more than 100 rules"])])
def test_a_post_of_more_rules_than_a_document_tells_is_told_of(
    setting: Setting, state: StateTable, source: str, more: int, told: list[str]
) -> None:
    rules = [Rule(word, f"{word} -is:retweet") for word in words(MOST_ENTITIES + more)]
    text = " ".join(words(MOST_ENTITIES + more))
    if source == "search":
        now = setting.clock.now()
        state.put("gap", "it", {"first": first_id_at(now - 600), "last": first_id_at(now)})
        for age in (300, 200):
            setting.publish(text, id=str(first_id_at(now - age)))
    else:
        setting.publish_later(10, 2, text)
    report = setting.run(rules=rules)
    assert {record["source"] for record in setting.kept.records()} == {source}
    assert [len(record["matched"]) for record in setting.kept.records()] == [MOST_ENTITIES] * 2
    assert [words.split(":")[0] for words in report.warnings] == told


@pytest.mark.parametrize(("expand_authors", "searches"), [(True, 1), (False, 2)])
def test_users_are_searched_together_when_x_tells_their_names(
    setting: Setting, state: StateTable, expand_authors: bool, searches: int
) -> None:
    now = setting.clock.now()
    state.put("gap", "it", {"first": first_id_at(now - 600), "last": first_id_at(now)})
    for name, age in (("ana", 300), ("ben", 200)):
        setting.publish(f"by {name}", id=str(first_id_at(now - age)), username=name)
    rules = [Rule("ana", "from:ana"), Rule("ben", "from:ben")]
    setting.run(rules=rules, expand_authors=expand_authors)
    assert {record["text"]: record["matched"] for record in setting.kept.records()} == {
        "by ana": ["ana"],
        "by ben": ["ben"],
    }
    assert setting.requests("GET search") == searches
