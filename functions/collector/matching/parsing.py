"""Reads a rule of X. What is not understood is no error: X took it, and so it is kept whole."""

from __future__ import annotations

import re

from collector.matching.expression import (
    KEYWORD,
    PHRASE,
    SIGILS,
    All,
    Any,
    Expression,
    Opaque,
    Term,
    all_of,
    any_of,
)

_DEEPEST = 50
_TOKEN = re.compile(
    r"""
    (?P<bracket> -?\( | \) )
    | (?P<minus> -? )
      (?: "(?P<phrase> [^"]* )" (?P<near> ~[0-9]+ )?
        | (?P<name> [A-Za-z][A-Za-z0-9_]*: ) (?P<value> "[^"]*" | \[[^\]]*\] | [^\s()"\[][^\s()"]* )
        | (?! [A-Za-z][A-Za-z0-9_]*: ) (?P<word> [^\s()"-][^\s()"]* )
      )
      (?= [\s()] | $ )
    """,
    re.VERBOSE,
)
_SPACE = re.compile(r"\s*")


class _NotUnderstoodError(Exception):
    """The rule is not in the language that is read here."""


def parse(value: str) -> Expression:
    """Return the expression of a rule, or Opaque with the value as it was given; never raises."""
    try:
        reader = _Reader(value)
        expression = reader.any_of(0)
    except _NotUnderstoodError:
        return Opaque(value)
    return expression if reader.is_at_end else Opaque(value)


class _Reader:
    """Recursive descent; a space binds tighter than OR."""

    def __init__(self, text: str) -> None:
        # How X reads a backslash is not documented.
        if "\\" in text:
            raise _NotUnderstoodError
        self._tokens = _tokens(text)
        self._at = 0

    @property
    def is_at_end(self) -> bool:
        """Whether every token was read."""
        return self._at == len(self._tokens)

    def any_of(self, depth: int) -> Expression:
        """Read alternatives, up to a closing bracket or the end."""
        parts = [self._all_of(depth)]
        while self._here() == "OR":
            self._at += 1
            parts.append(self._all_of(depth))
        return any_of(parts)

    def _all_of(self, depth: int) -> Expression:
        parts = []
        while self._here() not in (None, "OR", ")"):
            parts.append(self._one(depth))
        if not parts:
            raise _NotUnderstoodError
        return all_of(parts)

    def _one(self, depth: int) -> Expression:
        opening = self._here()
        self._at += 1
        if isinstance(opening, Term):
            return opening
        if depth == _DEEPEST:
            raise _NotUnderstoodError
        inside = self.any_of(depth + 1)
        if self._here() != ")":
            raise _NotUnderstoodError
        self._at += 1
        return _negated(inside) if opening == "-(" else inside

    def _here(self) -> Term | str | None:
        return None if self.is_at_end else self._tokens[self._at]


def _tokens(text: str) -> list[Term | str]:
    tokens: list[Term | str] = []
    at = _end_of_space(text, 0)
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise _NotUnderstoodError
        tokens.append(_token(found))
        at = _end_of_space(text, found.end())
    return tokens


def _end_of_space(text: str, start: int) -> int:
    space = _SPACE.match(text, start)
    return space.end() if space else start


def _token(found: re.Match[str]) -> Term | str:
    if found["bracket"]:
        return found["bracket"]
    negated = bool(found["minus"])
    if found["phrase"] is not None:
        if not found["phrase"].strip():
            raise _NotUnderstoodError
        return Term(found["near"] or PHRASE, found["phrase"], negated)
    if found["name"]:
        return Term(found["name"], found["value"], negated)
    return _word(found["word"], negated=negated)


def _word(word: str, *, negated: bool) -> Term | str:
    if word == "OR" and not negated:
        return word
    # X refuses these: "Ambiguous use of and as a keyword".
    if word.lower() in ("and", "or") or word in SIGILS:
        raise _NotUnderstoodError
    if word[0] in SIGILS:
        return Term(word[0], word[1:], negated)
    return Term(KEYWORD, word, negated)


def _negated(inside: Expression) -> Expression:
    """Negate each term, as X's page says to write it: -(a OR b) is -a -b."""
    match inside:
        case Term():
            return Term(inside.kind, inside.value, not inside.negated)
        case Any(parts):
            return all_of(map(_negated, parts))
        case All() | Opaque():
            raise _NotUnderstoodError
