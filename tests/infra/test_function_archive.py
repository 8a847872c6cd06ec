"""The archives: what is in them, and that the same inputs give the same bytes."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pulumi
import pytest

from components.functions.function_archive import PROJECT, ArchiveError, build_function_archive
from components.functions.lock import lock_text

FUNCTIONS = ("bootstrap", "collector", "redrive", "sentiment")
LARGEST_ZIP = {"collector": 3_000_000}


@pytest.fixture(scope="module", params=FUNCTIONS)
def archive(request: pytest.FixtureRequest) -> Path:
    extra = ("dashboards",) if request.param == "bootstrap" else ()
    return build_function_archive(request.param, extra_folders=extra)


def test_an_archive_holds_its_package_shared_and_what_it_locks(archive: Path) -> None:
    name = archive.parent.name
    ours = {"shared", name} | ({"dashboards"} if name == "bootstrap" else set())
    assert ours <= {path.name for path in archive.iterdir()}
    assert not [path for path in archive.iterdir() if path.name in set(FUNCTIONS) - {name}]
    installed = {path.name.split("-")[0].lower() for path in archive.glob("*.dist-info")}
    assert installed == {package.replace("-", "_") for package in _locked(name)}


def test_an_archive_is_pure_python_and_free_of_what_pip_leaves_behind(archive: Path) -> None:
    files = [path.relative_to(archive) for path in archive.rglob("*") if path.is_file()]
    assert not [f for f in files if f.suffix in (".so", ".pyd", ".pyc", ".dylib")]
    assert not [f for f in files if f.name in ("RECORD", "INSTALLER", "direct_url.json")]
    assert not [f for f in files if f.parts[0] == "bin"]
    assert not [f for f in files if f.name.startswith("requirements.")]


def test_an_archive_is_small(archive: Path) -> None:
    limit = LARGEST_ZIP.get(archive.parent.name, 2_000_000)
    assert len(_zipped(archive)) <= limit


def test_nothing_of_an_archive_imports_what_it_does_not_hold(archive: Path) -> None:
    """boto3 alone comes from Lambda's runtime."""
    held = {path.name.removesuffix(".py") for path in archive.iterdir()}
    allowed = held | set(sys.stdlib_module_names) | {"boto3", "botocore"}
    name = archive.parent.name
    for source in [*archive.glob(f"{name}/**/*.py"), *archive.glob("shared/**/*.py")]:
        for imported in _imports(source):
            assert imported in allowed, f"{source.name} imports {imported}"


def test_the_same_inputs_give_the_same_bytes_anywhere(tmp_path: Path) -> None:
    first = build_function_archive("sample", project=_sample(tmp_path / "one"))
    second = build_function_archive("sample", project=_sample(tmp_path / "two"))
    assert first.name == second.name
    assert _zipped(first) == _zipped(second)


def test_an_archive_is_built_anew_only_when_its_inputs_changed(tmp_path: Path) -> None:
    project = _sample(tmp_path)
    archive = build_function_archive("sample", project=project)
    made = archive.stat().st_mtime_ns
    (project / "functions/other").mkdir()
    (project / "functions/other/new.py").write_text("x = 1")
    (project / "functions/sample/__pycache__").mkdir()
    (project / "functions/sample/__pycache__/handler.pyc").write_bytes(b"bytes")
    (project / "functions/sample/.DS_Store").write_bytes(b"how a window looked")
    assert build_function_archive("sample", project=project) == archive
    assert archive.stat().st_mtime_ns == made


@pytest.mark.parametrize(
    "changed",
    [
        "functions/sample/handler.py",
        "functions/sample/further/down/new.py",
        "functions/shared/clock.py",
        "dashboards/a.json",
    ],
)
def test_a_change_of_any_input_gives_another_archive(tmp_path: Path, changed: str) -> None:
    project = _sample(tmp_path)
    before = build_function_archive("sample", project=project, extra_folders=["dashboards"])
    (project / changed).parent.mkdir(parents=True, exist_ok=True)
    (project / changed).write_text("changed = True")
    after = build_function_archive("sample", project=project, extra_folders=["dashboards"])
    assert after != before
    assert (after / changed.removeprefix("functions/")).read_text() == "changed = True"


