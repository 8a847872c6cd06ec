"""A small project of one function, packages for it, and what an archive of it holds."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path


def sample_project(folder: Path) -> Path:
    """Make a project with one function that wants no package; returns its folder."""
    for path, text in {
        "functions/sample/handler.py": "import shared.clock",
        "functions/sample/requirements.txt": "# nothing",
        "functions/shared/clock.py": "tick = 1",
        "dashboards/a.json": json.dumps({"a": 1}),
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def write_lock(project: Path, line: str) -> None:
    """Let the function want one package."""
    (project / "functions/sample/requirements.txt").write_text(line + "\n")


def write_wheel(folder: Path, name: str, files: dict[str, str], tag: str = "py3-none-any") -> Path:
    """Write a package of these files, version 1.0; returns its wheel."""
    folder.mkdir()
    wheel = folder / f"{name}-1.0-{tag}.whl"
    described = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    tags = f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
        archive.writestr(f"{name}-1.0.dist-info/METADATA", described)
        archive.writestr(f"{name}-1.0.dist-info/WHEEL", tags)
        archive.writestr(f"{name}-1.0.dist-info/RECORD", "")
    return wheel


def sha256(path: Path) -> str:
    """Return the digest that a lock has of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def held(archive: Path) -> set[str]:
    """Return the paths of all files in an archive."""
    return {path.relative_to(archive).as_posix() for path in archive.rglob("*") if path.is_file()}


def zipped(folder: Path) -> bytes:
    """Zip as Pulumi does: sorted names, one date."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), (1990, 1, 1, 0, 0, 0))
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def pins(requirements: Path) -> list[tuple[str, str]]:
    """Return the packages of a lock with their versions."""
    pins = [line.split()[0] for line in requirements.read_text().splitlines() if "==" in line]
    return [(pin.split("==")[0], pin.split("==")[1]) for pin in pins]
