"""Plans of searches, and X taking or refusing their queries."""

from __future__ import annotations

from collections.abc import Callable

from collector.gaps.lessons import Lessons
from collector.gaps.plan import SearchPlan
from collector.gaps.progress import query_digest
from collector.matching.queries import Query
from collector.settings import Rule
from tests.unit.collector.setting import Setting

RULES = [Rule(f"keyword{number}", f"keyword{number}") for number in range(200)]
SELF_SERVICE_QUERY = 512
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
    made: SearchPlan,
    takes: Callable[[Query], bool],
    *,
    names_query: bool = True,
    words: str = "no",
) -> int:
    """Search once with every query, as a gap is filled; returns how many requests it took."""
    done: set[str] = set()
    requests = 0
    while left := [query for query in made.queries if query_digest(query) not in done]:
        requests += 1
        assert requests < 1000
        if takes(left[0]):
            made.accepted(left[0])
            done.add(query_digest(left[0]))
        else:
            made.refused(left[0], words, names_query=names_query)
    return requests