@pytest.mark.parametrize(
    "moved",
    [
        {"p.py": "a", "q.py": "bb"},
        {"p.py": "ab", "r.py": "b"},
    ],
)
def test_the_same_bytes_in_other_files_are_another_archive(
    tmp_path: Path, moved: dict[str, str]
) -> None:
    archives = set()
    for number, files in enumerate([{"p.py": "ab", "q.py": "b"}, moved]):
        project = _sample(tmp_path / str(number))
        for path, text in files.items():
            (project / "functions/sample" / path).write_text(text)
        archives.add(build_function_archive("sample", project=project).name)
    assert len(archives) == 2


def test_builds_at_the_same_time_agree_and_leave_nothing_behind(tmp_path: Path) -> None:
    project = _sample(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        archives = set(
            pool.map(lambda _: build_function_archive("sample", project=project), range(8))
        )
    (archive,) = archives
    assert list(archive.parent.iterdir()) == [archive]


def test_an_interrupted_build_leaves_nothing_half_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = _sample(tmp_path)
    copied: list[Path] = []

    def interrupt(target: Path) -> None:
        copied.append(target)
        raise KeyboardInterrupt

    _before_the_copy_of(monkeypatch, "clock.py", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build_function_archive("sample", project=project)
    monkeypatch.undo()
    place = project / "build/functions/sample"
    assert copied[0].is_relative_to(place), "a move from another disk would take several steps"
    archive = build_function_archive("sample", project=project)
    assert _held(archive) == {"sample/handler.py", "shared/clock.py"}
    assert list(archive.parent.iterdir()) == [archive]


def test_a_build_that_another_was_quicker_than_takes_the_others_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = _sample(tmp_path)
    others: list[Path] = []

    def be_quicker(_: Path) -> None:
        monkeypatch.undo()
        others.append(build_function_archive("sample", project=project))

    _before_the_copy_of(monkeypatch, "clock.py", be_quicker)
    archive = build_function_archive("sample", project=project)
    assert others == [archive]
    assert list(archive.parent.iterdir()) == [archive]


def test_an_archive_that_can_not_be_moved_to_its_place_is_told(tmp_path: Path) -> None:
    project = _sample(tmp_path)
    archive = build_function_archive("sample", project=project)
    shutil.rmtree(archive)
    archive.write_text("a file where a folder belongs")
    with pytest.raises(ArchiveError, match="can't be written to"):
        build_function_archive("sample", project=project)


def test_what_a_killed_build_leaves_behind_does_no_harm(tmp_path: Path) -> None:
    project = _sample(tmp_path)
    left = project / "build/functions/sample/.building-x/archive"
    left.mkdir(parents=True)
    (left / "half.py").write_text("x = ")
    archive = build_function_archive("sample", project=project)
    assert _held(archive) == {"sample/handler.py", "shared/clock.py"}


def test_a_package_that_is_not_the_locked_one_is_refused_in_one_sentence(tmp_path: Path) -> None:
    project = _sample(tmp_path)
    wheel = _wheel(tmp_path / "wheels", "sample_dependency", {"sample_dependency.py": "x = 1"})
    _lock(project, f"sample-dependency @ {wheel.as_uri()} --hash=sha256:{'0' * 64}")
    with pytest.raises(ArchiveError, match="is not the one that was locked"):
        build_function_archive("sample", project=project)
    assert not list((project / "build/functions/sample").iterdir())


def test_only_what_pip_leaves_in_its_own_folders_is_removed(tmp_path: Path) -> None:
    """Its scripts name the Python that ran pip: other bytes on every machine."""
    project = _sample(tmp_path)
    files = {"sample_dependency/RECORD": "x", "sample_dependency/INSTALLER": "y"}
    script = {"sample_dependency-1.0.data/scripts/sample": "#!python"}
    wheel = _wheel(tmp_path / "wheels", "sample_dependency", files | script)
    _lock(project, f"sample-dependency @ {wheel.as_uri()} --hash=sha256:{_sha256(wheel)}")
    built = build_function_archive("sample", project=project)
    names = _held(built)
    assert set(files) <= names
    own = {name for name in names if name.startswith("sample_dependency-1.0.dist-info/")}
    assert {name.rpartition("/")[2] for name in own} == {"METADATA", "WHEEL"}
    assert not (built / "bin").exists()


def test_compiled_code_is_refused_because_it_runs_on_one_processor_only(tmp_path: Path) -> None:
    project = _sample(tmp_path)
    wheel = _wheel(tmp_path / "wheels", "sample_dependency", {"sample_dependency/fast.so": "x"})
    _lock(project, f"sample-dependency @ {wheel.as_uri()} --hash=sha256:{_sha256(wheel)}")
    with pytest.raises(ArchiveError, match=r"would hold compiled code \(fast\.so\)"):
        build_function_archive("sample", project=project)


def test_an_unreachable_package_index_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = _sample(tmp_path)
    _lock(project, f"sample-dependency==1.0 --hash=sha256:{'0' * 64}")
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
    project = _sample(tmp_path)
    _lock(project, f"sample-dependency==1.0 --hash=sha256:{'0' * 64}")
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(bare)], check=True)
    monkeypatch.setattr(sys, "executable", str(bare / "bin" / "python"))
    with pytest.raises(ArchiveError, match=r"pip is missing\. Install it: .*ensurepip"):
        build_function_archive("sample", project=project)


