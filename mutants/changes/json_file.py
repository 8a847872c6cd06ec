"""The mutations of one JSON file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from mutants.changes.mutation import Edit, Mutation, short
from mutants.changes.operators.values import with_comma
from mutants.changes.people import is_name_of_a_text, is_prose

_SPACE = " \t\r\n"


@dataclass(frozen=True)
class Part:
    """A value of the document, its path of keys, and where it (with its key, if any) stands."""

    path: tuple[str, ...]
    value: object
    """None for objects and lists."""
    start: int
    end: int
    whole_start: int
    """Where the key begins; `start` for an item of a list."""


def mutations(file: str, content: bytes) -> list[Mutation]:
    """Strings, numbers and booleans changed; keys and items left out."""
    text = content.decode()
    found = []
    for part in _value(text, _skip(text, 0), ()):
        for edit in _edits(text, part):
            # Offsets in characters become offsets in bytes.
            start, end = (len(text[:at].encode()) for at in (edit.start, edit.end))
            line = text.count("\n", 0, edit.start) + 1
            source = text.splitlines()[line - 1].strip()
            moved = Edit(start, end, edit.replacement, edit.change)
            found.append(Mutation(file, ".".join(part.path), line, source, moved, True))
    return found


def _edits(text: str, part: Part) -> Iterator[Edit]:
    name = next((key for key in reversed(part.path) if not key.isdecimal()), "")
    written = short(text[part.start : part.end])
    match part.value:
        case str(words) if is_prose(words) or is_name_of_a_text(name, words):
            return
        case str():
            yield Edit(part.end - 1, part.end - 1, b"XX", f"{written} with XX at its end")
        case bool(value):
            other = json.dumps(not value)
            yield Edit(part.start, part.end, other.encode(), f"{written} to {other}")
        case int(value) | float(value):
            other = json.dumps(value + 1)
            yield Edit(part.start, part.end, other.encode(), f"{written} to {other}")
    if part.path:
        content = text.encode() if text.isascii() else None
        start, end = _with_comma(text, content, part.whole_start, part.end)
        yield Edit(start, end, b"", f"without {short(text[part.whole_start : part.end])}")


def _with_comma(text: str, content: bytes | None, start: int, end: int) -> tuple[int, int]:
    if content is not None:
        return with_comma(content, start, end)
    following = _skip(text, end)
    if text[following] == ",":
        return start, following + 1
    before = len(text[:start].rstrip())
    return (before - 1, end) if text[before - 1] == "," else (start, end)


def _value(text: str, at: int, path: tuple[str, ...], key_at: int | None = None) -> Iterator[Part]:
    """Give the value that begins at `at`, and all values in it; the value itself comes last."""
    if text[at] not in "{[":
        value, end = json.JSONDecoder().raw_decode(text, at)
        yield Part(path, value, at, end, at if key_at is None else key_at)
        return
    closing = "}" if text[at] == "{" else "]"
    end = _skip(text, at + 1)
    number = 0
    while text[end] != closing:
        name, item_key_at = str(number), None
        if closing == "}":
            item_key_at = end
            name, end = json.JSONDecoder().raw_decode(text, end)
            end = _skip(text, _skip(text, end) + 1)
        for part in _value(text, end, (*path, name), item_key_at):
            yield part
        end = _skip(text, part.end)
        if text[end] == ",":
            end = _skip(text, end + 1)
        number += 1
    yield Part(path, None, at, end + 1, at if key_at is None else key_at)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at
