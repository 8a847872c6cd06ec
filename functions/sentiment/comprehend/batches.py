"""Groups texts as BatchDetectSentiment takes them: one language, at most 25 texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sentiment.comprehend.analysis import Question

# BatchDetectSentiment in the Comprehend API reference: TextList holds up to 25 documents.
MAX_TEXTS = 25


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts of one language for one call; `tries` counts the calls that failed for them.

    `failing_since`: when the service first failed at them, by the clock's `monotonic`.
    """

    language: str
    texts: tuple[str, ...]
    tries: int = 0
    failing_since: float | None = None

    def questions(self) -> list[Question]:
        """Return the texts of the batch, each with its language."""
        return [Question(self.language, text) for text in self.texts]

    def halves(self) -> list[Batch]:
        """Return the batch in two parts, neither empty. Needs two texts at least."""
        middle = len(self.texts) // 2
        return [
            replace(self, texts=self.texts[:middle]),
            replace(self, texts=self.texts[middle:]),
        ]


def batches(questions: Iterable[Question]) -> list[Batch]:
    """Return the fewest batches that hold every question once, in the order they came."""
    by_language: dict[str, list[str]] = {}
    for language, text in questions:
        by_language.setdefault(language, []).append(text)
    return [
        Batch(language, tuple(texts[start : start + MAX_TEXTS]))
        for language, texts in by_language.items()
        for start in range(0, len(texts), MAX_TEXTS)
    ]
