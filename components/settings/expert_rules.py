"""Reads `rules`: rules in X's own language, each with a tag.

X alone knows all of its language, and refuses what is wrong when the stack is deployed. What is
told here is what it would take and read otherwise than it is meant.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator

import regex

from components.settings.characters import (
    DOUBLE_MARK,
    GERSHAYIM_IN_A_WORD,
    HASHTAG_CHARACTER,
    MINUS,
    SIGILS,
    SINGLE_MARK,
    names_of,
    shown,
    unseen_in,
)
from components.settings.config_values import shortened
from components.settings.keywords import COLONS
from components.settings.punctuation import is_separator
from components.settings.track import MAX_RULE_LENGTH, Rule, rule_length

_TAKEN_LITERALLY = regex.compile(
    rf'"[^"]*"|\[[^\]]*\]|#{HASHTAG_CHARACTER}+|{GERSHAYIM_IN_A_WORD.pattern}'
)
_BRACKETS = regex.compile(r"[[\p{Ps}\p{Pe}]--\p{ASCII}]", regex.V1)
_BEFORE_A_WORD = regex.compile(
    rf"(?:^|(?<=[\s(-]))[[{MINUS[1:-1]}{''.join(map(chr, SIGILS))}{''.join(SINGLE_MARK)}]"
    r"--\p{ASCII}]",
    regex.V1,
)


def read_expert_rules(text: str) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """Return the rules, and a sentence for each that can't be used, or for a text that has none."""
    try:
        entries = json.loads(text) if text else []
    except (ValueError, RecursionError):
        entries = None
    if not isinstance(entries, list):
        return (), (shortened(text),)
    rules: list[Rule] = []
    complaints: list[str] = []
    for number, entry in enumerate(entries):
        rule = _rule(entry)
        if rule is None:
            given = shortened(repr(entry))
            complaints.append(
                f"rules[{number}] is no tag and value, both of them text, for it is {given}"
            )
            continue
        rules.append(rule)
        complaints += [f"rules[{number}] ({shown(rule.tag)}) {wrong}" for wrong in _wrong_in(rule)]
    return tuple(rules), tuple(complaints)


def _rule(entry: object) -> Rule | None:
    if not isinstance(entry, dict) or set(entry) != {"tag", "value"}:
        return None
    tag, value = entry["tag"], entry["value"]
    if not isinstance(tag, str) or not isinstance(value, str):
        return None
    rule = Rule(_in_one_line(tag), _in_one_line(value))
    return rule if rule.tag and rule.value else None


def _in_one_line(text: str) -> str:
    # In the normal form of X's posts and of keywords: in another one a rule would match nothing,
    # and a tag be another value than the keyword that looks the same.
    return " ".join(unicodedata.normalize("NFC", text).split())


def _wrong_in(rule: Rule) -> Iterator[str]:
    if (length := rule_length(rule.value)) > MAX_RULE_LENGTH:
        yield f"has {length} characters; X takes {MAX_RULE_LENGTH}"
    if signs := _misread(rule.value):
        yield (
            f"holds {names_of(signs)}, which X's language does not have; write ( ) : - # @ $, a "
            "space or OR, and straight quotation marks, also around a text that holds the sign "
            "itself"
        )
    if unseen := unseen_in(rule.tag + rule.value):
        yield f"holds a character that can't be seen: {names_of(unseen)}; type it again"


def _misread(value: str) -> list[str]:
    """Return signs of other keyboards, where X would not take them for what they look like."""
    open_text = _TAKEN_LITERALLY.sub("x", value)
    anywhere = [
        sign
        for sign in open_text
        if not sign.isascii()
        and (sign in DOUBLE_MARK or sign in COLONS or is_separator(sign) or _BRACKETS.match(sign))
    ]
    return [*anywhere, *_BEFORE_A_WORD.findall(open_text)]
