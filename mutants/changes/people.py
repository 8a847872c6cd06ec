"""The rule for texts that are meant for people: their words are not changed, for no test should
hold a sentence letter by letter.

A text is for people when it is

- an argument of what is raised, warned, logged or printed, or of an exception's own `__init__`,
- given by a name such as `description` or `help`, as a keyword or as a key,
- a title or label that begins with a capital letter, or
- prose: three plain words in a row.
"""

from __future__ import annotations

import ast
import re
from itertools import pairwise

from mutants.changes.source import Place

_NAMES = {"advice", "description", "example", "help", "hint", "meaning", "message", "reason"}
_TITLES = {"customLabel", "label", "markdown", "title"}
_LOGGERS = {"log", "logger", "logging", "warnings"}
_LOG_CALLS = {"critical", "debug", "error", "exception", "info", "print", "warn", "warning"}
_PROSE = re.compile(r"\b[A-Za-z']*[a-z'][,;]? [a-z']+[,;]? [a-z']+\b")
_ERROR = re.compile(r"(Error|Exception|Fault|Warning)$")


def is_for_people(place: Place, text: str) -> bool:
    """Whether a string of a Python file is read by people and not by programs."""
    if _PROSE.search(text):
        return True
    chain = (*place.parents, place.node)
    for outer, inner in pairwise(chain):
        match outer:
            case ast.Raise():
                return True
            case ast.keyword(arg=str(name)) if is_name_of_a_text(name, text):
                return True
            case ast.Dict() if inner in outer.values:
                key = outer.keys[outer.values.index(inner)]
                if isinstance(key, ast.Constant) and is_name_of_a_text(str(key.value), text):
                    return True
            case ast.Call() if inner is not outer.func and _tells_people(outer, place):
                return True
    return False


def is_name_of_a_text(name: str, text: str) -> bool:
    """Whether what has this name is a text for people."""
    return name in _NAMES or (name in _TITLES and text[:1].isupper())


def is_prose(text: str) -> bool:
    """Whether the text has three plain words in a row."""
    return bool(_PROSE.search(text))


def is_log_call(call: ast.Call) -> bool:
    """Whether a call writes to a log or to the terminal."""
    match call.func:
        case ast.Attribute(attr=name, value=ast.Name(id=owner)):
            return name in _LOG_CALLS and (owner in _LOGGERS or owner.endswith("logger"))
        case ast.Attribute(attr=name, value=ast.Attribute(attr=owner)):
            return name in _LOG_CALLS and owner.strip("_") in _LOGGERS
        case ast.Name(id="print"):
            return True
    return False


def _tells_people(call: ast.Call, place: Place) -> bool:
    if is_log_call(call):
        return True
    match call.func:
        case ast.Name(id=name):
            return bool(_ERROR.search(name))
        case ast.Attribute(attr="__init__", value=ast.Call(func=ast.Name(id="super"))):
            classes = list(place.around(ast.ClassDef))
            return bool(classes and _is_error(classes[0]))
    return False


def _is_error(kind: ast.ClassDef) -> bool:
    names = [kind.name, *(ast.unparse(base) for base in kind.bases)]
    return any(_ERROR.search(name) for name in names)
