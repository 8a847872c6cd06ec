"""`make lock`: which versions go into the archives, and what is said when none can be found."""

from __future__ import annotations

import hashlib
import runpy
from pathlib import Path

import pytest

from components.functions import function_archive, lock
from components.functions.function_archive import PROJECT, ArchiveError, build_function_archive
from components.functions.lock import lock_text
from tests.infra.archives.archives import pins, sample_project, write_wheel

FUNCTIONS = ("bootstrap", "collector", "redrive", "sentiment")


def test_the_lists_are_locked_to_wheels_with_their_hashes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wheel = write_wheel(tmp_path / "wheels", "sample_dependency", {"sample_dependency.py": "x = 1"})
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    project = sample_project(tmp_path / "project")
    wanted = f"sample-dependency @ {wheel.as_uri()}#sha256={digest}\n"
    (project / "functions/sample/requirements.in").write_text(wanted)
    monkeypatch.setattr(lock, "PROJECT", project)
    assert lock.main() == 0
    assert (project / "functions/sample/requirements.txt").read_text() == (
        "# Made from requirements.in by `make lock`: pure Python wheels, as the archive needs"
        f" them.\nsample-dependency==1.0 \\\n    --hash=sha256:{digest}\n"
    )
    assert capsys.readouterr().out == "Locked functions/sample/requirements.txt\n"


def test_the_module_locks_when_it_is_run_as_make_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(function_archive, "PROJECT", tmp_path)
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(lock.__file__, run_name="__main__")
    assert ended.value.code == 0


def test_a_wheel_for_one_processor_is_not_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = "cp313-cp313-manylinux_2_28_x86_64"
    wheel = write_wheel(tmp_path / "wheels", "sample_dependency", {"a.py": "x = 1"}, tag)
    project = sample_project(tmp_path / "project")
    wanted = f"sample-dependency @ {wheel.as_uri()}\n"
    (project / "functions/sample/requirements.in").write_text(wanted)
    monkeypatch.setattr(lock, "PROJECT", project)
    assert lock.main() == 1


def test_a_list_that_pip_cannot_satisfy_is_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = sample_project(tmp_path)
    wanted = f"sample-dependency @ {(tmp_path / 'none.whl').as_uri()}\n"
    (project / "functions/sample/requirements.in").write_text(wanted)
    monkeypatch.setattr(lock, "PROJECT", project)
    assert lock.main() == 1
    assert (project / "functions/sample/requirements.txt").read_text() == "# nothing"
    told = "functions/sample/requirements.in was not locked: see pip's words above.\n"
    assert capsys.readouterr().err == told


def test_a_folder_that_cannot_be_written_is_told_with_what_to_do(tmp_path: Path) -> None:
    project = sample_project(tmp_path)
    (project / "build").write_text("a file where a folder belongs")
    with pytest.raises(ArchiveError) as error:
        build_function_archive("sample", project=project)
    assert str(error.value) == (
        f"The archive of the function sample can't be written to {project}/build/functions/sample:"
        " Not a directory. Make that folder writable, or free some space."
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("No module named pip", "pip is missing. Install it: "),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
            "a downloaded package is not the one that was locked. Check the package index you use;"
            " if the change is wanted, renew the locks: make lock",
        ),
        (
            "ERROR: Could not find a version that satisfies x==1 (from versions: none)",
            "the package index could not be reached. Check the network, then try again.",
        ),
        ("WARNING: a\nERROR: first\nERROR: the cause \n", "pip said: ERROR: the cause"),
        ("something else", "pip said: something else"),
    ],
)
def test_pips_complaint_becomes_a_sentence_that_helps(words: str, told: str) -> None:
    assert function_archive._why(words).startswith(told)
    assert function_archive._why(words).count("\n") == 0


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_lock_pins_one_version_with_its_hash(name: str) -> None:
    lines = (PROJECT / f"functions/{name}/requirements.txt").read_text().splitlines()[1:]
    for pin, digest in zip(lines[::2], lines[1::2], strict=True):
        assert pin.split("==")[1].removesuffix(" \\")
        assert digest.startswith("    --hash=sha256:")
        assert len(digest.strip()) == len("--hash=sha256:") + 64


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_versions_that_are_tested_are_those_that_are_deployed(name: str) -> None:
    tested = dict(pins(PROJECT / "requirements-dev.txt"))
    for package, version in pins(PROJECT / f"functions/{name}/requirements.txt"):
        assert tested.get(package, version) == version, package


def test_a_lock_is_sorted_and_complete() -> None:
    report = {
        "install": [
            {
                "metadata": {"name": name, "version": "1.0"},
                "download_info": {"archive_info": {"hashes": {"sha256": "ab" * 32}}},
            }
            for name in ("Zebra_Tools", "apple")
        ]
    }
    packages = [line for line in lock_text(report).splitlines() if "==" in line]
    assert packages == ["apple==1.0 \\", "zebra-tools==1.0 \\"]
