"""Firehose's records in, Firehose's answer out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sentiment.comprehend.analysis import Analysis, Failed, Outcome, Question, Skip, SkipReason
from sentiment.comprehend.asking import Answers
from sentiment.comprehend.languages import comprehend_language
from sentiment.comprehend.memory import Memory
from sentiment.comprehend.text import cut, text_to_analyse
from sentiment.comprehend.units import billed_units
from sentiment.documents.document import add_sentiment, encode_document, is_analysed
from sentiment.documents.record import BadRecordError, Document, read_document
from sentiment.response import OK, Result, pack
from shared.clock import Clock

RESPONSE_FULL = "ResponseFull"

Answer = Callable[[Iterable[Question], float], Answers]


@dataclass(slots=True)
class TransformReport:
    """What an invocation did: numbers of posts, except where the name says otherwise."""

    analysed: int = 0
    analysed_before: int = 0
    failed: int = 0
    calls: int = 0
    throttles: int = 0
    units_billed: int = 0
    units_saved: int = 0
    skipped: Counter[SkipReason] = field(default_factory=Counter)
    bad_records: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    advice: set[str] = field(default_factory=set)

    @property
    def posts(self) -> int:
        """How many there were, whatever became of them."""
        return self.analysed + self.analysed_before + self.skipped.total() + self.failed


@dataclass(slots=True)
class _Post:
    """A readable record; `outcome` stays None when it was analysed before."""

    document: Document
    question: Question | None = None
    outcome: Outcome | None = None


def transform(
    records: Sequence[dict[str, Any]],
    *,
    answer: Answer,
    memory: Memory,
    clock: Clock,
    deadline: float,
) -> tuple[list[Result], TransformReport]:
    """Return a result for every record, and what was done.

    `records` are those of Firehose's transformation event; `deadline` is a reading of the clock's
    `monotonic` after which no more answers are waited for.
    """
    report = TransformReport()
    data = {record["recordId"]: record.get("data") for record in records}
    posts = {record_id: _read(base64_data, report) for record_id, base64_data in data.items()}
    readable = [post for post in posts.values() if post is not None]
    _analyse(readable, answer, memory, deadline, report)
    now = clock.now()
    results = pack(
        (record_id, _finish(post, now, report) if post else None)
        for record_id, post in posts.items()
    )
    _count(posts, results, report)
    return results, report


def _read(data: object, report: TransformReport) -> _Post | None:
    try:
        document = read_document(data)
    except BadRecordError as error:
        report.bad_records[str(error)] += 1
        return None
    if is_analysed(document):
        return _Post(document)
    text = text_to_analyse(document.get("text"), is_reply=document.get("kind") == "reply")
    if not text:
        return _Post(document, outcome=Skip(SkipReason.NO_TEXT))
    language = comprehend_language(document.get("lang"))
    if isinstance(language, Skip):
        return _Post(document, outcome=language)
    return _Post(document, Question(language, text))


def _analyse(
    posts: list[_Post], answer: Answer, memory: Memory, deadline: float, report: TransformReport
) -> None:
    """Give every post that asks something its outcome, asking the same thing only once."""
    known: dict[Question, Outcome | None] = {}
    for post in posts:
        if post.question is not None and post.question not in known:
            known[post.question] = memory.get(post.question)
    answers = answer([each for each, outcome in known.items() if outcome is None], deadline)
    known.update(answers.outcomes)
    for question, outcome in answers.outcomes.items():
        if isinstance(outcome, Analysis):
            memory.put(question, outcome)
    for post in posts:
        if post.question is not None:
            post.outcome = known[post.question]
    report.calls, report.throttles = answers.calls, answers.throttles
    report.units_billed, report.advice = answers.units_billed, answers.advice


def _finish(post: _Post, now: float, report: TransformReport) -> str | None:
    """Return the document as Firehose wants it, or None when it has to come back later."""
    if isinstance(post.outcome, Failed):
        report.codes[post.outcome.code] += 1
        return None
    if post.outcome is not None:
        add_sentiment(post.document, post.outcome, now)
    try:
        return encode_document(post.document, now)
    except BadRecordError as error:
        report.bad_records[str(error)] += 1
        return None


def _count(posts: dict[str, _Post | None], results: list[Result], report: TransformReport) -> None:
    units_alone = 0
    for post, result in zip(posts.values(), results, strict=True):
        if post is None or result["result"] != OK:
            report.failed += 1
        elif isinstance(post.outcome, Skip):
            report.skipped[post.outcome.reason] += 1
        elif post.outcome is None:
            report.analysed_before += 1
        else:
            report.analysed += 1
            units_alone += billed_units(cut(post.document["text"]))
    report.units_saved = max(0, units_alone - report.units_billed)
    not_fitting = report.failed - report.bad_records.total() - report.codes.total()
    report.codes[RESPONSE_FULL] += not_fitting
