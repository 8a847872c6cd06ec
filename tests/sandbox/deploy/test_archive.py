"""Archives are zipped as the provider would: by content alone."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from sandbox.deploy import wire
from sandbox.deploy.archive import with_digests, zipped


def archive(**content: object) -> dict[str, object]:
    return {wire.SIGNATURE: wire.ARCHIVE, **content}


def asset(**content: object) -> dict[str, object]:
    return {wire.SIGNATURE: wire.ASSET, **content}


def files_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return {name: source.read(name) for name in source.namelist()}


def test_folders_zips_files_and_texts_are_put_together(tmp_path: Path) -> None:
    (tmp_path / "code" / "deep").mkdir(parents=True)
    (tmp_path / "code" / "a.py").write_text("a")
    (tmp_path / "code" / "deep" / "b.py").write_text("b")
    with zipfile.ZipFile(tmp_path / "lib.zip", "w") as lib:
        lib.writestr("lib/c.py", "c")
    wanted = archive(
        assets={
            ".": archive(path="code"),
            "vendor": archive(path="lib.zip"),
            "d.json": asset(text="{}"),
            "e.py": asset(path="code/a.py"),
        }
    )
    assert files_of(zipped(wanted, tmp_path)) == {
        "a.py": b"a",
        "deep/b.py": b"b",
        "vendor/lib/c.py": b"c",
        "d.json": b"{}",
        "e.py": b"a",
    }


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text("a")
    first, second = (zipped(archive(path=name), tmp_path) for name in ("one", "two"))
    assert first == second


def test_the_digest_tells_of_every_name_and_every_byte(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a")

    def digest(**assets: object) -> Any:
        return with_digests({"code": archive(assets=assets)}, tmp_path)

    same = digest(x=asset(text="a"))
    assert digest(x=asset(path="a.py")) == same
    assert list(same) == ["code"]
    others = [digest(y=asset(text="a")), digest(x=asset(text="b")), digest()]
    assert same not in others
    assert len({str(other) for other in others}) == len(others)


def test_an_archive_from_an_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="from files only"):
        zipped(archive(uri="https://example.com/a.zip"), tmp_path)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        zipped(archive(path="nothing.zip"), tmp_path)
