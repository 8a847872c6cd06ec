"""Each law is held against what was seen, and what breaks it is named."""

from dataclasses import replace
from typing import Any

import pytest

from sandbox.commands.storm import summary
from sandbox.storm.evidence import Evidence, Sample, Spent
from sandbox.storm.excuses import unwanted
from sandbox.storm.laws import broken_laws
from sandbox.storm.result import Result
from sandbox.watch.index_reader import Skipped

NOTHING: frozenset[str] = frozenset()
POSTS = frozenset({"100", "200", "300"})
EDITED = {"100": "100", "200": "240", "300": "300"}
LAWFUL = Evidence(
    seed=7,
    published=POSTS | {"400"},
    matched=POSTS,
    stream_only=NOTHING,
    newest={"100": "100", "200": "200", "300": "300"},
    shown={"100": "100", "200": "200", "300": "300"},
    indexed=frozenset({"100", "200", "300"}),
    copies=0,
    silent=NOTHING,
    skipped={
        "100": Skipped("unknown_language", "und"),
        "200": Skipped("unsupported_language", "nl"),
    },
    waiting=NOTHING,
    dead=NOTHING,
    refused=NOTHING,
    unreadable=0,
    accepted=("100", "300", "200", "100"),
    samples=(
        Sample(50, False, (), 0),
        Sample(150, False, (), 1),
        Sample(250, False, ((160, 250),), 2),
        Sample(350, False, (), 4),
    ),
    overlaps=0,
    endings={
        "collector.ok": 9,
        "collector.StateUnavailableError": 2,
        "sentiment.ok": 1,
        "redrive.ReadTimeoutError": 1,
    },
    ordered={},
    spent=None,
    set_aside_by_dead=0,
    counted_twice=0,
    failed_in_transform=3,
    told={"PostsSkipped": 2, "PostsFailed": 3, "RecordsDead": 3, "BudgetUsedUp": 1},
)


SPENT = Spent(
    allowed=400, counted_beyond=0, handed_on=400, owed_by_dead=0, billed=400, connections=2
)
GIVEN_UP = {"dead": POSTS, "refused": POSTS}
PAUSED = {"spent": SPENT, "samples": (*LAWFUL.samples, Sample(350, True, (), 4))}


def broken(**changes: Any) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (each.law.split()[0], each.post_ids) for each in broken_laws(replace(LAWFUL, **changes))
    ]


def test_a_storm_in_which_everything_arrived_breaks_no_law() -> None:
    assert broken() == []
    assert unwanted(LAWFUL) == NOTHING


@pytest.mark.parametrize(
    ("law", "posts", "changes"),
    [
        ("1", ("200",), {"indexed": frozenset({"100", "300"})}),
        ("1", ("300",), {"indexed": frozenset({"100", "200"}), "waiting": frozenset({"300"})}),
        ("1", (), {"unreadable": 1}),
        ("2", (), {"copies": 1}),
        ("2", ("400",), {"indexed": POSTS | {"400"}}),
        ("10", ("300",), {"indexed": frozenset({"100", "200"}), "dead": frozenset({"300"})}),
        ("10", ("300",), {"dead": frozenset({"300"})}),
        ("10", ("300",), {"dead": POSTS, "refused": frozenset({"100", "200"})}),
        ("3", ("100",), {"silent": frozenset({"100"})}),
        ("3", ("100",), {"skipped": {"100": Skipped("refused", "en")}}),
        ("3", ("100",), {"skipped": {"100": Skipped("no_text", "und")}}),
        ("3", ("300",), {"skipped": {"300": Skipped("unsupported_language", "en")}}),
        ("3", ("300",), {"skipped": {"300": Skipped("unknown_language", "nl")}}),
        ("3", ("300",), {"skipped": {"300": Skipped("unsupported_language", "")}}),
        ("4", (), {"samples": (Sample(150, False, (), 1), Sample(50, False, (), 1))}),
        ("4", ("200",), {"samples": (Sample(250, False, (), 2),)}),
        ("4", ("200",), {"samples": (Sample(250, False, ((201, 250),), 2),)}),
        ("4", ("200",), {"accepted": ("100", "300")}),
        ("5", (), {"overlaps": 1}),
        ("7", (), {"counted_twice": 1}),
        ("7", (), {"spent": replace(SPENT, counted_beyond=101)}),
        ("7", (), {"spent": replace(SPENT, handed_on=501), "set_aside_by_dead": 40}),
        ("7", (), {"spent": replace(SPENT, handed_on=511, owed_by_dead=10)}),
        ("7", (), {"spent": replace(SPENT, billed=701)}),
        ("7", (), {"spent": replace(SPENT, billed=701, owed_by_dead=10)}),
        ("7", (), {"spent": replace(SPENT, billed=741), "set_aside_by_dead": 40}),
        ("9", ("200",), {"newest": EDITED}),
        ("9", ("100",), {"newest": {"100": "1000"}}),
        ("11", (), {"told": {**LAWFUL.told, "PostsSkipped": 1}}),
        ("11", (), {"told": {**LAWFUL.told, "PostsFailed": 2}}),
        ("11", (), {"told": {**LAWFUL.told, "RecordsDead": 2}, **GIVEN_UP}),
        ("11", (), {"told": {**LAWFUL.told, "BudgetUsedUp": 0}, **PAUSED}),
        ("8", (), {"leaks": ("the bearer token is in a log line of /aws/lambda/collector",)}),
    ],
)
def test_a_broken_law_is_caught(law: str, posts: tuple[str, ...], changes: dict[str, Any]) -> None:
    assert broken(**changes) == [(law, posts)]


