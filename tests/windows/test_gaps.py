"""What the stream did not deliver is found by search, once."""

from __future__ import annotations

import pytest

from collector.gaps.store import GapStore
from collector.settings import Rule
from collector.spans import Span
from collector.state.table import StateTable
from collector.timing import Timing
from sandbox.simulation.aws import Call, NoAnswer, Refused
from shared.snowflake import first_id_at, time_of_id
from tests.unit.collector.interventions import NEVER_SENT, THROTTLED, UNAVAILABLE, kind_of
from tests.unit.collector.setting import RULES, Setting, hexed

LAGGING = Timing(stream_lag=200.0)
BLIND = Timing(search_lag=1_000.0)


def test_what_a_killed_window_missed_is_found_by_search(
    setting: Setting, state: StateTable
) -> None:
    now = setting.clock.now()
    state.put("lease", "stream", {"owner": "killed", "fence": 4, "lives_until": int(now * 1000)})
    state.put("checkpoint", "stream", {"post_id": first_id_at(now) - 1, "fence": 4})
    missed = []
    for _ in range(3):
        missed.append(setting.publish())
        setting.clock.sleep(20)
    started = setting.clock.now() + Timing().lease_notice
    report = setting.run(remaining=110.0)

    assert report.outcome == "deadline"
    assert sorted(setting.delivered) == missed
    assert (report.gaps.opened, report.gaps.closed, report.gaps.open) == (1, 1, 0)
    assert report.posts_from_search == report.posts_read == 3
    assert {record["source"] for record in setting.kept.records()} == {"search"}
    saved = state.get("checkpoint", "stream")
    assert saved is not None
    assert saved["fence"] == 5
    assert time_of_id(int(saved["post_id"])) == started + 60 - 30, "heard at 60 s, 30 s of lag"


