"""The archives: what is in them."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pulumi
import pytest

from components.functions.function_archive import PROJECT, ArchiveError, build_function_archive
from tests.infra.archives.archives import pins, zipped

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
    assert len(zipped(archive)) <= limit


def test_nothing_of_an_archive_imports_what_it_does_not_hold(archive: Path) -> None:
    """boto3 alone comes from Lambda's runtime."""
    held = {path.name.removesuffix(".py") for path in archive.iterdir()}
    allowed = held | set(sys.stdlib_module_names) | {"boto3", "botocore"}
    name = archive.parent.name
    for source in [*archive.glob(f"{name}/**/*.py"), *archive.glob("shared/**/*.py")]:
        for imported in _imports(source):
            assert imported in allowed, f"{source.name} imports {imported}"


def test_pulumi_shows_a_failed_build_without_a_traceback() -> None:
    assert issubclass(ArchiveError, pulumi.RunError)


def _locked(name: str) -> list[str]:
    return [package for package, _ in pins(PROJECT / f"functions/{name}/requirements.txt")]


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
