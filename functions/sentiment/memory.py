"""Answers remembered across warm invocations: a text that went viral is paid once."""

from __future__ import annotations

import hashlib
from collections import OrderedDict

from sentiment.analysis import Analysis, Question

# About 400 bytes each: 8 MB of the function's memory.
MAX_ANSWERS = 20_000


class Memory:
    """The most recently used answers, at most `max_answers`. Texts themselves are not kept."""

    def __init__(self, max_answers: int = MAX_ANSWERS) -> None:
        self._max_answers = max_answers
        self._answers: OrderedDict[bytes, Analysis] = OrderedDict()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, question: Question) -> Analysis | None:
        """Return the answer to exactly this text in this language, if it is remembered."""
        key = _digest(question)
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def put(self, question: Question, answer: Analysis) -> None:
        """Remember an answer and forget the one that was not asked for longest, if need be."""
        key = _digest(question)
        self._answers[key] = answer
        self._answers.move_to_end(key)
        if len(self._answers) > self._max_answers:
            self._answers.popitem(last=False)


def _digest(question: Question) -> bytes:
    # 128 bits of every text keep memory bounded whatever the texts' lengths are.
    return hashlib.blake2b(
        question.text.encode(), digest_size=16, person=question.language.encode()
    ).digest()
