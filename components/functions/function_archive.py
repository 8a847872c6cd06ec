"""Builds the archive of a Lambda function: its package, `shared`, and its locked dependencies.

The archive is a folder, `build/functions/<name>/<digest>`, named after a digest of everything
that goes into it: the same inputs give the same bytes under the same name on every machine, and
nothing is built twice. A new folder is made beside its place and moved there in one step, so that
an interrupted or a concurrent build leaves nothing half-made.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pulumi

PROJECT = Path(__file__).resolve().parents[2]
RECIPE = "1"
"""Raised when the way of building changes, so that archives are built anew."""

PURE_PYTHON_FOR_LAMBDA = (
    "--only-binary=:all:",
    "--platform=any",
    "--implementation=py",
    "--abi=none",
    "--python-version=3.13",
)
"""pip then takes py3-none-any wheels only: the same bytes for every processor and laptop."""

_NOT_OURS = ("__pycache__", "requirements.in", "requirements.txt", ".DS_Store")
_NOISE_OF_PIP = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
_COMPILED = (".so", ".pyd", ".dylib")


class ArchiveError(pulumi.RunError):
    """An archive could not be built; the text says why and what to do."""


def build_function_archive(
    name: str, *, extra_folders: Iterable[str] = (), project: Path = PROJECT
) -> Path:
    """Return the folder with the archive of `functions/<name>`, building it if its inputs changed.

    `extra_folders` are folders of the project that the archive holds at its root as well.
    """
    sources = {name: project / "functions" / name, "shared": project / "functions" / "shared"}
    sources |= {folder: project / folder for folder in extra_folders}
    lock = project / "functions" / name / "requirements.txt"
    archives = project / "build" / "functions" / name
    archive = archives / _digest(sources, lock)
    if archive.is_dir():
        return archive
    try:
        archives.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".building-", dir=archives) as folder:
            unfinished = Path(folder) / "archive"
            _fill(unfinished, sources, lock, name)
            _move(unfinished, archive)
    except OSError as error:
        raise ArchiveError(
            f"The archive of the function {name} can't be written to {archives}: {error.strerror}. "
            "Make that folder writable, or free some space."
        ) from error
    return archive


def _fill(folder: Path, sources: dict[str, Path], lock: Path, name: str) -> None:
    folder.mkdir()
    if lock.exists() and "--hash=" in lock.read_text():
        _install(lock, folder, name)
        _remove_noise(folder, name)
    for target, source in sources.items():
        for path in _files(source):
            copy = folder / target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


def _move(unfinished: Path, archive: Path) -> None:
    try:
        unfinished.rename(archive)
    except OSError:
        if not archive.is_dir():  # otherwise another process was first, with the same bytes
            raise


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part in _NOT_OURS for part in path.relative_to(folder).parts):
            yield path


def _digest(sources: dict[str, Path], lock: Path) -> str:
    digest = hashlib.sha256(f"{RECIPE} {PURE_PYTHON_FOR_LAMBDA}".encode())
    digest.update(lock.read_bytes() if lock.exists() else b"")
    for target, source in sorted(sources.items()):
        for path in _files(source):
            content = path.read_bytes()
            relative = path.relative_to(source).as_posix()
            digest.update(f"\n{target}/{relative} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()[:16]


def _install(lock: Path, folder: Path, name: str) -> None:
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--no-input", "--require-hashes", "--no-deps", "--no-compile"]
    command += [*PURE_PYTHON_FOR_LAMBDA, f"--target={folder}", f"--requirement={lock}"]
    result = subprocess.run(  # noqa: S603  our own arguments, no shell
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    if result.returncode:
        raise ArchiveError(
            f"The archive of the function {name} can't be built: {_why(result.stderr)}"
        )


def _why(complaint: str) -> str:
    if "No module named pip" in complaint:
        return f"pip is missing. Install it: {sys.executable} -m ensurepip"
    if "DO NOT MATCH THE HASHES" in complaint:
        return (
            "a downloaded package is not the one that was locked. Check the package index you use; "
            "if the change is wanted, renew the locks: make lock"
        )
    if "from versions: none" in complaint:  # what pip says when no index answered
        return "the package index could not be reached. Check the network, then try again."
    lines = [line for line in complaint.splitlines() if line.startswith("ERROR")] or [complaint]
    return f"pip said: {lines[-1].strip()}"


def _remove_noise(folder: Path, name: str) -> None:
    """Remove what differs from one installation to the next and what no function needs."""
    shutil.rmtree(folder / "bin", ignore_errors=True)
    for path in sorted(folder.rglob("*")):
        if path.suffix in _COMPILED:
            raise ArchiveError(
                f"The archive of the function {name} would hold compiled code ({path.name}), which "
                "runs on one processor only. Choose a version of that package with a pure Python "
                "wheel."
            )
        if path.is_dir() and path.name == "__pycache__":
            shutil.rmtree(path)
        elif path.is_file() and path.parent.suffix == ".dist-info" and path.name in _NOISE_OF_PIP:
            path.unlink()
