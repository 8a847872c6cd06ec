"""Spares ministack's DynamoDB half of its work, and changes no answer.

It reads the same few expressions again for each call, several times, and copies items, which are
plain JSON, as if they could be anything.
"""

from __future__ import annotations

import copy
from functools import cache
from types import SimpleNamespace
from typing import Any

from sandbox.cloud import emulator

_PLAIN = frozenset({str, int, float, bool, bytes, type(None)})


def make_quick() -> None:
    """Let it remember what it read of an expression, and copy what is plain as such."""
    dynamodb = emulator.module("services.dynamodb")
    tokens_of = cache(dynamodb._tokenize)
    dynamodb._tokenize = lambda expression: [*tokens_of(expression)]
    dynamodb._condition_syntax_error = cache(dynamodb._condition_syntax_error)
    dynamodb.copy = SimpleNamespace(deepcopy=copied)


def copied(value: Any) -> Any:
    """Return a copy that shares nothing that can change with its original."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is dict:
        return {name: copied(each) for name, each in value.items()}
    if kind is list:
        return [copied(each) for each in value]
    return copy.deepcopy(value)
