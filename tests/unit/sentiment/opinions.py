"""What Comprehend thinks here: something else about every text, which can be foretold."""

from __future__ import annotations

import hashlib

from sentiment.comprehend.analysis import Analysis, Question

_NAMES = ("Positive", "Negative", "Neutral", "Mixed")


def opinion(text: str, language: str) -> dict[str, float]:
    """Return scores that depend on nothing but the text and its language."""
    digest = hashlib.sha256(f"{language}|{text}".encode()).digest()
    total = sum(digest[:4]) or 1
    return {name: digest[place] / total for place, name in enumerate(_NAMES)}


def analysis(language: str, text: str) -> Analysis:
    """Return the same as the transform should read it."""
    scores = opinion(text, language)
    label = max(scores, key=lambda name: scores[name]).upper()
    return Analysis(label, *(round(round(scores[name], 6), 4) for name in _NAMES))


def result(index: int, language: str, text: str) -> dict[str, object]:
    """Return the same as an item of an answer's ResultList."""
    found = analysis(language, text)
    scores = dict(zip(_NAMES, found[1:], strict=True))
    return {"Index": index, "Sentiment": found.sentiment, "SentimentScore": scores}


def item_error(index: int, code: str) -> dict[str, object]:
    """Return an item of an answer's ErrorList."""
    return {"Index": index, "ErrorCode": code, "ErrorMessage": "the text itself could be here"}


def analysed(questions: list[Question]) -> dict[Question, Analysis]:
    """Return what these questions come to."""
    return {each: analysis(each.language, each.text) for each in questions}
