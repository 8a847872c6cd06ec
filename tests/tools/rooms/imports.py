"""Which modules the project has, and which of them each one imports."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]


def _modules() -> dict[str, Path]:
    places = [PROJECT / "functions", PROJECT]
    found = {"__main__": PROJECT / "__main__.py"}
    for place, names in zip(
        places, [None, ("components", "sandbox", "bench", "mutants")], strict=True
    ):
        for folder in sorted(place.iterdir()):
            if not folder.is_dir() or (names and folder.name not in names):
                continue
            for path in folder.rglob("*.py"):
                found[".".join(path.relative_to(place).with_suffix("").parts)] = path
    return {name: path for name, path in found.items() if "__pycache__" not in path.parts}


MODULES = _modules()


@cache
def imports(module: str) -> set[str]:
    return {found for name in names(MODULES[module].read_text()) if (found := known(name))}


def names(source: str) -> set[str]:
    """Return every name that may be a module: also of what is imported while the code runs."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"line {node.lineno}: a name is written whole, not with dots"
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if known(name) else str(node.module) for name in inner}
        elif isinstance(node, ast.Call) and "import" in ast.unparse(node.func):
            found |= {str(each.value) for each in node.args if isinstance(each, ast.Constant)}
    return found


def known(name: str) -> str | None:
    """Return the module of a name; of functions also by the path from the project's top."""
    plain = name.removeprefix("functions.")
    return next((each for each in (plain, f"{plain}.__init__") if each in MODULES), None)
