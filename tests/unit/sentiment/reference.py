"""The transform again, slow and obvious: one record at a time, no batches, no memory, no limits."""

from __future__ import annotations

import base64
import binascii
import json
import re
from datetime import UTC, datetime
from typing import Any

from sentiment.comprehend.analysis import Analysis, Failed, Outcome

LINK_CHARACTERS = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.~:/?#[]@!$&'()*+,;=%-"
)
LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


class Reference:
    """`outcome_of` gives the outcome of a language and a text."""

    def __init__(self, outcome_of: Any, now: float) -> None:
        self.outcome_of = outcome_of
        self.now = now

    def transform(self, record: dict[str, Any]) -> dict[str, Any] | None:
        """Return the document, or None for ProcessingFailed."""
        try:
            raw = base64.b64decode(record["data"], validate=True).decode("utf-8")
            parsed = json.loads(raw, parse_constant=lambda name: float("no" + name))
            document = replace_half_surrogates(parsed)
        except (binascii.Error, ValueError, TypeError):
            return None
        if not isinstance(document, dict):
            return None
        if type(document.get("id")) is int:
            document["id"] = str(document["id"])
        if type(document.get("id")) is not str or document["id"].strip() == "":
            return None
        if len(document["id"].encode()) > 512:
            return None
        document["revision"] = self.revision(document)
        if not self.came_back(document) and not self.add_sentiment(document):
            return None
        for name in ("_id", "_index", "_type", "_source", "_routing"):
            document.pop(name, None)
        shown = document["id"]
        if document["revision"] != "0":
            shown = document["revision"]
        document["url"] = "https://x.com/i/web/status/" + shown
        document["bucket"] = self.week(document)
        return document

    def revision(self, document: dict[str, Any]) -> str:
        for value in (document.get("revision"), document["id"]):
            if type(value) is int:
                value = str(value)
            if isinstance(value, str) and re.fullmatch("[0-9]{1,19}", value):
                number = int(value)
                if number < 2**63:
                    return str(number)
        return "0"

    def came_back(self, document: dict[str, Any]) -> bool:
        if isinstance(document.get("sentiment"), str):
            known = document["sentiment"] in ("POSITIVE", "NEGATIVE", "NEUTRAL", "MIXED")
            return known and isinstance(document.get("sentiment_score"), dict)
        skipped = document.get("sentiment_skipped")
        return isinstance(skipped, str) and skipped != ""

    def add_sentiment(self, document: dict[str, Any]) -> bool:
        for name in ("sentiment", "sentiment_score", "sentiment_net", "sentiment_skipped"):
            document.pop(name, None)
        document.pop("lag_seconds", None)
        posted_at = self.posted_at(document.get("revision"), document.get("created_at"))
        if posted_at is not None:
            document["lag_seconds"] = (
                round(self.now - posted_at, 3) if posted_at < self.now else 0.0
            )
        document["analysed_at"] = (
            datetime.fromtimestamp(self.now, UTC).strftime("%Y-%m-%dT%H:%M:%S")
            + f".{int(self.now * 1000) % 1000:03d}Z"
        )
        text = wanted_text(document.get("text"), document.get("kind") == "reply")
        if text == "":
            document["sentiment_skipped"] = "no_text"
            return True
        language = language_of(document.get("lang"))
        if language in ("unknown_language", "unsupported_language"):
            document["sentiment_skipped"] = language
            return True
        outcome: Outcome = self.outcome_of(language, text)
        if isinstance(outcome, Failed):
            return False
        if isinstance(outcome, Analysis):
            document["sentiment"] = outcome.sentiment
            document["sentiment_score"] = {
                "positive": outcome.positive,
                "negative": outcome.negative,
                "neutral": outcome.neutral,
                "mixed": outcome.mixed,
            }
            document["sentiment_net"] = round(outcome.positive - outcome.negative, 4)
        else:
            document["sentiment_skipped"] = outcome.reason.value
        return True

    def week(self, document: dict[str, Any]) -> str:
        seconds = self.posted_at(document["id"], document.get("created_at"))
        seconds = self.now if seconds is None else seconds
        return datetime.fromtimestamp(seconds, UTC).strftime("%G-w%V")

    def posted_at(self, post_id: Any, created_at: Any) -> float | None:
        if (
            isinstance(post_id, str)
            and re.fullmatch("[0-9]{1,19}", post_id)
            and 30_000_000_000 <= int(post_id) < 2**63
        ):
            return (int(post_id) // 2**22 + 1_288_834_974_657) / 1000
        if isinstance(created_at, str):
            try:
                moment = datetime.fromisoformat(created_at)
                if moment.tzinfo is None:
                    moment = moment.replace(tzinfo=UTC)
                return moment.timestamp()
            except ValueError:
                return None
        return None


def replace_half_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= each <= "\udfff" else each for each in value)
    if isinstance(value, list):
        return [replace_half_surrogates(each) for each in value]
    if isinstance(value, dict):
        return {
            replace_half_surrogates(name): replace_half_surrogates(each)
            for name, each in value.items()
        }
    return value


def wanted_text(text: object, is_reply: bool) -> str:
    if not isinstance(text, str):
        return ""
    text = without_links(text)
    spaced = ""
    for each in text:
        control = each < " " or "\x7f" <= each <= "\x9f" or each in "\u200b\ufeff"
        spaced += " " if control or each.isspace() else each
    words = [word for word in spaced.split(" ") if word != ""]
    if is_reply:
        while words and is_name(words[0]):
            words = words[1:]
    names = 0
    while names < len(words) and is_name(words[len(words) - 1 - names]):
        names += 1
    if names >= 2:
        words = words[: len(words) - names]
    sent = " ".join(words)
    if len(sent.encode()) > 5000:
        while len(sent.encode()) > 5000:
            sent = sent[:-1]
        sent = sent.rstrip()
    return sent


def without_links(text: str) -> str:
    kept = ""
    place = 0
    while place < len(text):
        rest = text[place : place + 13]
        start = next((each for each in ("https://", "http://") if rest.startswith(each)), None)
        if start is None:
            kept += text[place]
            place += 1
            continue
        place += len(start)
        allowed = LINK_CHARACTERS
        short = text[place : place + 5] == "t.co/"
        if short and text[place + 5 : place + 6] in tuple(LETTERS_AND_DIGITS):
            place += 5
            allowed = LETTERS_AND_DIGITS
        while place < len(text) and text[place] in allowed:
            place += 1
        if allowed == LINK_CHARACTERS and text[place : place + 1] == "…":
            place += 1
        kept += " "
    return kept


def is_name(word: str) -> bool:
    return len(word) > 1 and word[0] == "@" and all(x in LETTERS_AND_DIGITS + "_" for x in word[1:])


def language_of(code: object) -> str:
    if not isinstance(code, str):
        return "unknown_language"
    code = code.strip().lower().replace("_", "-")
    if code in ("", "und", "zxx", "mis", "mul") or re.fullmatch("q..", code, re.DOTALL):
        return "unknown_language"
    if code.startswith(("zh-tw", "zh-hant", "zh-hk", "zh-mo")):
        return "zh-TW"
    for known in ("ar", "de", "en", "es", "fr", "hi", "it", "ja", "ko", "pt", "zh"):
        if code == known or code.startswith(known + "-"):
            return known
    return "unsupported_language"
