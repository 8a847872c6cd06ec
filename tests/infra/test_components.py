"""Every component keeps the same form, so that who knows one knows all."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from components.functions.function_archive import PROJECT
from tests.infra.program import Program

SOURCES = sorted((PROJECT / "components").rglob("*.py"))


def _classes(source: Path) -> list[ast.ClassDef]:
    return [node for node in ast.parse(source.read_text()).body if isinstance(node, ast.ClassDef)]


COMPONENTS = [
    pytest.param(source, node, id=node.name)
    for source in SOURCES
    for node in _classes(source)
    if any(ast.unparse(base) == "pulumi.ComponentResource" for base in node.bases)
]
ARGUMENTS = [
    pytest.param(node, id=node.name)
    for source in SOURCES
    for node in _classes(source)
    if node.name.endswith("Args")
]


@pytest.mark.parametrize(("source", "component"), COMPONENTS)
def test_a_component_is_named_after_its_module(source: Path, component: ast.ClassDef) -> None:
    token = f'"tweets:{source.stem}:{component.name}"'
    assert token in source.read_text()


@pytest.mark.parametrize(("source", "component"), COMPONENTS)
def test_a_component_says_what_it_creates_and_what_it_gives(
    source: Path, component: ast.ClassDef
) -> None:
    assert "reates" in (ast.get_docstring(component) or "")
    _assert_every_field_is_described(component)
    assert "self.register_outputs(" in ast.unparse(component)


@pytest.mark.parametrize("arguments", ARGUMENTS)
def test_arguments_are_frozen_named_and_described(arguments: ast.ClassDef) -> None:
    (decorator,) = arguments.decorator_list
    assert ast.unparse(decorator) == "dataclass(frozen=True, kw_only=True)"
    _assert_every_field_is_described(arguments)


def test_every_resource_belongs_to_a_component(program: Program) -> None:
    for made in program.made:
        assert "$tweets:" in made.parent, made.urn


def test_there_are_components_to_look_at() -> None:
    assert len(COMPONENTS) == 12
    assert len(ARGUMENTS) == 11


def _assert_every_field_is_described(node: ast.ClassDef) -> None:
    for field, following in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(field, ast.AnnAssign):
            described = isinstance(following, ast.Expr) and isinstance(
                following.value, ast.Constant
            )
            assert described, f"{node.name}.{ast.unparse(field.target)}"