@pytest.mark.parametrize(
    "changes",
    [
        {"overlaps": 1, "ordered": {"collector.frozen": 1}},
        {"dead": frozenset({"300"}), "refused": frozenset({"300"})},
        {"spent": SPENT},
        {"told": {**LAWFUL.told, "RecordsDead": 0, "BudgetUsedUp": 0}},
        {"told": {**LAWFUL.told, "BudgetUsedUp": 0}, **PAUSED, "ordered": {"collector.killed": 1}},
        {"told": {**LAWFUL.told, "BudgetUsedUp": 0}, **PAUSED, "ordered": {"collector.frozen": 1}},
        {"spent": replace(SPENT, handed_on=500, counted_beyond=100)},
        {"spent": replace(SPENT, billed=740), "set_aside_by_dead": 40},
        {"spent": replace(SPENT, handed_on=510, owed_by_dead=10)},
        {"spent": replace(SPENT, billed=700)},
    ],
)
def test_what_was_done_on_purpose_breaks_no_law(changes: dict[str, Any]) -> None:
    assert broken(**changes) == []


def test_each_time_that_the_checkpoint_went_back_is_told_once_however_long_it_stayed() -> None:
    ids = (20, 90, 50, 50, 60, 40, 40, 95)
    samples = tuple(Sample(checkpoint_id, False, (), 0) for checkpoint_id in ids)
    words = [each.words for each in broken_laws(replace(LAWFUL, samples=samples))]
    assert words == ["went back from 90 to 50", "went back from 60 to 40"]


ENDINGS_OF_ANY = ("Sandbox.Timedout", "Runtime.ExitError", "KeyError", "ClientError")
FUNCTIONS = ("collector", "sentiment", "redrive", "bootstrap")


@pytest.mark.parametrize("ending", ENDINGS_OF_ANY)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_run_of_any_function_that_died_of_nothing_that_was_ordered_is_told(
    function: str, ending: str
) -> None:
    of_others = {f"{name}.{done}": 9 for name in FUNCTIONS for done in ("frozen", "killed")}
    del of_others[f"{function}.frozen"], of_others[f"{function}.killed"]
    ended = {f"{function}.ok": 9, f"{function}.{ending}": 2}
    (found,) = broken_laws(replace(LAWFUL, endings=ended, ordered=of_others))
    assert found.words == f"2 runs of {function} ended by {ending}, 0 of them ordered"
    assert found.law.startswith("6 ")


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(
    ("ending", "done"), [("Sandbox.Timedout", "frozen"), ("Runtime.ExitError", "killed")]
)
def test_a_run_may_die_as_often_as_it_was_ordered_and_of_that_alone(
    function: str, ending: str, done: str
) -> None:
    ordered = {f"{function}.{done}": 2}
    assert broken(endings={f"{function}.{ending}": 2}, ordered=ordered) == []
    assert broken(endings={f"{function}.{ending}": 3}, ordered=ordered) == [("6", ())]
    for other in {*ENDINGS_OF_ANY} - {ending}:
        assert broken(endings={f"{function}.{other}": 1}, ordered=ordered) == [("6", ())]


@pytest.mark.parametrize(
    "ending",
    [
        *("collector.KeptBackError", "collector.XRefusedError", "collector.SecretUnavailableError"),
        *("collector.Function.ResponseSizeTooLarge", "collector.Runtime.ImportModuleError"),
        *("sentiment.StateUnavailableError", "redrive.StateUnavailableError"),
    ],
)
def test_only_a_window_may_die_of_the_state_table(ending: str) -> None:
    assert broken(endings={ending: 1}) == [("6", ())]


def test_posts_of_a_pause_are_unwanted_and_those_before_and_after_it_are_not() -> None:
    paused = replace(
        LAWFUL,
        indexed=NOTHING,
        dead=NOTHING,
        accepted=(),
        spent=SPENT,
        samples=(Sample(150, True, ((90, 150),), 0), Sample(250, False, ((90, 150),), 0)),
    )
    assert unwanted(paused) == {"200"}
    assert [each.post_ids for each in broken_laws(paused)] == [("100", "300")]


def test_a_pause_begins_where_it_began_however_far_the_checkpoint_moves_in_it() -> None:
    lost = {"indexed": frozenset({"100", "300"}), "accepted": ("100", "300"), "spent": SPENT}
    began, moved = Sample(150, True, (), 1), Sample(220, True, (), 1)
    over = Sample(250, False, (), 1)
    assert broken(**lost, samples=(began, moved, over)) == []
    assert broken(**lost, samples=(began, moved)) == []
    assert ("1", ("200",)) in broken(**lost, samples=(moved, over))