def test_a_search_that_x_could_not_answer_is_asked_again_after_five_seconds(
    setting: Setting, state: StateTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []
    count = setting.x.count_request

    def note(name: str) -> None:
        if name == "GET search":
            asked.append(setting.clock.monotonic())
        count(name)

    monkeypatch.setattr(setting.x, "count_request", note)
    now = setting.clock.now()
    state.put("checkpoint", "stream", {"post_id": first_id_at(now - 60) - 1, "fence": 0})
    setting.order({"kind": "unavailable", "where": "search"})
    setting.run()
    first, again = asked
    assert again - first == pytest.approx(5.0)


@pytest.mark.parametrize(("settles", "margin"), [(True, 22.5), (False, 2.5)])
def test_a_gap_reaches_from_the_checkpoint_to_a_little_after_the_connection(
    setting: Setting, state: StateTable, settles: bool, margin: float
) -> None:
    """Two seconds after the tick that sees it; twenty more when rules changed, to apply."""
    first = setting.run(timing=BLIND)
    saved = state.get("checkpoint", "stream")
    assert saved is not None
    setting.clock.sleep(7.5)
    connected = setting.clock.now()
    rules = [*RULES, Rule("moon", "moon")] if settles else RULES
    second = setting.run(owner="two", rules=rules, timing=BLIND)
    setting.run(owner="three", rules=rules, timing=Timing(search_lag=1_000.0, connect_margin=0.0))

    gaps = [(int(gap["first"]), int(gap["last"])) for gap in state.query("gap")]
    assert gaps[0] == (int(saved["post_id"]) + 1, first_id_at(connected + margin))
    assert (first.gaps.opened, second.gaps.opened, len(gaps)) == (0, 1, 2)


def test_only_the_first_connection_after_a_change_waits_for_x_to_apply_its_rules(
    setting: Setting, state: StateTable
) -> None:
    setting.run(timing=BLIND)
    setting.order({"kind": "operational_disconnect", "after_posts": 1})
    broken = setting.publish_later(60, 1)
    setting.run(owner="two", rules=[*RULES, Rule("moon", "moon")], timing=BLIND)
    last = max(int(gap["last"]) for gap in state.query("gap"))
    assert 2.0 <= time_of_id(last) - time_of_id(broken[0]) < 5.0


def test_what_was_sent_is_known_until_the_gap_around_it_is_filled(setting: Setting) -> None:
    ids = setting.publish_later(10, 20)
    assert setting.run(owner="one", timing=LAGGING).sent == 20
    setting.remembered = type(setting.remembered)()
    later = setting.publish_later(10, 50)
    assert setting.run(owner="two", timing=BLIND).gaps.open == 1
    setting.remembered = type(setting.remembered)()
    third = setting.run(owner="three")

    assert third.gaps.open == 0
    assert third.sent == 0
    assert third.duplicates >= 20
    assert setting.delivered == ids + later


def test_posts_lost_in_a_disconnect_are_found_once(setting: Setting) -> None:
    setting.order({"kind": "operational_disconnect", "after_posts": 1})
    ids = setting.publish_later(10, 2)
    report = setting.run()

    assert sorted(setting.delivered) == ids
    assert (report.disconnects, report.disconnect_reasons) == (1, {"notice": 1})
    assert (report.gaps.closed, report.gaps.open) == (1, 0)
    assert (report.posts_from_stream, report.posts_from_search) == (1, 1)
    assert report.duplicates == 1


@pytest.mark.parametrize("page", [10, 100])
def test_a_gap_stays_until_firehose_has_what_was_found_in_it(
    setting: Setting, state: StateTable, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr("collector.gaps.pages.LARGEST_PAGE", page)
    before = {"post_id": first_id_at(setting.clock.now()) - 1, "fence": 0}
    state.put("checkpoint", "stream", before)
    ids = [setting.publish() for _ in range(20)]
    setting.clock.sleep(40)

    def refused(call: Call) -> Refused | None:
        is_refused = call.service == "firehose" and setting.clock.monotonic() < 140.0
        return UNAVAILABLE if is_refused else None

    setting.aws.intervention = refused
    seen = setting.watch(ids, 150)
    first = setting.run(owner="one", remaining=100.0)
    second = setting.run(owner="two", remaining=100.0)
    assert seen == []
    assert (first.gaps.closed, first.posts_read > 0, first.sent) == (0, True, 0)
    assert second.gaps.open == 0
    assert sorted(setting.delivered) == ids


def test_what_firehose_took_while_the_window_ended_is_not_searched_again(
    setting: Setting, state: StateTable
) -> None:
    now = setting.clock.now()
    state.put("checkpoint", "stream", {"post_id": first_id_at(now) - 1, "fence": 0})
    ids = [setting.publish() for _ in range(8)]
    setting.clock.sleep(60)

    def slow(call: Call) -> None:
        if call.service == "firehose":
            setting.clock.sleep(36.0)

    setting.aws.intervention = slow
    report = setting.run()
    assert sorted(setting.delivered) == ids
    assert (report.sent, report.unacknowledged) == (8, 0)
    searches = setting.requests("GET search")
    setting.aws.intervention = None
    assert setting.run(owner="two").gaps.open == 0
    assert setting.requests("GET search") == searches + 1, "for what came between the windows"


def test_gaps_filled_without_reposts_are_told_to_who_has_a_rule_for_them(
    setting: Setting,
) -> None:
    setting.order({"kind": "clean_end"})
    told = setting.run(rules=[*RULES, Rule("expert", "moon lang:en")])
    setting.order({"kind": "clean_end"})
    quiet = setting.run(owner="two")
    (warning,) = told.warnings
    assert warning == (
        "Gaps were filled without reposts, which X's search does not return for words; the stream "
        "delivers them for 'expert'."
    )
    assert (told.gaps.closed, quiet.gaps.closed) == (1, 1)
    assert not any("without reposts" in words for words in quiet.warnings)


def test_the_checkpoint_waits_for_a_gap_that_can_not_be_written_yet(
    setting: Setting, state: StateTable
) -> None:
    def refuse(call: Call) -> Refused | None:
        is_gap = call.operation == "PutItem" and call.body["Item"]["kind"]["S"] == "gap"
        return THROTTLED if is_gap else None

    setting.aws.intervention = refuse
    damaged_at = setting.clock.now() + 10
    setting.later(10, lambda: setting.order({"kind": "raw", "line": hexed(b"damaged")}))
    setting.publish_every(5, 15)
    report = setting.run()

    assert report.bad_lines == 1
    assert any("The last checkpoint was not saved" in words for words in report.warnings)
    checkpoint = state.get("checkpoint", "stream")
    assert checkpoint is not None
    assert int(checkpoint["post_id"]) < first_id_at(damaged_at)


def test_a_gap_that_stays_open_is_told_with_its_age(setting: Setting) -> None:
    began = setting.clock.now() - 3600
    GapStore(setting.state(), setting.clock).open(Span(first_id_at(began), first_id_at(began + 60)))
    setting.order(*[{"kind": "unavailable", "where": "search"}] * 99)
    report = setting.run()
    assert report.gaps.open == 1
    assert 3679 <= report.gaps.oldest_seconds <= 3681


def test_a_gap_that_can_not_be_written_at_once_is_not_passed_over(setting: Setting) -> None:
    """A new connection is covered from the end of its gap, and only when that is written down."""
    setting.order({"kind": "operational_disconnect", "after_posts": 1})
    ids = setting.publish_later(10, 2)

    def refuse(call: Call) -> NoAnswer | None:
        is_gap = call.operation == "PutItem" and kind_of(call) == "gap"
        return NEVER_SENT if is_gap and setting.clock.monotonic() < 25 else None

    setting.aws.intervention = refuse
    setting.run()
    assert sorted(setting.delivered) == ids
