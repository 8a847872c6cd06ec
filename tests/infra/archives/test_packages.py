"""What pip installs into an archive, and what is told when it can not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from components.functions.function_archive import ArchiveError, build_function_archive
from tests.infra.archives.archives import held, sample_project, sha256, write_lock, write_wheel


def test_a_package_that_is_not_the_locked_one_is_refused_in_one_sentence(tmp_path: Path) -> None:
    project = sample_project(tmp_path)
    wheel = write_wheel(tmp_path / "wheels", "sample_dependency", {"sample_dependency.py": "x = 1"})
    write_lock(project, f"sample-dependency @ {wheel.as_uri()} --hash=sha256:{'0' * 64}")
    with pytest.raises(ArchiveError, match="is not the one that was locked"):
        build_function_archive("sample", project=project)
    assert not list((project / "build/functions/sample").iterdir())


def test_only_what_pip_leaves_in_its_own_folders_is_removed(tmp_path: Path) -> None:
    """Its scripts name the Python that ran pip: other bytes on every machine."""
    project = sample_project(tmp_path)
    files = {"sample_dependency/RECORD": "x", "sample_dependency/INSTALLER": "y"}
    script = {"sample_dependency-1.0.data/scripts/sample": "#!python"}
    wheel = write_wheel(tmp_path / "wheels", "sample_dependency", files | script)
    write_lock(project, f"sample-dependency @ {wheel.as_uri()} --hash=sha256:{sha256(wheel)}")
    built = build_function_archive("sample", project=project)
    names = held(built)
    assert set(files) <= names
    own = {name for name in names if name.startswith("sample_dependency-1.0.dist-info/")}
    assert {name.rpartition("/")[2] for name in own} == {"METADATA", "WHEEL"}
    assert not (built / "bin").exists()


def test_compiled_code_is_refused_because_it_runs_on_one_processor_only(tmp_path: Path) -> None:
    project = sample_project(tmp_path)
    wheel = write_wheel(
        tmp_path / "wheels", "sample_dependency", {"sample_dependency/fast.so": "x"}
    )
    write_lock(project, f"sample-dependency @ {wheel.as_uri()} --hash=sha256:{sha256(wheel)}")
    with pytest.raises(ArchiveError, match=r"would hold compiled code \(fast\.so\)"):
        build_function_archive("sample", project=project)


def test_an_unreachable_package_index_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = sample_project(tmp_path)
    write_lock(project, f"sample-dependency==1.0 --hash=sha256:{'0' * 64}")
    for name, value in {
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "0",
        "PIP_NO_CACHE_DIR": "1",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    with pytest.raises(ArchiveError, match="index could not be reached"):
        build_function_archive("sample", project=project)


def test_a_missing_pip_is_told_with_its_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = sample_project(tmp_path)
    write_lock(project, f"sample-dependency==1.0 --hash=sha256:{'0' * 64}")
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(bare)], check=True)
    monkeypatch.setattr(sys, "executable", str(bare / "bin" / "python"))
    with pytest.raises(ArchiveError, match=r"pip is missing\. Install it: .*ensurepip"):
        build_function_archive("sample", project=project)
