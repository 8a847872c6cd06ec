"""Whether X takes all the calls of a change before it counts anew (docs.x.com, "Rate limits")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from collector.x.errors import XRefusedError
from collector.x.fields import whole_number
from collector.x.refusals import Cure, Refusal, reset_in


@dataclass(frozen=True, slots=True)
class Limit:
    """How many more calls X takes until `resets_at`, in seconds since 1970."""

    remaining: int
    resets_at: float


def limit_in(headers: Mapping[str, str]) -> Limit | None:
    """Read X's rate limit headers; None where they are not there, or odd."""
    remaining, resets_at = whole_number(headers.get("x-rate-limit-remaining")), reset_in(headers)
    if remaining is None or resets_at is None:
        return None
    return Limit(remaining, resets_at)


def limit_reached(limit: Limit, needed: int) -> XRefusedError:
    """Return what to say of a change that X would not take wholly."""
    words = (
        f"X takes {limit.remaining} more changes of its rules until its limit is renewed, and "
        f"{needed} may be needed: so nothing more was added. Try again in 15 minutes."
    )
    return XRefusedError(Refusal(Cure.WAIT, "rate_limited", words, limit.resets_at))
