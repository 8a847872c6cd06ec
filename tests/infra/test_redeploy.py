"""Whatever changes about the domain's contents reaches the domain at the next deploy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from components.functions.function_archive import PROJECT, build_function_archive
from tests.infra.program import REQUIRED, Program, run, run_anew

DATA = sorted(path.relative_to(PROJECT) for path in (PROJECT / "dashboards").rglob("*.json"))
CODE = sorted(
    path.relative_to(PROJECT)
    for folder in ("bootstrap", "shared")
    for path in (PROJECT / "functions" / folder).glob("*.py")
    if path.stat().st_size
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the archives are made of, without packages to install."""
    copy = tmp_path_factory.mktemp("project")
    without = shutil.ignore_patterns("__pycache__", "requirements.txt")
    for folder in ("functions", "dashboards"):
        shutil.copytree(PROJECT / folder, copy / folder, ignore=without)
    return copy


@pytest.fixture
def of_the_copy(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program deploy the copy."""
    defaults = build_function_archive.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "project", project)


def test_every_byte_of_the_dashboards_and_of_the_code_is_in_the_archive(project: Path) -> None:
    before = _archive(project)
    for changed in (*DATA, *CODE):
        content = (project / changed).read_bytes()
        (project / changed).write_bytes(content[:-1] + b" ")
        after = _archive(project)
        assert after.name != before.name, changed
        place = after / str(changed).removeprefix("functions/")
        assert place.read_bytes() == content[:-1] + b" ", changed
        (project / changed).write_bytes(content)
    assert _archive(project) == before


@pytest.mark.usefixtures("of_the_copy")
def test_another_archive_runs_the_bootstrap_again(project: Path) -> None:
    contents = [_content(run_anew(REQUIRED))]
    for changed in (DATA[0], CODE[0]):
        (project / changed).write_bytes((project / changed).read_bytes() + b"\n")
        contents.append(_content(run_anew(REQUIRED)))
    assert len(set(contents)) == 3


@pytest.mark.parametrize(
    ("key", "value"),
    [("retentionDays", "31"), ("instanceCount", "2"), ("engineVersion", "OpenSearch_2.19")],
)
def test_a_setting_of_the_domains_contents_runs_the_bootstrap_again(key: str, value: str) -> None:
    assert _content(run(**REQUIRED, **{key: value})) != _content(run(**REQUIRED))


def test_what_aws_makes_anew_runs_the_bootstrap_again(program: Program) -> None:
    """Firehose's role, which the domain must know; the domain itself; its password's secret."""
    invocation = program.one("lambda/invocation:Invocation", "tweets-bootstrap")
    for kind, name in (
        ("iam/role:Role", "tweets-delivery"),
        ("opensearch/domain:Domain", "tweets"),
        ("secretsmanager/secret:Secret", "tweets"),
    ):
        assert program.one(kind, name).urn in invocation.input_dependencies["input"]


def test_what_the_domain_does_not_hold_leaves_the_bootstrap_alone(
    program: Program, distinct: Program
) -> None:
    assert _content(program) == _content(run(**REQUIRED))
    assert _content(distinct) != _content(program)


def _archive(project: Path) -> Path:
    return build_function_archive("bootstrap", extra_folders=["dashboards"], project=project)


def _content(program: Program) -> str:
    invocation = program.one("lambda/invocation:Invocation", "tweets-bootstrap")
    content = json.loads(invocation.inputs["input"])
    assert list(content) == ["content"]
    return str(content["content"])