def test_pulumi_shows_a_failed_build_without_a_traceback() -> None:
    assert issubclass(ArchiveError, pulumi.RunError)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_lock_pins_one_version_with_its_hash(name: str) -> None:
    lines = (PROJECT / f"functions/{name}/requirements.txt").read_text().splitlines()[1:]
    for pin, digest in zip(lines[::2], lines[1::2], strict=True):
        assert pin.split("==")[1].removesuffix(" \\")
        assert digest.startswith("    --hash=sha256:")
        assert len(digest.strip()) == len("--hash=sha256:") + 64


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_versions_that_are_tested_are_those_that_are_deployed(name: str) -> None:
    tested = dict(_pins(PROJECT / "requirements-dev.txt"))
    for package, version in _pins(PROJECT / f"functions/{name}/requirements.txt"):
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


def _sample(folder: Path) -> Path:
    for path, text in {
        "functions/sample/handler.py": "import shared.clock",
        "functions/sample/requirements.txt": "# nothing",
        "functions/shared/clock.py": "tick = 1",
        "dashboards/a.json": json.dumps({"a": 1}),
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def _held(archive: Path) -> set[str]:
    return {path.relative_to(archive).as_posix() for path in archive.rglob("*") if path.is_file()}


def _before_the_copy_of(
    monkeypatch: pytest.MonkeyPatch, name: str, happens: Callable[[Path], None]
) -> None:
    """Let something happen in the middle of a build; it is told where the copy would go."""
    copyfile = shutil.copyfile

    def copy(source: Path, target: Path) -> None:
        if source.name == name:
            happens(target)
        copyfile(source, target)

    monkeypatch.setattr(shutil, "copyfile", copy)


def _lock(project: Path, line: str) -> None:
    (project / "functions/sample/requirements.txt").write_text(line + "\n")


def _wheel(folder: Path, name: str, files: dict[str, str], tag: str = "py3-none-any") -> Path:
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


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _locked(name: str) -> list[str]:
    return [package for package, _ in _pins(PROJECT / f"functions/{name}/requirements.txt")]


def _pins(requirements: Path) -> list[tuple[str, str]]:
    pins = [line.split()[0] for line in requirements.read_text().splitlines() if "==" in line]
    return [(pin.split("==")[0], pin.split("==")[1]) for pin in pins]


def _zipped(folder: Path) -> bytes:
    """Zip as Pulumi does: sorted names, one date."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), (1990, 1, 1, 0, 0, 0))
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _imports(source: Path) -> set[str]:
    """Modules imported when the code runs, not those that only a type checker needs."""
    names = set()
    todo: list[ast.AST] = [ast.parse(source.read_text())]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            todo += node.orelse
            continue
        todo += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names
