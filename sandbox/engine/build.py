"""Fetches an engine's libraries and compiles its start class, once, with Maven."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

SOURCES = Path(__file__).parent
CACHE = SOURCES.parents[1] / "build" / "engine"
NAMES = ("elasticsearch", "opensearch")
FETCH_SECONDS = 900


class EngineUnavailableError(Exception):
    """A real engine can't run here; the message says what is missing and how to get it."""


def class_path(name: str) -> str:
    """Return the Java class path of an engine, `elasticsearch` or `opensearch`.

    Built again only when its sources changed.

    Raises:
        EngineUnavailableError: Java or Maven is missing, or Maven's registry does not answer.
    """
    _require_programs()
    source, target = SOURCES / name, CACHE / name
    stamp = target / "built-from"
    wanted = _fingerprint(source)
    if not stamp.exists() or stamp.read_text("utf-8") != wanted:
        _run_maven(name, source, target)
        stamp.write_text(wanted, "utf-8")
    return os.pathsep.join([str(target / f"{name}.jar"), str(target / "libraries" / "*")])


def _require_programs() -> None:
    missing = [program for program in ("java", "mvn") if shutil.which(program) is None]
    if missing:
        raise EngineUnavailableError(
            f"{' and '.join(missing)} not found: a real engine needs Java 11 or newer and Maven"
            " (Debian: apt-get install maven; macOS: brew install maven)."
        )


def _fingerprint(source: Path) -> str:
    files = sorted(path for path in source.rglob("*") if path.is_file())
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def _run_maven(name: str, source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    command = ["mvn", "--quiet", "--batch-mode", "package", f"-DbuildFolder={target}"]
    try:
        done = subprocess.run(
            command,
            cwd=source,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=FETCH_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise EngineUnavailableError(
            f"Maven did not fetch {name} within {FETCH_SECONDS // 60} minutes."
        ) from None
    if done.returncode != 0:
        errors = [line for line in done.stdout.splitlines() if line.startswith("[ERROR]")]
        raise EngineUnavailableError(
            f"Maven could not build {name}: {' '.join(errors[:2]) or done.stderr.strip()[-300:]}"
        )
