"""What the person wants to follow, compiled to rules of X's filtered stream.

`track` keeps the meaning that it had in Twitter's first streaming API: a comma is OR, a space is
AND. Rules follow X's page "Filtered stream: build a rule" and its list of operators.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from components.settings.keywords import KeywordError, compile_word

MAX_RULE_LENGTH = 1024
"""Longest value of a rule in X's terms (self-service plans; see `rule_length`)."""


class TrackError(ValueError):
    """A keyword or rule that X would refuse; the text says which, why and what to write instead."""


@dataclass(frozen=True)
class Rule:
    """One rule of X's filtered stream."""

    tag: str
    """What `matched` says in a document: the keyword as the person wrote it."""
    value: str
    """The complete rule in X's language."""


def rule_length(value: str) -> int:
    """Count a rule's characters on the safe side: as UTF-16 does, an emoji as two or more."""
    return len(value.encode("utf-16-le")) // 2


def compile_rules(
    track: str,
    *,
    expert_rules: Iterable[Rule] = (),
    languages: Iterable[str] = (),
    include_reposts: bool = False,
) -> tuple[Rule, ...]:
    """Compile one tagged rule for each comma-separated term; expert rules are taken as they are.

    Rules that would match the same posts are kept once. Raises TrackError, naming the term.
    """
    suffix = _suffix(tuple(languages), include_reposts=include_reposts)
    rules: dict[str, Rule] = {}
    for words in split_track(track):
        rule = Rule(tag=" ".join(words), value=" ".join([_group(words), *suffix]))
        rules.setdefault(rule.value.casefold(), rule)
    if not rules:
        raise TrackError("no keyword is left in it")
    for rule in expert_rules:
        rules.setdefault(rule.value.casefold(), rule)
    for rule in rules.values():
        _check_length(rule)
    return tuple(rules.values())


def split_track(track: str) -> Iterator[tuple[str, ...]]:
    """Split at commas, then at white space; quoted phrases stay whole, empty terms are left out."""
    words: list[str] = []
    word = ""
    quoted = False
    for character in track.translate(_STRAIGHT_QUOTES) + ",":
        if character == '"':
            quoted = not quoted
        if quoted or not (character == "," or character.isspace()):
            word += character
            continue
        if word:
            words.append(word)
            word = ""
        if character == "," and words:
            yield tuple(words)
            words = []
    if quoted:
        raise TrackError(f"the quotation mark in {word.removesuffix(',')!r} is never closed")


_STRAIGHT_QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"'})


def _group(words: tuple[str, ...]) -> str:
    try:
        compiled = [compile_word(word) for word in words]
    except KeywordError as error:
        raise TrackError(f"{error} (in the keyword {' '.join(words)!r})") from error
    if all(word.startswith("-") for word in compiled):
        raise TrackError(
            f"{' '.join(words)!r} only says what is not wanted; X needs a wanted word as well"
        )
    return compiled[0] if len(compiled) == 1 else f"({' '.join(compiled)})"


def _suffix(languages: tuple[str, ...], *, include_reposts: bool) -> list[str]:
    suffix = [] if include_reposts else ["-is:retweet"]
    spoken = [f"lang:{language}" for language in languages]
    if len(spoken) == 1:
        suffix += spoken
    elif spoken:
        suffix.append(f"({' OR '.join(spoken)})")
    return suffix


def _check_length(rule: Rule) -> None:
    length = rule_length(rule.value)
    if length > MAX_RULE_LENGTH:
        raise TrackError(
            f"the rule of {rule.tag[:60]!r} has {length} characters; X takes {MAX_RULE_LENGTH}"
        )
