from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.posts.reader import SAMPLE, BadPosts, read_posts


def written(folder: Path, *lines: str | dict[str, Any]) -> Path:
    path = folder / "posts.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_text_is_all_that_a_line_needs(tmp_path: Path) -> None:
    assert read_posts(written(tmp_path, {"text": "Hello"})) == [{"text": "Hello"}]


def test_the_text_is_kept_to_the_letter(tmp_path: Path) -> None:
    text = " \tHello,\u2028 \U0001f469\u200d\U0001f527 & <b>\x00 "
    assert read_posts(written(tmp_path, {"text": text}))[0]["text"] == text


def test_other_fields_are_ignored_and_ids_are_names_within_the_file(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"id": 7, "text": "First", "rating": -1.5, "created_at": "2026-11-23T15:00:00Z"},
        {"text": "Second", "reply_to": 7, "lang": None},
    )
    assert read_posts(path) == [{"text": "First", "key": "7"}, {"text": "Second", "reply_to": "7"}]


def test_empty_lines_windows_line_ends_and_a_byte_order_mark_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"text": "One"}\r\n\r\n{"text": "Two"}\r\n')
    assert [post["text"] for post in read_posts(path)] == ["One", "Two"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{text: 1}", "not JSON"),
        ('{"text": "cut', "not JSON"),
        ('["text"]', "not an object"),
        ("7", "not an object but 7"),
        ("{}", "'text' is missing; there is nothing"),
        ('{"tweet": "Hello"}', "'text' is missing; there is \"tweet\""),
        ('{"text": 7}', "'text' is 7; it must be text"),
        ('{"text": null}', "'text' is null"),
        ('{"text": "  "}', "'text' is empty"),
        ('{"text": "\\ud83d"}', "surrogate"),
        (json.dumps({"text": "x" * 25_001}), "25,001 characters"),
        ('{"text": "x", "reply_to": "nobody"}', "no earlier line has that 'id'"),
        ('{"repost_of": "nobody"}', "no earlier line"),
        ('{"text": "x", "id": {}}', "'id' is {}"),
        ("[" * 100_000, "nested"),
        ('{"text": "x", "followers": ' + "9" * 5_000 + "}", "thousands of digits"),
    ],
)
def test_a_bad_line_is_named_by_file_line_and_reason(tmp_path: Path, line: str, said: str) -> None:
    path = written(tmp_path, {"text": "good"}, "", line)
    with pytest.raises(BadPosts) as bad:
        read_posts(path)
    assert str(bad.value).startswith(f"{path}, line 3: ")
    assert said in str(bad.value)


@pytest.mark.parametrize(
    ("number", "last"),
    [
        (1, "line 1: 'text' is missing; there is nothing"),
        (10, "line 10: 'text' is missing; there is nothing"),
        (11, "and 1 more line like these"),
        (2_345, "and 2,335 more lines like these"),
    ],
)
def test_all_bad_lines_are_told_at_once_the_first_ten_by_name(
    tmp_path: Path, number: int, last: str
) -> None:
    path = written(tmp_path, *["{}"] * number)
    with pytest.raises(BadPosts) as bad:
        read_posts(path)
    lines = str(bad.value).splitlines()
    assert len(lines) == min(number, 11)
    assert lines[0].startswith(f"{path}, line 1: ")
    assert lines[-1].endswith(last)


def test_an_answer_to_a_bad_line_is_no_mistake_of_its_own(tmp_path: Path) -> None:
    path = written(tmp_path, {"id": "a", "text": ""}, {"text": "x", "reply_to": "a"})
    with pytest.raises(BadPosts) as bad:
        read_posts(path)
    assert len(str(bad.value).splitlines()) == 1


@pytest.mark.parametrize(
    "described",
    [
        {"lang": "English!"},
        {"lang": 3},
        {"username": "a name"},
        {"username": "@mara"},
        {"followers": -1},
        {"followers": True},
        {"verified": "yes"},
        {"created_at": "Mon Apr 06 22:19:45 PDT 2009"},
        {"links": {"https://t.co/a": 1}},
        {"withheld_in": "DE"},
    ],
)
def test_what_x_could_not_say_of_a_post_is_left_out(
    tmp_path: Path, described: dict[str, Any]
) -> None:
    """Exports of every kind can be replayed: their text is what counts."""
    assert read_posts(written(tmp_path, {"text": "x", **described})) == [{"text": "x"}]


def test_bytes_that_are_not_utf_8_are_named(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_bytes(b'{"text": "ok"}\n{"text": "caf\xe9"}\n')
    with pytest.raises(BadPosts, match=r"line 2: not UTF-8 \(byte 14 is 0xe9\)"):
        read_posts(path)


@pytest.mark.parametrize("content", ["", "\n\n  \n"])
def test_a_file_without_posts_is_told(tmp_path: Path, content: str) -> None:
    with pytest.raises(BadPosts, match="holds no posts"):
        read_posts(written(tmp_path, content))


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadPosts, match="does not exist"):
        read_posts(tmp_path / "nowhere.jsonl")
    with pytest.raises(BadPosts, match="can't be read"):
        read_posts(tmp_path)


def test_a_file_without_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    # root may read anything, so the refusal is the file system's in name only
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(BadPosts, match="permission denied"):
        read_posts(written(tmp_path, {"text": "x"}))


def test_the_projects_own_posts_cover_what_x_sends() -> None:
    posts = read_posts(SAMPLE)
    assert 150 <= len(posts) <= 250
    languages = {post.get("lang") for post in posts}
    comprehend = {"en", "es", "fr", "de", "it", "pt", "ar", "hi", "ja", "ko", "zh", "zh-TW"}
    assert comprehend | {"und", "qme", "qht", "qst", "zxx", "in", "iw", None} <= languages
    for field in ("repost_of", "quote_of", "reply_to", "edit_of", "links", "withheld_in"):
        assert any(field in post for post in posts)
    assert any(len(post.get("text", "")) > 280 for post in posts)


@pytest.mark.parametrize("behind", ["example.org/report", "", "://x", "https://"])
def test_a_link_to_what_is_no_address_is_left_out(tmp_path: Path, behind: str) -> None:
    line = {"text": "see https://t.co/abc", "links": {"https://t.co/abc": behind}}
    (post,) = read_posts(written(tmp_path, line))
    assert "links" not in post
