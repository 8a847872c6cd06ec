"""Pulumi's archives as the bytes of a zip file, as its AWS provider uploads them."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from sandbox.deploy import wire

FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # zip's earliest: the same content gives the same bytes


def zipped(archive: Mapping[str, Any], folder: Path) -> bytes:
    """Zip an archive as it came over the wire; relative paths are taken from `folder`.

    Raises FileNotFoundError for a path that is not there, ValueError for a kind of asset that the
    local cloud has no use for (a URL).
    """
    files = {str(name): content for name, content in _files(archive, PurePosixPath(), folder)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, files[name])
    return buffer.getvalue()


def with_digests(value: Any, folder: Path) -> Any:
    """Put a digest of its content in the place of each archive and asset, however deep."""
    if isinstance(value, Mapping):
        if value.get(wire.SIGNATURE) in (wire.ARCHIVE, wire.ASSET):
            return {"sha256": _digest(value, folder)}
        return {name: with_digests(item, folder) for name, item in value.items()}
    if isinstance(value, list):
        return [with_digests(item, folder) for item in value]
    return value


def _digest(archive: Mapping[str, Any], folder: Path) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(_files(archive, PurePosixPath(), folder)):
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(
    item: Mapping[str, Any], name: PurePosixPath, folder: Path
) -> Iterator[tuple[PurePosixPath, bytes]]:
    is_archive = item.get(wire.SIGNATURE) == wire.ARCHIVE
    if is_archive and "assets" in item:
        for key, inner in item["assets"].items():
            yield from _files(inner, name / key, folder)
    elif is_archive and "path" in item:
        yield from _archive_at(folder / item["path"], name)
    elif item.get(wire.SIGNATURE) == wire.ASSET and "text" in item:
        yield name, item["text"].encode()
    elif item.get(wire.SIGNATURE) == wire.ASSET and "path" in item:
        yield name, (folder / item["path"]).read_bytes()
    else:
        raise ValueError(f"the local cloud takes archives from files only, not {sorted(item)}")


def _archive_at(path: Path, name: PurePosixPath) -> Iterator[tuple[PurePosixPath, bytes]]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file():
                yield name / file.relative_to(path).as_posix(), file.read_bytes()
        return
    with zipfile.ZipFile(path) as source:
        for entry in source.infolist():
            if not entry.is_dir():
                yield name / entry.filename, source.read(entry)
