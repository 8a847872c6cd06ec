"""Fetches an engine's libraries and compiles its start class, once, with Maven."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

SOURCES = Path(__file__).parent
CACHE = SOURCES.parents[1] / "build" / "engine"
NAMES = ("elasticsearch", "opensearch")
FETCH_SECONDS = 900


class EngineUnavailableError(Exception):
    """A real engine can't run here; the message says what is missing and how to get it."""


def class_path(name: str, fetch_seconds: float = FETCH_SECONDS) -> str:
    """Return the Java class path of an engine: `elasticsearch`, `opensearch`, ...

    Each has a folder here, with a pom.xml and a class Main.

    Built again only when its sources changed; `fetch_seconds` is how long Maven may take.

    Raises:
        EngineUnavailableError: Java or Maven is missing, or Maven's registry does not answer.
    """
    _require_programs()
    source = SOURCES / name
    target = CACHE / f"{name}-{_fingerprint(source)}"
    if not target.exists():
        _build(name, source, target, fetch_seconds)
    folders = [str(target / folder / "*") for folder in ("libraries", "plugin")]
    return os.pathsep.join([str(target / f"{name}.jar"), *folders])


def _require_programs() -> None:
    missing = [program for program in ("java", "mvn") if shutil.which(program) is None]
    if missing:
        raise EngineUnavailableError(
            f"{' and '.join(missing)} not found: a real engine needs Java 11 or newer and Maven"
            " (Debian: apt-get install maven; macOS: brew install maven)."
        )


def _fingerprint(source: Path) -> str:
    files = sorted(path for path in source.rglob("*") if path.is_file())
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:12]


def _build(name: str, source: Path, target: Path, fetch_seconds: float) -> None:
    """Build beside the target and move it there when complete: others may build it just now."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE, ignore_cleanup_errors=True) as folder:
        unfinished = Path(folder) / name
        _run_maven(name, source, unfinished, fetch_seconds)
        try:
            unfinished.rename(target)
        except OSError:
            if not target.exists():
                raise


def _run_maven(name: str, source: Path, target: Path, fetch_seconds: float) -> None:
    command = ["mvn", "--quiet", "--batch-mode", "package", f"-DbuildFolder={target}"]
    try:
        done = subprocess.run(
            command,
            cwd=source,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=fetch_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise EngineUnavailableError(
            f"Maven did not fetch {name} within {fetch_seconds / 60:.0f} minutes."
        ) from None
    if done.returncode != 0:
        errors = [line for line in done.stdout.splitlines() if line.startswith("[ERROR]")]
        raise EngineUnavailableError(
            f"Maven could not build {name}: {' '.join(errors[:2]) or done.stderr.strip()[-300:]}"
        )
