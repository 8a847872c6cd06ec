"""Reads posts from a file that a person gives: one JSON object a line (README.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

LONGEST_TEXT = 25_000  # docs.x.com, "Data dictionary": the longest a post can be
MOST_TOLD = 10
SAMPLE = Path(__file__).with_name("sample.jsonl")
_USERNAME = re.compile(r"[A-Za-z0-9_]{1,20}")  # early accounts have more than 15
_LANG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_REFERENCES = ("reply_to", "quote_of", "repost_of", "edit_of")
_DESCRIBES: dict[str, Callable[[Any], bool]] = {
    "lang": lambda value: isinstance(value, str) and bool(_LANG.fullmatch(value)),
    "username": lambda value: isinstance(value, str) and bool(_USERNAME.fullmatch(value)),
    "name": lambda value: isinstance(value, str),
    "followers": lambda value: type(value) is int and value >= 0,
    "verified": lambda value: isinstance(value, bool),
    "possibly_sensitive": lambda value: isinstance(value, bool),
    "links": lambda value: isinstance(value, dict) and all(map(_is_address, value.values())),
    "withheld_in": lambda value: isinstance(value, list) and _all_text(value),
}
"""What X could have said of a post; a value that it could not have is left out, as if absent."""


class BadPosts(ValueError):
    """The file can't be used; the message says which lines of which file, and what is wrong."""


class _BadLine(ValueError):
    """What is wrong with one line."""


def read_posts(path: Path) -> list[dict[str, Any]]:
    """Return the posts of a file in the shape that `XApi.publish` takes; raise BadPosts."""
    posts = []
    complaints = []
    keys: set[str] = set()
    for number, line in _lines(path):
        given: dict[str, Any] = {}
        try:
            given = _object(line)
            posts.append(_post(given, keys))
        except _BadLine as problem:
            complaints.append(f"{path}, line {number}: {problem}")
        if given.get("id") is not None:
            keys.add(str(given["id"]))
    if complaints:
        raise BadPosts("\n".join(_first(complaints)))
    if not posts:
        raise BadPosts(f'{path} holds no posts; it needs one a line, such as {{"text": "Hello"}}')
    return posts


def _first(complaints: list[str]) -> list[str]:
    more = len(complaints) - MOST_TOLD
    rest = [f"and {more:,} more {'lines' if more > 1 else 'line'} like these"] if more > 0 else []
    return [*complaints[:MOST_TOLD], *rest]


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise BadPosts(f"{path} does not exist; name a file with one JSON object a line") from None
    except PermissionError:
        raise BadPosts(f"{path} can't be read: permission denied") from None
    except OSError as problem:
        raise BadPosts(f"{path} can't be read: {problem.strerror}") from None
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield number, line


def _object(line: bytes) -> dict[str, Any]:
    try:
        given = json.loads(line.decode())
    except UnicodeDecodeError as problem:
        at = f"byte {problem.start + 1} is 0x{line[problem.start]:02x}"
        raise _BadLine(f"not UTF-8 ({at}); save it as UTF-8") from None
    except json.JSONDecodeError as problem:
        raise _BadLine(f"not JSON: {problem.msg} at column {problem.colno}") from None
    except ValueError:  # Python reads no longer ones
        raise _BadLine("not a post: a number in it has thousands of digits") from None
    except RecursionError:
        raise _BadLine("not a post: it is nested too deeply") from None
    if not isinstance(given, dict):
        raise _BadLine(f'not an object but {_shown(given)}; a line looks like {{"text": "Hello"}}')
    return given


def _post(given: dict[str, Any], keys: set[str]) -> dict[str, Any]:
    post = {name: given[name] for name, fits in _DESCRIBES.items() if fits(given.get(name))}
    for name in ("id", *_REFERENCES):
        if given.get(name) is not None:
            post["key" if name == "id" else name] = _name(name, given[name])
    for name in _REFERENCES:
        if name in post and post[name] not in keys:
            raise _BadLine(f"'{name}' is {_shown(post[name])}; no earlier line has that 'id'")
    if "repost_of" not in post:
        post["text"] = _text(given)
    return post


def _text(given: dict[str, Any]) -> str:
    if "text" not in given:
        found = ", ".join(map(_shown, given)) or "nothing"
        raise _BadLine(f"'text' is missing; there is {found}")
    text = given["text"]
    if not isinstance(text, str):
        raise _BadLine(f"'text' is {_shown(text)}; it must be text")
    if not text.strip():
        raise _BadLine("'text' is empty; a post on X holds at least one character")
    if len(text) > LONGEST_TEXT:
        raise _BadLine(f"'text' has {len(text):,} characters; X takes {LONGEST_TEXT:,} at most")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise _BadLine("'text' holds half of a surrogate pair, which is no character")
    return text


def _name(field: str, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise _BadLine(f"'{field}' is {_shown(value)}; it must be text or a whole number")
    return str(value)


def _is_address(value: object) -> bool:
    scheme, _, rest = value.partition("://") if isinstance(value, str) else ("", "", "")
    return bool(scheme and rest)


def _all_text(values: Iterable[object]) -> bool:
    return all(isinstance(value, str) for value in values)


def _shown(value: object) -> str:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= 40 else f"{shown[:39]}…"
