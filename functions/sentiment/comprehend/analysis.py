"""What can become of a text: an analysis, a reason why there is none, or another try later."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

LABELS = frozenset({"POSITIVE", "NEGATIVE", "NEUTRAL", "MIXED"})


class SkipReason(StrEnum):
    """Why a document has no sentiment, as its field `sentiment_skipped` says it."""

    NO_TEXT = "no_text"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNSUPPORTED_LANGUAGE = "unsupported_language"
    REFUSED = "refused"


class Analysis(NamedTuple):
    """Comprehend's answer for one text; the four scores are between 0 and 1."""

    sentiment: str
    positive: float
    negative: float
    neutral: float
    mixed: float


class Skip(NamedTuple):
    """There will never be a sentiment for this text."""

    reason: SkipReason


class Failed(NamedTuple):
    """There is no sentiment now; another try later may bring one."""

    code: str


Outcome = Analysis | Skip | Failed


class Question(NamedTuple):
    """One text as Comprehend gets it: its code of a language, and 1 to 5,000 bytes of text."""

    language: str
    text: str
