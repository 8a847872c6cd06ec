"""Rules that are too long for a query, with groups of alternatives side by side."""

from __future__ import annotations

from hypothesis import strategies as st

from collector.settings import Rule
from tests.unit.collector.matching.situations import accepted
from tests.unit.collector.matching.texts import needs_company, rules, standalone


def side_by_side(groups: int, alternatives: int, word: str = "solar") -> Rule:
    """Return a rule of so many groups with so many alternatives each."""
    value = " ".join(
        f"({' OR '.join(f'{word}{group}x{number}' for number in range(alternatives))})"
        for group in range(groups)
    )
    return Rule(f"{groups} groups of {alternatives} {word}", value)


def _in_brackets(part: str) -> str:
    return f"({part})" if " " in part else part


alternatives = rules.map(_in_brackets)
groups = st.lists(alternatives, min_size=2, max_size=9).map(lambda some: f"({' OR '.join(some)})")
wide_rules = st.builds(
    lambda wide, beside, excluded: " ".join([*wide, *beside, *(f"-{term}" for term in excluded)]),
    st.lists(groups, min_size=2, max_size=4),
    st.lists(needs_company | alternatives, max_size=2),
    st.lists(standalone | needs_company, max_size=2),
).filter(accepted)
