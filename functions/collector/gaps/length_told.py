"""How long a query may be, in X's own words of refusal; they are not documented."""

from __future__ import annotations

import re

# What X repeats of a query in its words says nothing of them.
_REPEATED = re.compile(r"""(?<!\w)(['"`]).*?\1(?!\w)|\[[^]]*\]""")
_ABOUT_LENGTH = re.compile(
    r"\bcharacters\b | -character\b | \blength\b | \bbytes\b | \bsize\b | \blong | \bshorter",
    re.I | re.X,
)
_NUMBER = r"([0-9]{1,3}(?:[,.\ ][0-9]{3})+|[0-9]+)(?![0-9])"
_LIMIT = re.compile(
    rf"""
    (?: exceed\w* | > | (?:longer|shorter|more|fewer|greater|less)\ than | over | up\ to | at\ most
      | max\w* | limit\w* | between\ [0-9]+\ and
    ) [^0-9,;]{{0,40}}? {_NUMBER}
    | {_NUMBER} [\s-] characters? \ (?:or\ (?:less|fewer)|max|limit)
    """,
    re.I | re.X,
)
SHORTEST = 100
"""A limit below it would leave out nearly every rule: then the words mean something else."""


def length_told(words: str, length: int) -> int | None:
    """Return the limit that X names to a query of so many characters; None if it names none."""
    said = _REPEATED.sub("", words)
    if not _ABOUT_LENGTH.search(said):
        return None
    found = ["".join(groups) for groups in _LIMIT.findall(said)]
    numbers = [int(re.sub(r"\D", "", number)) for number in found]
    return next((number for number in numbers if SHORTEST <= number < length), None)
