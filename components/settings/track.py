"""What the person wants to follow, compiled to rules of X's filtered stream.

`track` keeps the meaning that it had in Twitter's first streaming API: a comma is OR, a space is
AND; so are the separators and spaces of other keyboards, and quotation marks, minus and # as well
(`characters`, `terms`). What can be read in two ways is refused by name. Rules follow X's page
"Filtered stream: build a rule" and its list of operators.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html.entities import html5

from components.settings.characters import EMOJI, case_key, shown
from components.settings.keywords import KeywordError, compile_word
from components.settings.numbering import complaint_about_numbers
from components.settings.terms import Term, read_terms

MAX_RULE_LENGTH = 1024
"""Longest value of a rule in X's terms (self-service plans; see `rule_length`)."""
_OF_HTML = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|([A-Za-z][A-Za-z0-9]*));")
_COUNTS_TWICE = re.compile(r"[^\0-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")


class TrackError(ValueError):
    """Keywords or rules that X would refuse; `complaints` has one sentence for each of them."""

    def __init__(self, complaints: Iterable[str]) -> None:
        self.complaints = tuple(complaints)
        super().__init__("; ".join(self.complaints))


@dataclass(frozen=True)
class Rule:
    """One rule of X's filtered stream."""

    tag: str
    """What `matched` says in a document: the keyword as the person wrote it."""
    value: str
    """The complete rule in X's language."""


@dataclass(frozen=True)
class CompiledTrack:
    """Each keyword of `track` and each expert rule is in `rules` or, if there twice, `repeated`."""

    rules: tuple[Rule, ...]
    repeated: tuple[tuple[str, str], ...]
    """Tags that are the same to X as an earlier one, each with that earlier one."""


def rule_length(value: str) -> int:
    """Count a rule's characters as X does ("Counting characters").

    In NFC; an emoji counts twice, however many code points it has, and so does a character beyond
    U+10FF, apart from the usual spaces and punctuation.
    """
    text, emoji = EMOJI.subn("", unicodedata.normalize("NFC", value))
    return 2 * emoji + len(text) + len(_COUNTS_TWICE.findall(text))


def compile_track(
    track: str,
    *,
    expert_rules: Iterable[Rule] = (),
    languages: Iterable[str] = (),
    include_reposts: bool = False,
) -> CompiledTrack:
    """Compile one tagged rule for each comma-separated term; expert rules are taken as they are.

    Rules that differ in nothing but simple case are kept once and told in `repeated`. Raises
    TrackError, which names every term that can't be followed.
    """
    suffix = _suffix(tuple(languages), include_reposts=include_reposts)
    rules: list[Rule] = []
    terms = read_terms(track)
    about_numbers = complaint_about_numbers(terms)
    complaints = _complaints_about_html(track) + ([about_numbers] if about_numbers else [])
    for term in terms:
        try:
            rules.append(_rule(term, suffix))
        except TrackError as error:
            complaints.extend(error.complaints)
    if not rules and not complaints:
        complaints.append("no keyword is left in it")
    rules.extend(expert_rules)
    complaints.extend(filter(None, map(_complaint_about_length, rules)))
    if complaints:
        raise TrackError(complaints)
    return _without_repetition(rules)


def _complaints_about_html(track: str) -> list[str]:
    """Its semicolon would end a keyword."""
    codes = [
        found[0]
        for found in _OF_HTML.finditer(track)
        if found[1] is None or f"{found[1]};" in html5
    ]
    return [
        f"{shown(code)} is how HTML writes {shown(html.unescape(code))}; type the character itself"
        for code in dict.fromkeys(codes)
    ]


def _without_repetition(rules: Sequence[Rule]) -> CompiledTrack:
    kept: dict[str, Rule] = {}
    repeated = []
    for rule in rules:
        # A small `or` is a word, which X refuses beside others: not the same as OR.
        key = " ".join(part if part == "OR" else case_key(part) for part in rule.value.split(" "))
        earlier = kept.setdefault(key, rule)
        if earlier is not rule:
            repeated.append((rule.tag, earlier.tag))
    return CompiledTrack(tuple(kept.values()), tuple(repeated))


def _rule(term: Term, suffix: Sequence[str]) -> Rule:
    tag = " ".join(map(str, term))
    compiled: list[str] = []
    complaints: list[str] = []
    for number, word in enumerate(term, 1):
        try:
            compiled.append(compile_word(word, ends_keyword=number == len(term)))
        except KeywordError as error:
            complaints.append(f"{error} (in the keyword {shown(tag)})")
    if complaints:
        raise TrackError(complaints)
    if not any(word.wanted for word in term):
        raise TrackError(
            [f"{shown(tag)} only says what is not wanted; X needs a wanted word as well"]
        )
    group = compiled[0] if len(compiled) == 1 else f"({' '.join(compiled)})"
    return Rule(tag=tag, value=" ".join([group, *suffix]))


def _suffix(languages: tuple[str, ...], *, include_reposts: bool) -> list[str]:
    suffix = [] if include_reposts else ["-is:retweet"]
    spoken = [f"lang:{language}" for language in languages]
    if len(spoken) == 1:
        suffix += spoken
    elif spoken:
        suffix.append(f"({' OR '.join(spoken)})")
    return suffix


def _complaint_about_length(rule: Rule) -> str:
    length = rule_length(rule.value)
    if length <= MAX_RULE_LENGTH:
        return ""
    return f"the rule of {shown(rule.tag)} has {length} characters; X takes {MAX_RULE_LENGTH}"
