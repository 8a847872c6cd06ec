"""Plans of searches, and X taking or refusing their queries."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from collector.gaps.lessons import CONFIRMED_SECONDS, Lessons
from collector.gaps.plan import SearchPlan
from collector.gaps.progress import query_digest
from collector.matching.queries import Query
from collector.settings import Rule
from tests.unit.collector.setting import Setting

RULES = [Rule(f"keyword{number}", f"keyword{number}") for number in range(200)]
SELF_SERVICE_QUERY = 512
ENDLESS = 1_000
TOO_LONG = "Rule must not exceed 512 characters"


def lessons(setting: Setting) -> Lessons:
    """Return what a window knows of earlier refusals."""
    return Lessons(setting.state(), setting.clock)


def plan(setting: Setting, rules: list[Rule] = RULES) -> SearchPlan:
    """Return the plan of a new window."""
    return SearchPlan(rules, lessons(setting))


def in_queries(made: SearchPlan) -> list[Rule]:
    """Return the rules that are searched for."""
    return [rule for query in made.queries for rule in query.rules]


def search(
    setting: Setting,
    made: SearchPlan,
    takes: Callable[[Query], bool],
    *,
    names_query: bool = True,
    words: str = "no",
    done: set[str] | None = None,
    most: int = ENDLESS,
) -> int:
    """Search once with every query, as a gap is filled; returns how many requests it took.

    It ends when the queries that are left wait for X to take another, or after the most requests.
    `done`: digests of what X took before, and of what it takes.
    """
    done = set() if done is None else done
    digest = cache(query_digest)
    requests = 0
    while left := [query for query in made.queries if digest(query) not in done]:
        query = next(filter(made.may_ask, left), None)
        if query is None and not done:
            break
        if query is None:
            setting.clock.sleep(CONFIRMED_SECONDS)
            continue
        if requests == most:
            break
        requests += 1
        assert requests < ENDLESS
        if takes(query):
            made.accepted(query)
            done.add(digest(query))
        else:
            made.refused(query, words, names_query=names_query)
    return requests
