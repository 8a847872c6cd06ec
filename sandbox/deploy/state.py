"""The state file: what stands in the local cloud, written as it is created."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.deploy.resource import Resource


class State:
    """Resources in the order in which they were finished, and the stack's outputs.

    The file holds secrets in the clear (as every local Pulumi state without encryption would), so
    only its owner may read it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.resources: list[Resource] = []
        self.outputs: dict[str, Any] = {}
        self.secret_outputs: list[str] = []
        self._lock = threading.Lock()

    @classmethod
    def read(cls, path: Path) -> State:
        """Read the state file; an absent one is an empty state."""
        state = cls(path)
        if path.exists():
            content = json.loads(path.read_text())
            state.resources = [Resource(**entry) for entry in content["resources"]]
            state.outputs = content["outputs"]
            state.secret_outputs = content["secret_outputs"]
        return state

    def add(self, resource: Resource) -> None:
        """Record a created resource."""
        with self._lock:
            self.resources.append(resource)
            self._write()

    def remove(self, resource: Resource) -> None:
        """Forget a deleted resource."""
        with self._lock:
            self.resources.remove(resource)
            self._write()

    def set_outputs(self, outputs: Mapping[str, Any], secret: list[str]) -> None:
        """Record the stack's outputs and which of them are secret."""
        with self._lock:
            self.outputs, self.secret_outputs = dict(outputs), sorted(secret)
            self._write()

    def shown_outputs(self) -> dict[str, Any]:
        """Give the outputs with secrets masked, as `pulumi stack output` shows them."""
        hidden = dict.fromkeys(self.secret_outputs, "[secret]")
        return {**self.outputs, **hidden}

    def _write(self) -> None:
        content = {
            "resources": [resource.as_json() for resource in self.resources],
            "outputs": self.outputs,
            "secret_outputs": self.secret_outputs,
        }
        draft = self.path.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(content, indent=1))
        draft.replace(self.path)
