"""The part of X's rule language that the stand-in understands; everything else is refused, loudly.

docs.x.com, "Build a rule" and "Operators": keywords, "exact phrases", #hashtags, @mentions,
$cashtags, from:, to:, lang:, is:retweet|reply|quote, has:hashtags|links|mentions; a space means
AND, OR, parentheses, - before a term. A rule on X may hold more than that. The stand-in refuses
what it can't evaluate, so that no test passes by accident.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import regex

from sandbox.posts.entities import HASHTAG
from sandbox.posts.shape import weighted_length
from sandbox.x_api.rules.words import is_plain, is_symbol

RULE_CHARACTERS = 1024
QUERY_CHARACTERS = 512

Kind = Literal["keyword", "phrase", "#", "@", "$", "from", "to", "lang", "is", "has"]
_NEEDS_COMPANY = ("lang", "is", "has")
_VALUES: dict[str, re.Pattern[str] | regex.Pattern[str]] = {
    "from": re.compile(r"\w{1,20}", re.ASCII),
    "to": re.compile(r"\w{1,20}", re.ASCII),
    "lang": re.compile(r"[a-z]{2,3}(-[a-zA-Z]{2,4})?", re.ASCII),
    "is": re.compile(r"retweet|reply|quote"),
    "has": re.compile(r"hashtags|links|mentions"),
    "#": HASHTAG,
    "@": re.compile(r"\w{1,20}", re.ASCII),
    "$": re.compile(r"[A-Za-z]{1,6}([._][A-Za-z]{1,2})?"),
}
_TOKEN = re.compile(r'\s+|(?P<bracket>[()])|(?P<phrase>-?"[^"]*")|(?P<word>[^\s()"]+)|(?P<quote>")')


class InvalidRule(ValueError):
    """X would refuse this rule, or the stand-in can't evaluate it; the message says why."""


@dataclass(frozen=True, slots=True)
class Term:
    """One operator with its value, possibly negated."""

    kind: Kind
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """Parts that must all match."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Parts of which one must match."""

    parts: tuple[Expression, ...]


Expression = Term | All | Any


def parse(value: str, longest: int = RULE_CHARACTERS) -> Expression:
    """Return the expression of a rule of at most `longest` characters; raise InvalidRule."""
    if (length := weighted_length(value)) > longest:
        raise InvalidRule(f"Rule must not exceed {longest} characters, this one has {length}")
    parser = _Parser(_tokens(value))
    expression = parser.any_of()
    if parser.left:
        raise InvalidRule(f"unexpected ')' (at position {parser.left[0][1]})")
    if not _stands_alone(expression, alone=False):
        raise InvalidRule("Rules must contain a non-negation term (at position 1)")
    if not _stands_alone(expression, alone=True):
        raise InvalidRule(
            "Rules must contain at least one standalone operator, in each part of an OR"
        )
    return expression


def why_search_refuses(value: str) -> str | None:
    """Return why recent search would not accept a rule as its query, None if it would."""
    try:
        parse(value, QUERY_CHARACTERS)
    except InvalidRule as reason:
        return str(reason)
    return None


def terms_of(expression: Expression) -> list[Term]:
    """Return all terms of an expression, in order."""
    if isinstance(expression, Term):
        return [expression]
    return [term for part in expression.parts for term in terms_of(part)]


def _stands_alone(part: Expression, *, alone: bool) -> bool:
    if isinstance(part, Term):
        return not part.negated and not (alone and part.kind in _NEEDS_COMPANY)
    every = any if isinstance(part, All) else all
    return every(_stands_alone(inner, alone=alone) for inner in part.parts)


def _tokens(value: str) -> list[tuple[str, int]]:
    tokens = []
    for found in _TOKEN.finditer(value):
        if found.group("quote"):
            raise InvalidRule(f'a " is not closed (at position {found.start() + 1})')
        if not found.group().isspace():
            tokens.append((found.group(), found.start() + 1))
    return tokens


class _Parser:
    """Recursive descent; a space binds tighter than OR."""

    def __init__(self, tokens: list[tuple[str, int]]) -> None:
        self.left = tokens

    def any_of(self) -> Expression:
        parts = [self._all_of()]
        while self.left and self.left[0][0] == "OR":
            self.left = self.left[1:]
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _all_of(self) -> Expression:
        parts: list[Expression] = []
        while self.left and self.left[0][0] not in ("OR", ")"):
            parts.append(self._one())
        if not parts:
            where = f"at position {self.left[0][1]}" if self.left else "at the end"
            raise InvalidRule(f"a term is missing ({where})")
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self) -> Expression:
        (token, position), self.left = self.left[0], self.left[1:]
        if token != "(":
            return _term(token, position, followed_by=self.left[0] if self.left else None)
        inside = self.any_of()
        if not self.left:
            raise InvalidRule(f"a '(' is not closed (at position {position})")
        self.left = self.left[1:]
        return inside


def _term(token: str, position: int, followed_by: tuple[str, int] | None) -> Term:
    negated = token.startswith("-")
    body = token[1:] if negated else token
    where = f"(at position {position})"
    if not body:
        if negated and followed_by and followed_by[0] == "(":
            raise InvalidRule(f"a group can't be negated, negate each of its terms {where}")
        raise InvalidRule(f"'-' stands alone {where}")
    if body.startswith('"'):
        if not body.strip('" \t'):
            raise InvalidRule(f"the phrase is empty {where}")
        return Term("phrase", body[1:-1], negated)
    if body.lower() in ("and", "or"):
        raise InvalidRule(
            f'Ambiguous use of {body} as a keyword: use a space, OR, or "{body}" {where}'
        )
    name, colon, value = body.partition(":")
    if body[0] in "#@$":
        name, value = body[0], body[1:]
    elif not colon:
        return Term("keyword", _keyword(body, where), negated)
    if name not in _VALUES:
        raise InvalidRule(f"the operator '{name}:' is not known here {where}")
    if not _VALUES[name].fullmatch(value):
        raise InvalidRule(f"'{body}' has a value that '{name}' does not accept {where}")
    return Term(name, value, negated)  # type: ignore[arg-type]


def _keyword(body: str, where: str) -> str:
    if is_plain(body) or all(map(is_symbol, body)):
        return body
    raise InvalidRule(f"'{body}' holds punctuation: put it in double quotes {where}")