def test_a_second_pause_is_one_of_its_own_where_no_look_fell_between_the_two() -> None:
    first = Sample(120, True, ((90, 120),), 1)
    second = Sample(160, True, ((90, 120), (121, 140), (141, 160)), 1)
    over = Sample(250, False, (*second.gaps, (220, 250)), 1)
    assert broken(samples=(first, second, over), spent=SPENT) == []
    lost = {"indexed": frozenset({"100", "300"}), "accepted": ("100", "300"), "spent": SPENT}
    assert broken(**lost, samples=(first, second, over)) == []
    wanted = replace(second, checkpoint_id=210)
    assert ("1", ("200",)) in broken(**lost, samples=(first, wanted, over))


def test_a_gap_of_the_window_after_a_pause_is_wanted() -> None:
    after = (Sample(150, True, (), 1), Sample(250, False, ((180, 250),), 1))
    lost = {"indexed": frozenset({"100", "300"}), "accepted": ("100", "300"), "spent": SPENT}
    later = (*after, Sample(350, False, (), 2))
    assert ("1", ("200",)) in broken(**lost, samples=later)
    paused_longer = (after[0], Sample(250, False, ((210, 250),), 1), later[2])
    assert broken(**lost, samples=paused_longer) == []


def test_a_pause_that_never_ended_leaves_all_later_posts_unwanted() -> None:
    paused = replace(
        LAWFUL,
        indexed=NOTHING,
        dead=NOTHING,
        spent=SPENT,
        samples=(Sample(150, True, (), 0),),
    )
    assert unwanted(paused) == {"200", "300"}


def test_a_pause_although_there_was_budget_left_excuses_nothing() -> None:
    paused = (Sample(150, True, (), 1), Sample(250, False, (), 4))
    assert broken(indexed=frozenset({"100", "300"}), samples=paused) == [("1", ("200",))]


def test_a_post_that_search_does_not_find_is_unwanted_only_if_it_came_in_a_gap() -> None:
    lost = {"indexed": frozenset({"100", "300"}), "accepted": ("100", "300")}
    never_in_a_gap = tuple(replace(sample, gaps=()) for sample in LAWFUL.samples)
    assert broken(**lost, stream_only=frozenset({"200"})) == []
    found = broken(**lost, stream_only=frozenset({"200"}), samples=never_in_a_gap)
    assert found == [("1", ("200",)), ("4", ("200",))]


def test_a_last_version_that_could_not_arrive_is_excused() -> None:
    first = {"newest": EDITED}
    assert broken(**first, dead=frozenset({"200"})) == [("10", ("200",))]
    assert broken(**first, stream_only=frozenset({"200"})) == []
    never_in_a_gap = tuple(replace(sample, gaps=()) for sample in LAWFUL.samples)
    edits = {**first, "stream_only": frozenset({"200"}), "samples": never_in_a_gap}
    assert ("9", ("200",)) in broken(**edits)
    paused = (Sample(220, True, (), 4), Sample(250, False, (), 4))
    assert broken(**first, samples=paused, spent=SPENT) == []
    assert broken(**first, samples=paused) == [("9", ("200",))]


def test_a_post_that_was_edited_in_a_pause_is_missed_only_if_its_first_version_was() -> None:
    missing = {
        "newest": EDITED,
        "indexed": frozenset({"100", "300"}),
        "shown": {"100": "100", "300": "300"},
        "accepted": ("100", "300"),
        "spent": SPENT,
    }
    paused = (Sample(220, True, (), 4), Sample(250, False, (), 4))
    heard = broken(**missing, samples=paused)
    assert ("1", ("200",)) in heard
    in_a_gap = (Sample(220, True, ((190, 210),), 4), Sample(250, False, (), 4))
    assert broken(**missing, samples=in_a_gap) == []


def test_a_version_of_a_post_that_matched_nothing_is_not_awaited() -> None:
    assert broken(newest={}) == []


def test_the_result_names_the_seed_the_law_and_the_posts() -> None:
    evidence = replace(LAWFUL, indexed=frozenset({"100", "300"}))
    result = Result(evidence, broken_laws(evidence), 12.34)
    assert result.as_json()["lost"] == 1
    assert result.as_json()["broken"][0]["post_ids"] == ["200"]
    assert result.lines()[-1] == "seed 7 broke law 1 conservation: 1 posts lost: 200"


def test_the_counts_of_a_result_add_up_to_what_matched() -> None:
    counts = Result(LAWFUL, [], 1.0).as_json()
    assert counts["matched"] == 3
    parts = ("indexed", "failed", "unwanted", "lost")
    assert sum(counts[part] for part in parts) == counts["matched"]


@pytest.mark.parametrize(
    ("storms", "broken", "words"),
    [
        (1, 0, "1 storm, 0 broke a law."),
        (1, 1, "1 storm, 1 broke a law."),
        (3, 2, "3 storms, 2 broke a law."),
    ],
)
def test_the_number_of_storms_is_told_in_words_that_fit_it(
    storms: int, broken: int, words: str
) -> None:
    assert summary(storms, broken) == words
