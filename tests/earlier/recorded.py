"""What an earlier version left: recorded from it, and kept as plain data beside this file."""

from __future__ import annotations

from pathlib import Path

from sandbox.deploy.state import State

RECORDED = Path(__file__).parent


def standing_stack(folder: Path, **values: str) -> State:
    """Return the state of a stack that the earlier version deployed, kept in the folder from now.

    `values` stand in place of `{token}`, X's bearer token, `{password}`, the domain's, and
    `{account}`, AWS's.
    """
    text = (RECORDED / "standing_stack.json").read_text()
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    path = folder / "state.json"
    path.write_text(text)
    return State.read(path)
