"""Answers remembered across warm invocations: a text that went viral is paid once."""

from __future__ import annotations

from collections import OrderedDict

from sentiment.comprehend.analysis import Analysis, Question

# At most 4 bytes a character and about 400 for each answer: some 25 MB of the function's 512.
MAX_ANSWERS = 20_000
MAX_CHARACTERS = 4_000_000


class Memory:
    """The most recently used answers, at most so many and to so many characters of text."""

    def __init__(
        self, max_answers: int = MAX_ANSWERS, max_characters: int = MAX_CHARACTERS
    ) -> None:
        self._max_answers = max_answers
        self._max_characters = max_characters
        self._characters = 0
        self._answers: OrderedDict[Question, Analysis] = OrderedDict()

    def __len__(self) -> int:
        return len(self._answers)

    @property
    def characters(self) -> int:
        """How many characters the remembered texts have together."""
        return self._characters

    def get(self, question: Question) -> Analysis | None:
        """Return the answer to exactly this text in this language, if it is remembered."""
        answer = self._answers.get(question)
        if answer is not None:
            self._answers.move_to_end(question)
        return answer

    def put(self, question: Question, answer: Analysis) -> None:
        """Remember an answer and forget those that were not asked for longest, if need be."""
        if question not in self._answers:
            self._characters += len(question.text)
        self._answers[question] = answer
        self._answers.move_to_end(question)
        while len(self._answers) > self._max_answers or self._characters > self._max_characters:
            forgotten, _ = self._answers.popitem(last=False)
            self._characters -= len(forgotten.text)
