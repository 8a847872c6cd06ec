"""`make elasticsearch` says what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.engine import build

ROOT = Path(__file__).parents[3]


def run(*words: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": path if path is not None else os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, "-m", "sandbox.engine", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_missing_programs_are_named_with_the_way_to_get_them(tmp_path: Path) -> None:
    done = run("elasticsearch", path=str(tmp_path))
    assert done.returncode == 1
    assert "java and mvn not found" in done.stderr
    assert "apt-get install maven" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_occupied_port_is_told_with_the_way_out(elasticsearch_710: str) -> None:
    port = elasticsearch_710.rpartition(":")[2]
    done = run("elasticsearch", "--port", port)
    assert done.returncode == 1
    assert f"Port {port} can't be used" in done.stderr
    assert "--port" in done.stderr


def test_an_unknown_engine_is_a_usage_error() -> None:
    assert run("solr").returncode == 2


def test_a_registry_that_does_not_answer_is_told_in_mavens_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("java", "mvn"):
        script = programs / name
        script.write_text("#!/bin/sh\necho '[ERROR] Could not transfer artifact'\nexit 1\n")
        script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(build, "CACHE", tmp_path / "cache")
    with pytest.raises(build.EngineUnavailableError, match="Could not transfer artifact"):
        build.class_path("elasticsearch")
    assert list((tmp_path / "cache").iterdir()) == []
