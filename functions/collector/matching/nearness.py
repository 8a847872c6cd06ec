"""Which rules come nearest to a post that none of them matches as far as we understand."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from collector.matching.expression import KEYWORD, PHRASE, SIGILS, All, Expression, Opaque, Term


def nearest(expressions: Sequence[Expression], texts: Sequence[str]) -> list[int]:
    """Return the numbers of the expressions of which most is in the texts; all if none has any."""
    squeezed = " ".join(_squeezed(text) for text in texts)
    shares = [_share(expression, squeezed) or 0.0 for expression in expressions]
    most = max(shares, default=0.0)
    return [number for number, share in enumerate(shares) if share == most]


def _share(expression: Expression, squeezed: str) -> float | None:
    """Return how much of what is wanted is there, 0 to 1; None when no words are wanted."""
    if isinstance(expression, Opaque):
        return None
    if isinstance(expression, Term):
        is_text = expression.kind in (KEYWORD, PHRASE, *SIGILS) or expression.kind.startswith("~")
        if expression.negated or not is_text:
            return None
        return float(_squeezed(expression.value) in squeezed)
    found = [_share(part, squeezed) for part in expression.parts]
    shares = [share for share in found if share is not None]
    if not shares:
        return None
    return sum(shares) / len(shares) if isinstance(expression, All) else max(shares)


@lru_cache(maxsize=4096)
def _squeezed(text: str) -> str:
    """Return the letters and numbers alone, without case, width, ligatures and marks."""
    folded = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return "".join(character for character in folded if character.isalnum())
